import Documents
import Foundation
import Testing

/// What the commands write is of the form that its schema describes, with no member besides.
@Suite struct SchemaTests {
  private func expectValid(_ run: Tool.Outcome, _ schema: String, _ statuses: Set<Int32>) throws {
    #expect(statuses.contains(run.status), "\(run.status): \(run.complaint)")
    let value = try Schema.value(of: run.output, schema)
    let faults = try Schema(schema).faults(of: value)
    #expect(faults.isEmpty, "\(schema): \(faults.prefix(3))")
  }

  @Test(arguments: [
    ("verify", "broken", "memory-one-byte-over", "verdict"),
    ("verify", "broken", "ordering-cycle-of-three-queues", "verdict"),
    ("verify", "broken", "support-rank", "verdict"),
    ("verify", "broken", "residency-halo-of-a-pool", "verdict"),
    ("verify", "broken", "memory-placements-overlap-by-one-byte", "verdict"),
    ("report", "broken", "ordering-cycle-of-three-queues", "report"),
    ("report", "broken", "coverage-gap-of-one-channel", "report"),
    ("report", "good", "chain-halves", "report"),
    ("simulate", "good", "chain-halves", "run"),
    ("repair", "broken", "ordering-consumer-queued-first", "repair"),
    ("repair", "good", "chain-serial", "repair"),
    ("improve", "good", "chain-serial", "improvement"),
    ("improve", "broken", "coverage-gap-of-one-channel", "improvement"),
  ])
  func plans(command: String, side: String, name: String, schema: String) throws {
    let path = Tool.corpus.path + "/\(side)/\(name).json"
    try expectValid(try Tool.run(command, path, "--format", "json"), schema, [0, 1, 2])
  }

  @Test(arguments: ["devices", "backends", "strategies", "conditions", "operators", "models"])
  func lists(_ kind: String) throws {
    try expectValid(try Tool.run("list", kind, "--format", "json"), "list", [0])
  }

  @Test func modelsAndExplanations() throws {
    let graph = Tool.corpus.path + "/graphs/residual.graph.json"
    try expectValid(try Tool.run("inspect", graph, "--format", "json"), "inspection", [0])
    let statistics = try Tool.run("generate", "--statistics", "--count", "2", "--json")
    try expectValid(statistics, "statistics", [0])
    let explained = try Tool.run(
      "report",
      "--strategy",
      "single:processor=gpu",
      "--model",
      graph,
      "--device",
      "kirin-990",
      "--format",
      "json"
    )
    try expectValid(explained, "report", [0])
    #expect(explained.text.contains("\"avoidance\""))
  }

  @Test func huntsAndCases() throws {
    let folder = try Folder()
    let hunt = try Tool.run(
      "fuzz",
      "--strategy",
      "heft",
      "--runs",
      "12",
      "--shrink-runs",
      "60",
      "--corpus",
      "cases",
      "--format",
      "json",
      in: folder
    )
    try expectValid(hunt, "hunt", [1])
    let pisa = try Tool.run(
      "fuzz",
      "--space",
      "pisa",
      "--strategy",
      "heft",
      "--runs",
      "50",
      "--format",
      "json",
      in: folder
    )
    try expectValid(pisa, "hunt", [0, 1])
    let first = try #require(
      try FileManager.default.contentsOfDirectory(atPath: folder.path("cases")).sorted().first
    )
    let one = try Tool.run("report", "cases/\(first)", "--format", "json", in: folder)
    try expectValid(one, "report", [0])
    #expect(one.text.contains("\"box\""))
    let all = try Tool.run("report", "cases", "--format", "json", in: folder)
    try expectValid(all, "corpus", [0])
    let baseline = try folder.write("baseline.json", all.output)
    let compared = try Tool.run(
      "report",
      "cases",
      "--baseline",
      baseline,
      "--format",
      "json",
      in: folder
    )
    try expectValid(compared, "corpus", [0])
    #expect(compared.text.contains("\"changes\""))
    let replay = try Tool.run(
      "replay",
      "cases",
      "--baseline",
      "gate.json",
      "--format",
      "json",
      in: folder
    )
    try expectValid(replay, "replay", [0])
    let gate = try Schema.value(of: try folder.data("gate.json"), "baseline")
    #expect(try Schema("baseline").faults(of: gate) == [])
  }

  /// A case that is held against another strategy has that one's run, too.
  @Test func casesAgainstAnotherStrategy() throws {
    let folder = try Folder()
    let hunt = try Tool.run(
      "fuzz",
      "--strategy",
      "olb",
      "--against",
      "heft",
      "--runs",
      "12",
      "--shrink-runs",
      "20",
      "--corpus",
      "cases",
      "--format",
      "json",
      in: folder
    )
    try expectValid(hunt, "hunt", [1])
    let first = try #require(
      try FileManager.default.contentsOfDirectory(atPath: folder.path("cases")).sorted().first
    )
    let one = try Tool.run("report", "cases/\(first)", "--format", "json", in: folder)
    try expectValid(one, "report", [0])
    #expect(one.text.contains("\"rival_strategy\": \"heft\""))
    let page = try Tool.run("report", "cases/\(first)", in: folder)
    #expect(page.text.contains("heft&#39;s plan takes") || page.text.contains("heft's plan takes"))
    let rows = try Tool.run("report", "cases/\(first)", "--format", "csv", in: folder)
    #expect(rows.text.contains("\nrival,"))
  }

  // MARK: What other programs read and write

  private static let examples = Tool.corpus.deletingLastPathComponent().deletingLastPathComponent()
    .appendingPathComponent("Examples/Complaints").path

  @Test(arguments: [
    ("tflite-28283.log", "selfie_segmentation.tflite", "snapdragon-855", ""),
    ("litert-47.log", "face_detection_full_range_sparse.tflite", "snapdragon-8-gen-2", ""),
    ("onnxruntime-7859.log", "mobilenet_v2", "snapdragon-765g", "NnapiExecutionProvider=gpu"),
  ])
  func imports(source: String, model: String, device: String, map: String) throws {
    let file = model.hasSuffix(".tflite") ? Self.examples + "/" + model : model
    let words = ["import", Self.examples + "/" + source, "--model", file, "--device", device]
    let more = (map.isEmpty ? [] : ["--map", map]) + ["--format", "json"]
    let run = try Tool.run(Tool.executable(), words + more)
    try expectValid(run, "import", [0])
  }

  @Test(arguments: [["--check"], ["--fit", "cpu.speed"]])
  func calibrations(options: [String]) throws {
    let folder = try Folder()
    let times = [("residual", 220), ("chain", 190), ("dense", 300), ("heavy", 300)]
    let rows = times.map { "\(Tool.corpus.path)/graphs/\($0.0).graph.json,\($0.1),cpu" }
    try folder.write(
      "rows.csv",
      (["model,latency_us,processor"] + rows).joined(separator: "\n") + "\n"
    )
    let words = ["calibrate", "rows.csv", "--device", "kirin-990", "--format", "json"]
    try expectValid(
      try Tool.run(Tool.executable(), words + options, in: folder),
      "calibration",
      [0]
    )
  }

  /// What an external strategy is asked; it goes away without an answer.
  @Test func requests() throws {
    let folder = try Folder()
    let run = try Tool.run(
      "plan",
      "--strategy-command",
      "read -r line; printf '%s\\n' \"$line\" > request.json",
      "--model",
      Tool.corpus.path + "/graphs/residual.graph.json",
      "--device",
      "kirin-990",
      in: folder
    )
    #expect(run.status == 65)
    let request = try Schema.value(of: try folder.data("request.json"), "request")
    let faults = try Schema("request").faults(of: request)
    #expect(faults.isEmpty, "\(faults.prefix(3))")
  }

  /// The check can fail: something missing, something unknown, a value of another type.
  @Test func faultsAreFound() throws {
    let good: JSONValue = .object([
      "format": "pitfall.repair/1", "verdict": "legal", "plan": "p", "model": "m", "device": "d",
      "condition": "calm", "changes": [], "message": "nothing",
    ])
    let schema = try Schema("repair")
    #expect(try schema.faults(of: good) == [])
    guard case .object(let members) = good else { return }
    #expect(try schema.faults(of: .object(Array(members.dropLast()))).count == 1)
    #expect(try schema.faults(of: .object(members + [.init("more", 1)])).count == 1)
    let other = members.map { $0.key == "changes" ? .init("changes", [1]) : $0 }
    #expect(try schema.faults(of: .object(other)).count == 1)
    #expect(try schema.faults(of: "text").count == 1)
  }

  /// Every format that the commands name has a schema.
  @Test func allFormatsHaveSchemas() throws {
    let root = Tool.corpus.deletingLastPathComponent().deletingLastPathComponent()
    let folder = root.appendingPathComponent("Specs/schemas").path
    let files = try FileManager.default.contentsOfDirectory(atPath: folder)
    for name in [
      "backend", "baseline", "calibration", "case", "condition", "corpus", "device", "graph",
      "hunt", "import", "improvement", "inspection", "list", "plan", "repair", "replay", "report",
      "request", "run", "statistics", "study", "verdict",
    ] {
      #expect(files.contains("\(name).schema.json"))
      _ = try Schema(name)
    }
  }
}
