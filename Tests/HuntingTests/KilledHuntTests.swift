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
    for attempt in 0..<4 {
      let hunt = try Command.start([
        "fuzz", "--strategy", "mace", "--device", "snapdragon-855", "--runs", "1000000", "--seed",
        "\(attempt)", "--corpus", path,
      ])
      let deadline = ContinuousClock.now + .seconds(120)
      while folder.files.count <= known.count, ContinuousClock.now < deadline { usleep(2_000) }
      usleep(UInt32(attempt) * 90_000)
      kill(hunt.processIdentifier, SIGKILL)
      hunt.waitUntilExit()
      let files = folder.files
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
}
