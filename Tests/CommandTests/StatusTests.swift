import Foundation
import Testing

/// The exit status says what happened, and the reason is on standard error.
@Suite struct StatusTests {
  private static let safety = "coverage,support,ordering,residency,memory"

  @Test func provedIsZero() throws {
    let run = try Tool.run("verify", Tool.good("chain-serial"), "--obligations", Self.safety)
    #expect(run.status == 0)
    #expect(run.text.hasSuffix("verdict: proved\n"))
    #expect(run.errors.isEmpty)
  }

  @Test func refutedIsOne() throws {
    let run = try Tool.run("verify", Tool.broken("ordering-use-before-copy"))
    #expect(run.status == 1)
    #expect(run.text.hasSuffix("verdict: refuted\n"))
    #expect(run.prose.contains("'conv2-bottom' may start before 'halo-down' has written 'b'"))
    #expect(run.errors.isEmpty)
  }

  @Test func undecidedIsTwo() throws {
    let run = try Tool.run(
      "verify",
      Tool.broken("ordering-waits-for-itself"),
      "--obligations",
      "memory,profit"
    )
    #expect(run.status == 2)
    #expect(run.prose.contains("no execution reaches the end, see ordering"))
    #expect(run.text.hasSuffix("verdict: undecided\n"))
  }

  @Test func refutedOutranksUndecided() throws {
    let run = try Tool.run("verify", Tool.broken("ordering-waits-for-itself"))
    #expect(run.status == 1)
  }

  @Test func solverLimitIsUndecided() throws {
    let run = try Tool.run(
      "verify",
      Tool.good("inception-in-turn"),
      "--obligations",
      "ordering",
      "--limit",
      "1"
    )
    #expect(run.status == 2)
    #expect(run.prose.contains("limit"))
  }

  @Test(arguments: [
    (["verify"], "name a plan file, or a strategy"),
    (["verify", "p.json", "--strategy", "mace"], "not both"),
    (["verify", "p.json", "--nonsense"], "--nonsense"),
    (["verify", "p.json", "--format", "pdf"], "pdf"),
    (["verify", "p.json", "--obligations", "memry"], "memory"),
    (["verify", "p.json", "--obligations", ","], "no obligation is named"),
    (["verify", "p.json", "--obligations", "deadline"], "--deadline"),
    (["verify", "p.json", "--deadline", "soon"], "write 33ms"),
    (["verify", "p.json", "--deadline", "-5ms"], "--deadline"),
    (["verify", "p.json", "--deadline", "0ms"], "no time"),
    (["verify", "p.json", "--limit", "-1"], "--limit"),
    (["verify", "p.json", "--dim", "batch"], "batch"),
    (["verify", "p.json", "--dim", "batch=0"], "batch=0"),
    (["plan", "--strategy", "mace", "--model", "m"], "device"),
    (["plan", "--model", "m", "--device", "snapdragon-855"], "strategy"),
    (["simulate"], "name a plan file, or a strategy"),
    (["list", "planets"], "planets"),
    (["inspect"], "model"),
    (["improvise"], "improvise"),
  ])
  func wrongUsageIsSixtyFour(_ arguments: [String], _ complaint: String) throws {
    let run = try Tool.run(Tool.executable(), arguments)
    #expect(run.status == 64, "\(run.complaint)")
    #expect(run.output.isEmpty)
    #expect(run.complaint.contains(complaint), "\(run.complaint)")
  }

  @Test(arguments: ["hefty", "mace:speed=3", "single:processor=fpga"])
  func unknownStrategiesAreWrongUsage(_ strategy: String) throws {
    let graph = Tool.corpus.path + "/graphs/chain.graph.json"
    let run = try Tool.run(
      "plan",
      "--strategy",
      strategy,
      "--model",
      graph,
      "--device",
      "snapdragon-855"
    )
    #expect(run.status == 64, "\(run.complaint)")
    #expect(run.complaint.hasPrefix("pitfall: "))
  }

  @Test func missingFilesAreSixtySix() throws {
    let graph = Tool.corpus.path + "/graphs/chain.graph.json"
    let missing: [[String]] = [
      ["verify", "nowhere.json"], ["simulate", "nowhere.json"],
      ["verify", Tool.good("chain-serial"), "--model", "nowhere.graph.json"],
      ["verify", Tool.good("chain-serial"), "--device", "snapdragon-585"],
      ["verify", Tool.good("chain-serial"), "--condition", "storm"],
      ["plan", "--strategy", "mace", "--model", graph, "--device", "nowhere.yaml"],
      ["inspect", "nowhere.onnx"],
    ]
    for arguments in missing {
      let run = try Tool.run(Tool.executable(), arguments)
      #expect(run.status == 66, "\(arguments): \(run.complaint)")
      #expect(run.complaint.split(separator: "\n").count == 1, "\(run.complaint)")
      #expect(run.output.isEmpty)
    }
  }

  @Test func nearMissesAreSuggested() throws {
    let device = try Tool.run("verify", Tool.good("chain-serial"), "--device", "snapdragon-585")
    #expect(device.complaint.contains("snapdragon-855"), "\(device.complaint)")
    let condition = try Tool.run(
      "verify",
      Tool.good("chain-serial"),
      "--condition",
      "throttled-gpus"
    )
    #expect(condition.complaint.contains("throttled-gpu"), "\(condition.complaint)")
    let folder = try Folder()
    let plan = try String(contentsOfFile: Tool.good("chain-serial"), encoding: .utf8)
    let path = try folder.write(
      "p.json",
      plan.replacingOccurrences(of: "\"conv2\"", with: "\"conv3\"")
    )
    let step = try Tool.run(
      "verify",
      path,
      "--model",
      Tool.corpus.path + "/graphs/chain.graph.json",
      "--device",
      Tool.corpus.path + "/devices/pair.yaml"
    )
    #expect(step.status == 65)
    #expect(step.complaint.contains("unknown operator 'conv3'"), "\(step.complaint)")
    #expect(step.complaint.contains("did you mean 'conv"), "\(step.complaint)")
  }

  @Test func wrongHomeIsSaid() throws {
    let run = try Tool.run("list", "devices", environment: ["PITFALL_HOME": "/nowhere"])
    #expect(run.status == 66)
    #expect(run.complaint.contains("PITFALL_HOME"))
    #expect(run.complaint.contains("PITFALL_HOME is '/nowhere', which holds no Specs"))
  }

  @Test func unwritableOutputIsSaid() throws {
    let graph = Tool.corpus.path + "/graphs/chain.graph.json"
    let run = try Tool.run(
      "plan",
      "--strategy",
      "mace",
      "--model",
      graph,
      "--device",
      "snapdragon-855",
      "-o",
      "no/such/folder/p.json"
    )
    #expect(run.status == 66, "\(run.complaint)")
    #expect(run.complaint.contains("no/such/folder/p.json"))
  }

  /// A link to nothing is not replaced by a file.
  @Test func aLinkToNothingIsSaid() throws {
    let folder = FileManager.default.temporaryDirectory.path + "/pitfall-link-to-nothing"
    try? FileManager.default.removeItem(atPath: folder)
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(atPath: folder) }
    let link = folder + "/graph.onnx"
    try FileManager.default.createSymbolicLink(atPath: link, withDestinationPath: "gone.onnx")
    let run = try Tool.run("export", "squeezenet1_1", "--onnx", "-o", link)
    #expect(run.status == 66, "\(run.complaint)")
    #expect(run.complaint.contains("a link to gone.onnx, which is not there"))
    #expect(try FileManager.default.destinationOfSymbolicLink(atPath: link) == "gone.onnx")
  }

  /// Code scanning refuses results without a file; a strategy's plan stands in none.
  @Test func findingsOfAStrategyPointAtTheModel() throws {
    let run = try Tool.run(
      "verify",
      "--strategy",
      "heft",
      "--model",
      "mobilenet_v2",
      "--device",
      "kirin-990",
      "--format",
      "sarif"
    )
    #expect(run.status == 1, "\(run.complaint)")
    let results = run.text.components(separatedBy: "\"ruleId\"").dropFirst()
    #expect(!results.isEmpty)
    for result in results {
      #expect(result.contains(#""artifactLocation": { "uri": "mobilenet_v2" }"#), "\(result)")
    }
  }
}
