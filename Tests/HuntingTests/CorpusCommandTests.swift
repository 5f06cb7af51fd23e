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

  private func contents(of folder: String) throws -> [String: Data] {
    var result: [String: Data] = [:]
    for name in try names(in: folder) {
      result[name] = try Data(contentsOf: URL(fileURLWithPath: folder + "/" + name))
    }
    return result
  }

  @Test func sharesJoinToTheWhole() throws {
    let root = scratch("shards")
    defer { try? FileManager.default.removeItem(atPath: root) }
    func share(_ number: Int, jobs: Int, into folder: String) throws {
      let hunt = try Command.run([
        "fuzz", "--strategy", "heft", "--device", "snapdragon-855", "--runs", "150", "--seed", "3",
        "--shrink-runs", "10", "--no-boxes", "--corpus", "\(root)/\(folder)", "--jobs", "\(jobs)",
        "--shard", "\(number)/3",
      ])
      #expect(hunt.status == 1, "\(hunt.errors)")
    }
    for number in 1...3 { try share(number, jobs: 2, into: "a\(number)") }
    try share(2, jobs: 1, into: "b2")
    #expect(try contents(of: "\(root)/a2") == contents(of: "\(root)/b2"))
    let whole = try Command.run([
      "fuzz", "--strategy", "heft", "--device", "snapdragon-855", "--runs", "150", "--seed", "3",
      "--shrink-runs", "10", "--no-boxes", "--corpus", "\(root)/whole",
    ])
    #expect(whole.status == 1)
    for (order, output) in [([1, 2, 3], "c"), ([3, 1, 2], "d")] {
      let folders = order.map { "\(root)/a\($0)" }
      let joined = try Command.run(["corpus", "merge"] + folders + ["-o", "\(root)/\(output)"])
      #expect(joined.status == 0, "\(joined.errors)")
      #expect(try contents(of: "\(root)/\(output)") == contents(of: "\(root)/whole"))
    }
    #expect(try names(in: "\(root)/whole").count > 4)
    #expect(try Command.run(["corpus", "merge", "\(root)/none", "-o", "\(root)/e"]).status == 66)
  }

  @Test(arguments: ["0/2", "3/2", "1", "x/2", "1/0", "1/17"])
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
    // The space has devices of its own.
    let named = ["fuzz", "--space", "pisa", "--strategy", "heft", "--device", "kirin-990"]
    #expect(try Command.run(named).status == 64)
  }
}
