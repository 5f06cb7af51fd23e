import Foundation
import Testing

/// Names from files never reach a terminal as control characters, reordering marks or floods.
@Suite struct HostileNameTests {
  private static let hostile =
    "a\u{1B}[31m\u{07}\r\u{202E}b\u{2066}\u{0}\u{85}\u{200B}\u{FEFF}\u{E0041}|`<script>*_'\"\\\n"
    + String(repeating: "x", count: 10_000)

  private static let passages = [
    #""id": "relu-top""#, #""operator": "relu""#, #""processor": "gpu""#, #""copy": "x""#,
    #""from": "cpu""#, #""to": "gpu""#, #""axis": "height""#, #""model": "../graphs"#,
    #""device": "../devices"#, #""synchronization": "explicit"#, #""format": "pitfall.plan/1"#,
    #""conv1-bottom", "x-to-gpu"#, #""start": 15"#,
  ]

  private func json(_ text: String) throws -> String {
    let data = try JSONSerialization.data(withJSONObject: [text])
    return String(String(decoding: data, as: UTF8.self).dropFirst().dropLast())
  }

  private func expectHarmless(_ run: Tool.Outcome, _ what: String, limit: Int = 30_000) {
    for scalar in run.everything.unicodeScalars where scalar != "\n" {
      let category = scalar.properties.generalCategory
      let isHarmless = ![.control, .format, .lineSeparator, .paragraphSeparator].contains(category)
      #expect(isHarmless, "\(what): U+\(String(scalar.value, radix: 16))")
      if !isHarmless { return }
    }
    #expect(run.everything.utf8.count < limit, "\(what): \(run.everything.utf8.count) bytes")
  }

  @Test(arguments: passages)
  func valuesOfPlans(_ passage: String) throws {
    let folder = try Folder()
    let plan = try String(contentsOfFile: Tool.good("chain-halves"), encoding: .utf8)
    let key = passage.split(separator: ":")[0]
    let range = try #require(plan.range(of: passage))
    let end = plan[range.upperBound...].firstIndex { ",}\n]".contains($0) } ?? plan.endIndex
    let fault = passage.contains(":") ? "\(key): \(try json(Self.hostile))" : try json(Self.hostile)
    let text = plan.replacingCharacters(in: range.lowerBound..<end, with: fault)
    let path = try folder.write("p.json", text)
    var options = [
      "--model", Tool.corpus.path + "/graphs/chain.graph.json", "--device",
      Tool.corpus.path + "/devices/pair.yaml",
    ]
    if passage.contains("\"model\"") || passage.contains("\"device\"") { options = [] }
    let run = try Tool.run(Tool.executable(), ["verify", path] + options)
    #expect(run.status != 0)
    #expect(run.status < 70, "\(run.complaint.prefix(500))")
    expectHarmless(run, passage)
  }

  @Test func keysOfPlans() throws {
    let folder = try Folder()
    let plan = try String(contentsOfFile: Tool.good("chain-halves"), encoding: .utf8)
    for key in ["id", "steps", "part", "after", "axis"] {
      let text = plan.replacingOccurrences(of: "\"\(key)\":", with: try json(Self.hostile) + ":")
      let run = try Tool.run("verify", try folder.write("p.json", text))
      #expect(run.status == 65 || run.status == 66, "\(run.status)")
      expectHarmless(run, key)
    }
  }

  /// A hostile name that is used consistently is a legal one, and shows up in every report.
  @Test(arguments: ["coverage-operator-left-out", "ordering-consumer-queued-first"])
  func namesThatAreLegal(_ broken: String) throws {
    let folder = try Folder()
    var graph = try String(
      contentsOfFile: Tool.corpus.path + "/graphs/chain.graph.json",
      encoding: .utf8
    )
    var plan = try String(contentsOfFile: Tool.broken(broken), encoding: .utf8)
    for name in ["a", "b", "c", "conv1", "relu", "conv2", "chain"] {
      let other = try json(name + Self.hostile)
      graph = graph.replacingOccurrences(of: "\"\(name)\"", with: other)
      plan = plan.replacingOccurrences(of: "\"\(name)\"", with: other)
    }
    graph = graph.replacingOccurrences(of: "\\/", with: "/")
    let model = try folder.write("g.json", graph)
    let path = try folder.write("p.json", plan)
    let arguments = [
      "verify", path, "--model", model, "--device", Tool.corpus.path + "/devices/pair.yaml",
    ]
    for format in ["text", "markdown"] {
      let run = try Tool.run(Tool.executable(), arguments + ["--format", format])
      #expect(run.status == 1, "\(run.complaint.prefix(500))")
      expectHarmless(run, format)
    }
    let run = try Tool.run(Tool.executable(), arguments + ["--format", "json"])
    let findings = try #require(try run.json()["findings"] as? [[String: any Sendable]])
    let steps = findings.flatMap { $0["steps"] as? [String] ?? [] }
    #expect(steps.contains("conv2" + Self.hostile))
    for scalar in run.text.unicodeScalars where scalar != "\n" { #expect(scalar.value >= 0x20) }
  }

  @Test func namesOfFilesAndStrategies() throws {
    let name = "\u{1B}[31m\u{202E}evil"
    let graph = Tool.corpus.path + "/graphs/chain.graph.json"
    for arguments in [
      ["verify", name], ["verify", Tool.good("chain-serial"), "--device", name],
      ["verify", Tool.good("chain-serial"), "--obligations", name],
      ["verify", Tool.good("chain-serial"), "--deadline", name],
      ["plan", "--strategy", name, "--model", graph, "--device", "snapdragon-855"],
      ["plan", "--strategy", "mace:\(name)=1", "--model", graph, "--device", "snapdragon-855"],
      [
        "plan", "--strategy", "single:processor=\(name)", "--model", graph, "--device",
        "snapdragon-855",
      ],
    ] {
      let run = try Tool.run(Tool.executable(), arguments)
      #expect(run.status == 64 || run.status == 66)
      expectHarmless(run, arguments.joined(separator: " "))
    }
  }

  @Test func namesInDevices() throws {
    let folder = try Folder()
    let device = try String(
      contentsOfFile: Tool.corpus.path + "/devices/pair.yaml",
      encoding: .utf8
    )
    for passage in ["name: pair", "kind: gpu", "backend: any", "launch: 10 us", "8 MiB"] {
      let key = passage.contains(":") ? passage.prefix { $0 != ":" } + ": " : ""
      let range = try #require(device.range(of: passage))
      let text = device.replacingCharacters(in: range, with: "\(key)\(try json(Self.hostile))")
      let run = try Tool.run(
        "verify",
        Tool.broken("memory-one-byte-over"),
        "--device",
        try folder.write("d.yaml", text)
      )
      expectHarmless(run, passage)
    }
  }
}
