import Foundation
import Testing

/// A runtime's placement of a network in which passes have left out operators.
@Suite struct ImportPassTests {
  private func placed(_ names: [String], in folder: Folder) throws {
    let nodes = names.map { "{\"name\": \"\($0)\", \"op_type\": \"Conv\", \"domain\": \"\"}" }
    try folder.write(
      "placement.json",
      "{\"runtime\": \"1.31.1\", \"subgraphs\": [{\"provider\": \"QNNExecutionProvider\", "
        + "\"nodes\": [\(nodes.joined(separator: ","))]}]}"
    )
  }

  private func imported(_ passes: String, in folder: Folder) throws -> Tool.Outcome {
    try Tool.run(
      "import",
      "placement.json",
      "--model",
      "resnet18",
      "--device",
      "snapdragon-855",
      "--passes",
      passes,
      "-o",
      "plan.json",
      in: folder
    )
  }

  /// The convolution and its folded activation were named, and the network is in one partition; the
  /// plan has one step for both.
  @Test func namesOfWhatIsLeftOutAreKnown() throws {
    let folder = try Folder()
    try placed(["/conv1/Conv", "/relu/Relu"], in: folder)
    let run = try imported("fuse", in: folder)
    #expect(run.status == 0, "\(run.complaint)")
    #expect(run.text.contains("2 names (2 by name)"), "\(run.text)")
    let plan = try JSONSerialization.jsonObject(with: try folder.data("plan.json"))
    let members = try #require(plan as? [String: any Sendable])
    #expect(members["model"] as? String == "plan.graph.json")
    let steps = try #require(members["steps"] as? [[String: any Sendable]])
    let first = steps.prefix(2)
    #expect(first.map { $0["operator"] as? String } == ["/conv1/Conv", "/maxpool/MaxPool"])
    #expect(first.map { $0["processor"] as? String } == ["npu", "npu"])
    #expect([0, 1].contains(try Tool.run("verify", "plan.json", in: folder).status))
  }

  /// Nobody placed the operators that a decomposition adds.
  @Test func addedOperatorsAreRefused() throws {
    let folder = try Folder()
    try placed(["/conv1/Conv"], in: folder)
    let run = try imported("low-rank", in: folder)
    #expect(run.status == 64)
    #expect(run.complaint.contains("adds operators"))
    #expect(try folder.files() == ["placement.json"])
  }
}
