import Foundation
import Testing

/// `-` stands for standard input wherever a file is read, and for standard output after `-o`.
@Suite struct StandardInputTests {
  private static func data(_ path: String) throws -> Data {
    try Data(contentsOf: URL(fileURLWithPath: path))
  }

  private static let graph = Tool.corpus.path + "/graphs/chain.graph.json"
  private static let device = Tool.corpus.path + "/devices/pair.yaml"

  @Test func plansArePiped() throws {
    let plan = try Tool.run(
      "plan",
      "--strategy",
      "heft",
      "--model",
      Self.graph,
      "--device",
      Self.device,
      "-o",
      "-"
    )
    #expect(plan.status == 0, "\(plan.complaint)")
    let given = ["--model", Self.graph, "--device", Self.device]
    for command in ["verify", "simulate", "repair"] {
      let run = try Tool.run(
        Tool.executable(),
        [command, "-"] + given,
        input: plan.output
      )
      #expect(run.status < 64, "\(command): \(run.complaint)")
      #expect(!run.output.isEmpty)
    }
  }

  @Test func modelsAndDevicesAreTold() throws {
    let device = ["--device", Self.device]
    let graph = try Tool.run("inspect", "-", input: Self.data(Self.graph))
    #expect(graph.status == 0, "\(graph.complaint)")
    let seeds = Tool.corpus.deletingLastPathComponent().deletingLastPathComponent().path + "/Fuzz/"
    for file in [
      "Seeds/tflite/operators.tflite", "ONNX/good-window.onnx", "Seeds/ncnn/small.param",
    ] {
      let run = try Tool.run("inspect", "-", input: Self.data(seeds + file))
      #expect(run.status == 0, "\(file): \(run.complaint)")
      #expect(run.output == (try Tool.run("inspect", seeds + file)).output.replacingName(of: file))
    }
    for (text, option) in [(Self.graph, "--model"), (Self.device, "--device")] {
      let others = option == "--model" ? device : ["--model", Self.graph]
      let run = try Tool.run(
        Tool.executable(),
        ["plan", "--strategy", "heft", option, "-"] + others,
        input: Self.data(text)
      )
      #expect(run.status == 0, "\(option): \(run.complaint)")
    }
  }

  @Test func whatWasPipedIsNamedOnlyOnce() throws {
    let folder = try Folder()
    let made = try Tool.run(
      "plan",
      "--strategy",
      "heft",
      "--model",
      "-",
      "--device",
      Self.device,
      "-o",
      "p.json",
      in: folder,
      input: Self.data(Self.graph)
    )
    #expect(made.status == 0, "\(made.complaint)")
    let run = try Tool.run("verify", "p.json", in: folder, input: Data("{}".utf8))
    #expect(run.status == 66, "a plan file does not make its reader read standard input")
    #expect(run.complaint.contains("name another with --model"), "\(run.complaint)")
  }

  @Test func faultsAreThoseOfFiles() throws {
    let run = try Tool.run("verify", "-", input: Data("{\"format\": 1,}".utf8))
    #expect(run.status == 65)
    #expect(run.complaint.hasPrefix("-:1:14: "), "\(run.complaint)")
    #expect(try Tool.run("verify", "-").status == 65, "nothing is piped in")
  }
}

extension Data {
  /// The text of an inspection whose model has the name of standard input.
  fileprivate func replacingName(of file: String) -> Data {
    let name = URL(fileURLWithPath: file).deletingPathExtension().lastPathComponent
    let text = String(decoding: self, as: UTF8.self)
    return Data(("-" + text.dropFirst(name.count)).utf8)
  }
}
