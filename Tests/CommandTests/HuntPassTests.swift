import Foundation
import Testing

/// Hunts and studies of networks that passes have changed.
@Suite struct HuntPassTests {
  private func hunt(_ more: String..., in folder: Folder) throws -> Tool.Outcome {
    try Tool.run(
      Tool.executable(),
      [
        "fuzz", "--strategy", "olb", "--model", "alexnet", "--device", "snapdragon-855", "--runs",
        "2", "--shrink-runs", "2", "--no-boxes", "--corpus", "cases", "--format", "json",
      ] + more,
      in: folder
    )
  }

  private func results(_ words: String..., in folder: Folder) throws -> [String] {
    let run = try Tool.run(
      Tool.executable(),
      ["replay", "cases", "--format", "json"] + words,
      in: folder
    )
    let cases = try #require(try run.json()["cases"] as? [[String: any Sendable]])
    return cases.compactMap { $0["result"] as? String }
  }

  /// A case holds the model that was asked about, the passes and what came of them; without the
  /// passes it is another question, whose answer loses something else.
  @Test func casesAskTheSameQuestionAgain() throws {
    let folder = try Folder()
    let run = try hunt("--passes", "fold,memory", in: folder)
    #expect(run.status == 1, "\(run.complaint)")
    let schema = try Schema("hunt")
    #expect(try schema.faults(of: Schema.value(of: run.output, "hunt")) == [])
    #expect(try run.json()["passes"] as? String == "fold,memory")
    let name = try #require(
      try FileManager.default.contentsOfDirectory(atPath: folder.path("cases")).first
    )
    let text = try String(decoding: folder.data("cases/" + name), as: UTF8.self)
    var stored = try #require(
      try JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: any Sendable]
    )
    var found = try #require(stored["found"] as? [String: any Sendable])
    #expect(found["passes"] as? String == "fold,memory")
    func operators(_ key: String) throws -> Int {
      let graph = try #require(stored[key] as? [String: any Sendable])
      return try #require(graph["operators"] as? [any Sendable]).count
    }
    #expect(try operators("network") < operators("graph"))
    let plan = try #require(stored["plan"] as? [String: any Sendable])
    #expect(try #require(plan["placements"] as? [any Sendable]).isEmpty == false)
    #expect(try Schema("case").faults(of: Schema.value(of: Data(text.utf8), "case")) == [])
    #expect(try results(in: folder) == ["still failing"])
    #expect([0, 1].contains(try Tool.run("verify", "cases/" + name, in: folder).status))
    found["passes"] = nil
    stored["found"] = found
    try folder.write("cases/" + name, try JSONSerialization.data(withJSONObject: stored))
    #expect(try results(in: folder) != ["still failing"])
  }

  @Test func mistakesAreNamed() throws {
    let folder = try Folder()
    #expect(try hunt("--passes", "guess", in: folder).status == 64)
    #expect(try hunt("--passes", "fold", "--space", "pisa", in: folder).status == 64)
    let study = try Tool.run("study", "--models", "alexnet", "--passes", "fold,memory")
    #expect(study.status == 64)
    #expect(study.complaint.contains("memory"))
  }

  /// A study that stopped is not gone on with for other passes.
  @Test func studiesNoticeOtherPasses() throws {
    let folder = try Folder()
    let words = [
      "study", "--models", "alexnet", "--devices", "snapdragon-855", "--conditions", "calm",
      "--strategies", "mace", "--jobs", "1", "--out", "study",
    ]
    let page = folder.url.appendingPathComponent("study/index.html")
    try FileManager.default.createDirectory(at: page, withIntermediateDirectories: true)
    #expect(try Tool.run(Tool.executable(), words, in: folder).status != 0)
    let folded = words + ["--passes", "fold"]
    let other = try Tool.run(Tool.executable(), folded, in: folder)
    #expect(other.status != 0 && !other.complaint.contains("going on"))
    let same = try Tool.run(Tool.executable(), folded, in: folder)
    #expect(same.complaint.contains("going on"))
    try FileManager.default.removeItem(at: page)
    let done = try Tool.run(Tool.executable(), folded, in: folder)
    #expect(done.status == 0, "\(done.complaint)")
    let report = try String(decoding: folder.data("study/study.md"), as: UTF8.self)
    #expect(report.contains("--passes fold"))
  }
}
