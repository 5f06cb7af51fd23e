import Foundation
import Testing

/// Shares of a hunt, joined corpora, and the gate with a baseline.
@Suite(.serialized) struct CorpusCommandTests {
  private func scratch(_ name: String) -> String {
    let path = Command.folder(name)
    try? FileManager.default.removeItem(atPath: path)
    return path
  }

  private func names(in folder: String) throws -> [String] {
    try FileManager.default.contentsOfDirectory(atPath: folder).sorted()
  }

  private func hunt(_ extra: [String], into folder: String) throws -> Command.Outcome {
    try Command.run(
      [
        "fuzz", "--strategy", "mace", "--device", "snapdragon-855", "--runs", "12", "--seed", "3",
        "--shrink-runs", "10", "--no-boxes", "--corpus", folder,
      ] + extra
    )
  }

  @Test func sharesAreDeterministicAndJoin() throws {
    let root = scratch("shards")
    defer { try? FileManager.default.removeItem(atPath: root) }
    for share in 1...2 {
      let once = try hunt(["--shard", "\(share)/2", "--jobs", "1"], into: "\(root)/a\(share)")
      let again = try hunt(["--shard", "\(share)/2", "--jobs", "2"], into: "\(root)/b\(share)")
      #expect(once.status == 1)
      #expect(once.output.contains("of 6 runs"))
      let mine = once.output.replacing("a\(share)", with: "")
      #expect(mine == again.output.replacing("b\(share)", with: ""))
      #expect(try names(in: "\(root)/a\(share)") == names(in: "\(root)/b\(share)"))
    }
    let joined = try Command.run(["corpus", "merge", "\(root)/a1", "\(root)/a2", "-o", "\(root)/c"])
    let turned = try Command.run(["corpus", "merge", "\(root)/a2", "\(root)/a1", "-o", "\(root)/d"])
    #expect(joined.status == 0)
    #expect(turned.status == 0)
    #expect(try !names(in: "\(root)/c").isEmpty)
    #expect(try names(in: "\(root)/c") == names(in: "\(root)/d"))
    let all = try Set(names(in: "\(root)/a1") + names(in: "\(root)/a2"))
    #expect(try all.isSuperset(of: names(in: "\(root)/c")))
    #expect(try Command.run(["corpus", "merge", "\(root)/none", "-o", "\(root)/e"]).status == 66)
  }

  @Test(arguments: ["0/2", "3/2", "1", "x/2", "1/0"])
  func sharesAreChecked(text: String) throws {
    #expect(try Command.run(["fuzz", "--strategy", "mace", "--shard", text]).status == 64)
  }

  @Test func theGateFailsForWhatGotWorse() throws {
    let root = scratch("baseline")
    defer { try? FileManager.default.removeItem(atPath: root) }
    _ = try hunt([], into: "\(root)/cases")
    let baseline = "\(root)/baseline.json"
    let replay = ["replay", "\(root)/cases", "--baseline", baseline]
    #expect(try Command.run(replay).status == 0)
    #expect(try Command.run(replay).status == 0)
    let fixed = try Command.run(replay + ["--strategy", "single"])
    #expect(fixed.status == 0)
    #expect(fixed.errors.contains("since the baseline fixed"))
    let text = try String(contentsOfFile: baseline, encoding: .utf8)
    let empty = "{\"format\":\"pitfall.baseline/1\",\"cases\":[]}"
    try empty.write(toFile: baseline, atomically: true, encoding: .utf8)
    let new = try Command.run(replay)
    #expect(new.status == 1)
    #expect(new.errors.contains("since the baseline new"))
    try text.replacing("pitfall.baseline/1", with: "pitfall.baseline/9")
      .write(toFile: baseline, atomically: true, encoding: .utf8)
    #expect(try Command.run(replay).status == 65)
  }

  @Test func pisaAnswersAndExports() throws {
    let root = scratch("pisa")
    defer { try? FileManager.default.removeItem(atPath: root) }
    let hunt = try Command.run([
      "fuzz", "--space", "pisa", "--strategy", "heft", "--runs", "900", "--seed", "1", "--format",
      "json", "--corpus", root,
    ])
    #expect(hunt.status == 1)
    let answer = try #require(
      try JSONSerialization.jsonObject(with: Data(hunt.output.utf8)) as? [String: Any]
    )
    #expect(answer["best_ratio"] as? Double ?? 0 > 1)
    #expect(answer["evaluations_per_second"] as? Double ?? 0 > 0)
    let file = try #require((answer["files"] as? [String])?.first)
    let exported = try Command.run(["export", file, "--saga"])
    #expect(exported.status == 0)
    let saga = try JSONSerialization.jsonObject(with: Data(exported.output.utf8)) as? NSDictionary
    #expect(saga == answer["instance"] as? NSDictionary)
    #expect(try Command.run(["replay", file]).status == 1)
    #expect(try Command.run(["fuzz", "--space", "pisa", "--strategy", "mace"]).status == 64)
  }
}
