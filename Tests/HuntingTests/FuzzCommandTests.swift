import Foundation
import Testing

/// `pitfall fuzz` and `pitfall replay` as their users run them.
@Suite struct FuzzCommandTests {
  private func contents(of folder: String) throws -> [String: Data] {
    var result: [String: Data] = [:]
    for name in try FileManager.default.contentsOfDirectory(atPath: folder) {
      result[name] = try Data(contentsOf: URL(fileURLWithPath: folder + "/" + name))
    }
    return result
  }

  @Test func jobsLeaveNoTraceAndReplayStillFails() throws {
    let folders = ["1", "3"].map { (jobs: $0, path: Command.folder("jobs-\($0)")) }
    defer { for folder in folders { try? FileManager.default.removeItem(atPath: folder.path) } }
    let hunts = try folders.map { folder in
      try Command.run([
        "fuzz", "--strategy", "mace", "--device", "snapdragon-855", "--runs", "24", "--seed", "5",
        "--jobs", folder.jobs, "--corpus", folder.path, "--format", "json",
      ])
    }
    #expect(hunts.map(\.status) == [1, 1], "\(hunts[0].errors)")
    #expect(hunts[0].output == hunts[1].output)
    let corpora = try folders.map { try contents(of: $0.path) }
    #expect(!corpora[0].isEmpty)
    #expect(corpora[0] == corpora[1])
    for name in corpora[0].keys { #expect(hunts[0].output.contains(name)) }

    let replay = try Command.run(["replay", folders[0].path])
    #expect(replay.status == 1)
    #expect(replay.output.contains("\(corpora[0].count) cases: \(corpora[0].count) still failing"))
    let fixed = try Command.run(["replay", folders[0].path, "--strategy", "single:processor=cpu"])
    #expect(fixed.output.contains("fixed"), "\(fixed.errors)")
  }

  /// Every space and kind of strategy, with what a hunt may be told besides.
  private static let hunts: [[String]] =
    [
      ["--strategy", "heft", "--runs", "112", "--shrink-runs", "8"],
      ["--strategy", "heft", "--first", "--runs", "64"],
      ["--strategy", "codl", "--device", "snapdragon-855", "--runs", "12", "--shrink-runs", "4"],
      ["--strategy", "nn-stretch", "--runs", "128", "--shrink-runs", "8"],
      ["--strategy", "band", "--near", "mobilenet_v2", "--runs", "32", "--shrink-runs", "8"],
      ["--strategy", "mace", "--model", "squeezenet1_1", "--runs", "8", "--shrink-runs", "4"],
      ["--strategy", "heft", "--against", "cpop", "--runs", "32", "--shrink-runs", "8"],
      ["--strategy", "mulayer", "--shard", "2/3", "--runs", "72", "--shrink-runs", "8"],
      ["--strategy", "cpop", "--property", "monotonicity", "--runs", "8", "--shrink-runs", "8"],
      ["--space", "pisa", "--strategy", "heft", "--runs", "30000"],
      [
        "--strategy-command", "python3 \(root)/Examples/strategy.py", "--runs", "12",
        "--shrink-runs", "4", "--property", "safety", "--property", "profit",
      ],
    ]
    + ["crash", "wrong-id"]
    .map { way in
      [
        "--strategy-command", "python3 \(root)/Scripts/broken-strategy.py \(way) 2>/dev/null",
        "--runs", "8", "--shrink-runs", "4",
      ]
    }

  private static let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
    .deletingLastPathComponent().deletingLastPathComponent().path

  @Test(arguments: hunts)
  func jobsLeaveNoTraceInAnyHunt(arguments: [String]) throws {
    let name = "\(UInt(bitPattern: arguments.hashValue))"
    let folders = ["1", "3"].map { (jobs: $0, path: Command.folder("\(name)-\($0)")) }
    defer { for folder in folders { try? FileManager.default.removeItem(atPath: folder.path) } }
    for folder in folders {
      let boxes = arguments.contains("pisa") ? [] : ["--no-boxes"]
      let hunt = try Command.run(
        ["fuzz", "--seed", "17", "--jobs", folder.jobs, "--corpus", folder.path] + boxes + arguments
      )
      #expect(hunt.status == 1, "\(hunt.errors)")
    }
    let corpora = try folders.map { try contents(of: $0.path) }
    #expect(!corpora[0].isEmpty)
    #expect(corpora[0] == corpora[1])
  }

  @Test func nothingFoundIsSuccess() throws {
    let hunt = try Command.run([
      "fuzz", "--strategy", "single:processor=cpu", "--property", "safety", "--device",
      "snapdragon-855", "--runs", "8",
    ])
    #expect(hunt.status == 0, "\(hunt.output)\(hunt.errors)")
    #expect(hunt.output.contains("0 of 8 runs broke it"))
  }

  @Test func aBudgetEndsTheHunt() throws {
    let start = ContinuousClock.now
    let hunt = try Command.run([
      "fuzz", "--strategy", "mace", "--device", "snapdragon-855", "--budget", "2s",
    ])
    #expect(hunt.status == 1, "\(hunt.errors)")
    #expect(ContinuousClock.now - start < .seconds(60))
  }

  @Test(arguments: [
    (["fuzz"], Int32(64), "--strategy"),
    (["fuzz", "--strategy", "heft", "--runs", "1", "--budget", "1s"], 64, "not both"),
    (["fuzz", "--strategy", "hefd", "--runs", "1"], 64, "heft"),
    (["fuzz", "--strategy", "heft", "--property", "profti", "--runs", "1"], 64, "'profit'"),
    (["fuzz", "--strategy", "heft", "--property", "against", "--runs", "1"], 64, "--against"),
    (["fuzz", "--strategy", "heft", "--seed", "x", "--runs", "1"], 64, "seed"),
    (["fuzz", "--strategy", "heft", "--device", "nophone", "--runs", "1"], 66, "nophone"),
    (["fuzz", "--strategy-command", "/nonexistent/s", "--runs", "2"], 66, "cannot be started"),
    (["replay", "/nonexistent/case.json"], 66, "no such file"),
    (["replay", "/etc/passwd"], 65, "/etc/passwd:1:"),
  ])
  func mistakesAreExplained(arguments: [String], status: Int32, text: String) throws {
    let run = try Command.run(arguments)
    #expect(run.status == status, "\(run.errors)")
    #expect(run.errors.contains(text), "\(run.errors)")
    #expect(run.output.isEmpty)
  }
}
