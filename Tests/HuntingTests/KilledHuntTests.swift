import Documents
import Formats
import Foundation
import Testing

/// A hunt that is killed leaves whole cases, and the next one goes on with them.
@Suite struct KilledHuntTests {
  @Test func everyFileIsWhole() throws {
    let path = Command.folder("killed")
    defer { try? FileManager.default.removeItem(atPath: path) }
    let folder = CaseFolder(path: path)
    var known: Set<String> = []
    for (attempt, strategy) in ["mace", "heft", "cpop", "single:processor=gpu"].enumerated() {
      let hunt = try Command.start([
        "fuzz", "--strategy", strategy, "--device", "snapdragon-855", "--runs", "1000000",
        "--seed", "\(attempt)", "--shrink-runs", "60", "--corpus", path,
      ])
      let deadline = ContinuousClock.now + .seconds(120)
      while try folder.files.count <= known.count, ContinuousClock.now < deadline { usleep(2_000) }
      usleep(UInt32(attempt) * 90_000)
      kill(hunt.processIdentifier, SIGKILL)
      hunt.waitUntilExit()
      let files = try folder.files
      #expect(files.count > known.count)
      for file in files {
        let bytes = try FileReading.bytes(at: file)
        let item = try Bench.storedCase(bytes)
        #expect(file.hasSuffix("/" + CaseFile.name(of: item)))
      }
      #expect(known.isSubset(of: files), "a case of an earlier hunt is gone")
      known = Set(files)
    }
  }

  private func contents(of folder: String) throws -> [String: Data] {
    var result: [String: Data] = [:]
    for path in try CaseFolder(path: folder).files {
      result[path.split(separator: "/").last.map(String.init) ?? path] =
        try Data(contentsOf: URL(fileURLWithPath: path))
    }
    return result
  }

  @Test func aKilledHuntThatIsStartedAgainEndsAsIfNothingHadHappened() throws {
    let folders = ["whole", "broken"].map { Command.folder("resumed-\($0)") }
    defer { for folder in folders { try? FileManager.default.removeItem(atPath: folder) } }
    func arguments(_ folder: String) -> [String] {
      [
        "fuzz", "--strategy", "mace", "--device", "snapdragon-855", "--runs", "60", "--seed", "11",
        "--shrink-runs", "60", "--no-boxes", "--corpus", folder,
      ]
    }
    #expect(try Command.run(arguments(folders[0])).status == 1)
    let deadline = ContinuousClock.now + .seconds(120)
    for wanted in [1, 3] {
      let hunt = try Command.start(arguments(folders[1]))
      while try CaseFolder(path: folders[1]).files.count < wanted, ContinuousClock.now < deadline {
        usleep(2_000)
      }
      kill(hunt.processIdentifier, SIGKILL)
      hunt.waitUntilExit()
    }
    #expect(try Command.run(arguments(folders[1])).status == 1)
    let (whole, resumed) = (try contents(of: folders[0]), try contents(of: folders[1]))
    #expect(!whole.isEmpty)
    #expect(whole == resumed)
  }
}
