import Foundation
import Testing

/// The example strategy broken in ten ways: each is one clear finding or none; the hunt goes on.
@Suite struct BrokenStrategyTests {
  struct Way: Sendable, CustomTestStringConvertible {
    let name: String
    /// The cause of the finding; nil where it is no fault.
    let cause: String?
    /// What the message says.
    let words: String
    var timeout = "20s"

    var testDescription: String { name }
  }

  static let ways = [
    Way(name: "crash", cause: "crash", words: "signal"),
    Way(name: "hang", cause: "silence", words: "within", timeout: "100ms"),
    Way(name: "garbage", cause: "malformed", words: "answer"),
    Way(name: "wrong-id", cause: "malformed", words: "to request 2, not to request 1"),
    Way(name: "huge", cause: "malformed", words: "longer than"),
    Way(name: "no-newline", cause: "crash", words: "end without a new line"),
    Way(name: "not-text", cause: "malformed", words: "UTF-8"),
    Way(name: "exits-after", cause: "", words: ""),
    Way(name: "slow", cause: nil, words: ""),
    Way(name: "noisy", cause: nil, words: ""),
  ]

  private static func program(_ way: String) throws -> String {
    let python = "/usr/bin/python3"
    try #require(FileManager.default.isExecutableFile(atPath: python), "needs \(python)")
    let script = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
      .deletingLastPathComponent().deletingLastPathComponent()
      .appendingPathComponent("Scripts/broken-strategy.py").path
    return "exec \(python) '\(script)' \(way) 2>/dev/null"
  }

  @Test(arguments: ways)
  func aBrokenStrategyIsOneFinding(way: Way) throws {
    let corpus = Command.folder("broken-\(way.name)")
    defer { try? FileManager.default.removeItem(atPath: corpus) }
    let result = try Command.run([
      "fuzz", "--strategy-command", try Self.program(way.name), "--property", "coverage",
      "--runs", "6", "--shrink-runs", way.name == "huge" ? "0" : "4", "--device",
      "snapdragon-855", "--jobs", "1", "--no-boxes", "--strategy-timeout", way.timeout,
      "--corpus", corpus,
    ])
    let stored = (try? FileManager.default.contentsOfDirectory(atPath: corpus)) ?? []
    guard let cause = way.cause else {
      #expect(result.status == 0, "\(result.output) \(result.errors)")
      #expect(stored.isEmpty)
      return
    }
    if way.name == "exits-after" {
      #expect([0, 1].contains(result.status), "\(result.output) \(result.errors)")
      return
    }
    #expect(result.status == 1, "\(result.output) \(result.errors)")
    #expect(result.output.contains("well-formed  \(cause)"), "\(result.output)")
    #expect(result.output.contains(way.words), "\(result.output)")
    #expect(!stored.isEmpty)
    let text = try stored.map { try String(contentsOfFile: corpus + "/" + $0, encoding: .utf8) }
    #expect(text.allSatisfy { $0.contains("\"cause\": \"\(cause)\"") })
  }

  /// Each crash costs the start of a program, so that few are spent on making it small.
  @Test func aStrategyThatAlwaysEndsIsStartedFewTimes() throws {
    let folder = Command.folder("starts")
    defer { try? FileManager.default.removeItem(atPath: folder) }
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    let result = try Command.run([
      "fuzz", "--strategy-command", "read -r line; echo >> '\(folder)/starts'; exit 3", "--runs",
      "6",
      "--device", "snapdragon-855", "--jobs", "1", "--no-boxes",
    ])
    #expect(result.status == 1, "\(result.output) \(result.errors)")
    let starts = try String(contentsOfFile: folder + "/starts", encoding: .utf8).count
    #expect((6...200).contains(starts), "\(starts)")
  }

  @Test func aLineThatIsNoAnswerIsShownWithTheCure() throws {
    let result = try Command.run([
      "fuzz", "--strategy-command", "read -r line; echo 'planning layer 1'; exit 3", "--runs", "1",
      "--device", "snapdragon-855", "--jobs", "1", "--no-boxes", "--shrink-runs", "0",
    ])
    #expect(result.status == 1)
    #expect(result.output.contains("planning layer 1"), "\(result.output)")
    #expect(result.output.contains("standard error"), "\(result.output)")
  }

  @Test func aHuntOfASilentStrategyEnds() throws {
    let start = ContinuousClock.now
    let result = try Command.run([
      "fuzz", "--strategy-command", try Self.program("hang"), "--runs", "100000", "--device",
      "snapdragon-855", "--jobs", "2", "--no-boxes", "--strategy-timeout", "50ms",
    ])
    #expect(result.status == 1)
    #expect(result.errors.contains("the strategy gave no answer in time"))
    #expect(ContinuousClock.now - start < .seconds(120))
  }
}
