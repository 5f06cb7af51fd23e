import Foundation
import Testing

/// Where no plan fits into memory, commands say which operators and pools clash.
@Suite struct InfeasibleTests {
  /// `a` makes 60 bytes of 60, `b` 60 bytes of these: 120 bytes while it runs.
  private static let graph = """
    {"format": "pitfall.graph/1", "name": "two",
     "tensors": [
       {"name": "x", "type": "uint8", "shape": [60], "role": "input"},
       {"name": "y", "type": "uint8", "shape": [60]},
       {"name": "z", "type": "uint8", "shape": [60]}],
     "operators": [
       {"name": "a", "type": "Task", "opaque": true, "inputs": ["x"], "outputs": ["y"]},
       {"name": "b", "type": "Task", "opaque": true, "inputs": ["y"], "outputs": ["z"]}],
     "outputs": ["z"]}
    """

  private static func device(_ bytes: Int) -> String {
    """
    format: pitfall.device/1
    name: small
    summary: two processors with little memory
    pools:
      p: {capacity: \(bytes) B, alignment: 1 B}
      q: {capacity: 70 B, alignment: 1 B}
    processors:
      cpu: {kind: cpu, pool: p, backend: any, bandwidth: 1 GB/s, launch: 0 us,
            rates: {fp32: {direct-convolution: 1 GMAC/s}}}
      two: {kind: cpu, pool: q, backend: any, bandwidth: 1 GB/s, launch: 0 us,
            rates: {fp32: {direct-convolution: 1 GMAC/s}}}
    links:
      - {from: p, to: q, latency: 0 us, bandwidth: 1 GB/s}
      - {from: q, to: p, latency: 0 us, bandwidth: 1 GB/s}
    """
  }

  private func run(_ bytes: Int, _ arguments: String...) throws -> Tool.Outcome {
    let folder = try Folder()
    let graph = try folder.write("two.graph.json", Self.graph)
    let device = try folder.write("small.yaml", Self.device(bytes))
    return try Tool.run(
      Tool.executable(),
      arguments + ["--model", graph, "--device", device]
    )
  }

  @Test func reasonHasOperatorsPoolsAndBytes() throws {
    let run = try run(119, "improve", "--space", "whole", "--format", "json")
    #expect(run.status == 1)
    let json = try run.json()
    #expect(json["verdict"] as? String == "infeasible")
    let space = try #require((json["spaces"] as? [[String: any Sendable]])?.first)
    let conflict = try #require(space["conflict"] as? [String: any Sendable])
    #expect((conflict["operators"] as? [String])?.count == 1)
    let message = try #require(conflict["message"] as? String)
    #expect(message.contains("pool 'p' has 119 bytes, 1 too few"))
    #expect(message.contains("pool 'q' has 70 bytes, 50 too few"))
  }

  @Test func oneByteMoreIsEnough() throws {
    let run = try run(120, "improve", "--space", "whole", "--format", "json")
    #expect(try run.json()["verdict"] as? String != "infeasible")
  }

  @Test func optimalStrategyRefuses() throws {
    let run = try run(119, "plan", "--strategy", "optimal")
    #expect(run.status == 64)
    #expect(run.complaint.contains("no plan fits into memory"))
    #expect(run.complaint.contains("1 too few"))
  }
}
