import Foundation
import Testing

/// `verify --dim batch=1..32` answers for every value, or names the smallest that breaks.
@Suite struct DimensionTests {
  private static func verify(_ plan: String, _ range: String) throws -> Tool.Outcome {
    try Tool.run(
      "verify",
      Tool.corpus.path + "/symbolic/\(plan).json",
      "--dim",
      "batch=\(range)",
      "--format",
      "json"
    )
  }

  private static func findings(_ run: Tool.Outcome) throws -> [String: [String: any Sendable]] {
    let list = try #require(try run.json()["findings"] as? [[String: any Sendable]])
    var findings: [String: [String: any Sendable]] = [:]
    for finding in list { findings[finding["obligation"] as? String ?? ""] = finding }
    return findings
  }

  /// 26 KiB hold two tensors of 13 samples of one KiB each.
  @Test(arguments: [("whole", "1..13"), ("halves", "2..13"), ("numbers", "8")])
  func everyValueIsProved(_ plan: String, _ range: String) throws {
    let findings = try Self.findings(try Self.verify(plan, range))
    for obligation in ["coverage", "support", "ordering", "residency", "memory"] {
      #expect(findings[obligation]?["verdict"] as? String == "proved", "\(obligation)")
    }
  }

  @Test(arguments: [
    ("whole", "1..32", "memory", 14), ("halves", "1..13", "coverage", 1),
    ("numbers", "8..13", "coverage", 9), ("numbers", "4..8", "coverage", 4),
  ])
  func smallestValueIsNamed(_ plan: String, _ range: String, _ obligation: String, _ value: Int)
    throws
  {
    let run = try Self.verify(plan, range)
    #expect(run.status == 1)
    let finding = try #require(try Self.findings(run)[obligation])
    #expect(finding["verdict"] as? String == "refuted")
    #expect((finding["dimensions"] as? [String: Int])?["batch"] == value)
    #expect((finding["message"] as? String)?.hasPrefix("for batch=\(value): ") == true)
  }

  /// Of a short range the solver is asked about each value, of a long one about those that matter.
  @Test(arguments: [
    (13, Tool.corpus.path + "/symbolic/device.yaml"), (700, "snapdragon-855"),
  ])
  func largestPeakHasItsValue(_ last: Int, _ device: String) throws {
    let run = try Tool.run(
      "verify",
      Tool.corpus.path + "/symbolic/whole.json",
      "--dim",
      "batch=1..\(last)",
      "--device",
      device,
      "--format",
      "json"
    )
    let memory = try #require(try Self.findings(run)["memory"])
    let message = try #require(memory["message"] as? String)
    #expect(message.contains(" at batch=\(last)"))
    #expect(message.contains("confirmed by the solver") == (last > 512))
    let evidence = try #require(memory["evidence"] as? [String: any Sendable])
    let pools = try #require(evidence["pools"] as? [[String: any Sendable]])
    for pool in pools {
      #expect((pool["dimensions"] as? [String: Int])?["batch"] == last)
    }
    #expect(pools.contains { ($0["peak_bytes"] as? Int) == last * 2_048 })
  }

  /// A plan says for which values it was made; an option overrides them.
  @Test func plansKeepTheirValues() throws {
    let folder = try Folder()
    try folder.write("open.param", "7767517\n2 2\nInput data 0 1 data\nReLU relu 1 1 data out\n")
    let made = try Tool.run(
      try Tool.executable(),
      ["plan", "--strategy", "single", "--model", "open.param", "--device", "snapdragon-855"]
        + ["w=8", "h=8", "c=3"].flatMap { ["--dim", $0] } + ["-o", "plan.json"],
      in: folder
    )
    #expect(made.status == 0, "\(made.complaint)")
    let plan = String(decoding: try folder.data("plan.json"), as: UTF8.self)
    #expect(plan.contains("\"dimensions\": { \"c\": 3, \"h\": 8, \"w\": 8 }"), "\(plan)")
    // Input and output lie in memory at the same time.
    let small = try Tool.run("simulate", "plan.json", in: folder)
    #expect(small.text.contains("peak 1.5 KiB"), "\(small.everything)")
    let large = try Tool.run("simulate", "plan.json", "--dim", "w=16", in: folder)
    #expect(large.text.contains("peak 3.0 KiB"), "\(large.everything)")
    try folder.write("plan.json", plan.replacingOccurrences(of: "\"c\": 3", with: "\"c\": 0"))
    let wrong = try Tool.run("simulate", "plan.json", in: folder)
    #expect(wrong.status == 65)
    #expect(wrong.complaint.contains("the dimension 'c'"), "\(wrong.complaint)")
  }

  /// A range is refused at once, however long it is.
  @Test(arguments: ["batch=1..2", "batch=1..9000000000000000000"])
  func rangesAreForVerify(_ range: String) throws {
    let run = try Tool.run("simulate", Tool.corpus.path + "/symbolic/whole.json", "--dim", range)
    #expect(run.status == 64)
    #expect(run.complaint.contains("--dim \(range): only 'verify' takes a range"))
  }

  @Test func rangesHaveAMostLength() throws {
    let wide = try Self.verify("whole", "1..65537")
    #expect(wide.status == 64)
    #expect(wide.complaint.contains("at most 65536"))
    let timed = try Tool.run(
      "verify",
      Tool.corpus.path + "/symbolic/whole.json",
      "--dim",
      "batch=1..513",
      "--obligations",
      "profit"
    )
    #expect(timed.status == 64)
    #expect(timed.complaint.contains("at most 512"))
  }

  /// A strategy is asked anew for each value.
  @Test func strategiesPlanForEachValue() throws {
    let folder = Tool.corpus.path + "/symbolic/"
    let run = try Tool.run(
      "verify",
      "--strategy",
      "single:processor=cpu",
      "--model",
      folder + "batch.onnx",
      "--device",
      folder + "device.yaml",
      "--dim",
      "batch=1..3",
      "--format",
      "json"
    )
    let message = try #require(try Self.findings(run)["ordering"]?["message"] as? String)
    #expect(message.hasPrefix("for every batch in 1..3: "), "\(message)")
  }

  /// Beyond 512 values the solver confirms the first, the last and those that break.
  @Test func longRangesBreakAtTheSameValue() throws {
    let run = try Self.verify("whole", "1..600")
    let finding = try #require(try Self.findings(run)["memory"])
    #expect((finding["dimensions"] as? [String: Int])?["batch"] == 14)
    let ordering = try #require(try Self.findings(run)["ordering"]?["message"] as? String)
    #expect(ordering.contains("of them confirmed by the solver"), "\(ordering)")
  }
}
