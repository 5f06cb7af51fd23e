package import Calibration
package import Devices
import Documents
package import Formats
package import Graphs
import Plans
import Quantities

/// Collects what a calibration needs: measurements with their models, devices and plans.
package struct CalibrationDesk: Sendable {
  private let inputs: Inputs
  /// The devices to calibrate.
  package private(set) var devices: [Device]
  private let threads: Int?
  /// A folder in which models are looked for by name.
  private let folder: String?
  /// Whether measurements of every device count for the only one that is given.
  private let isTemplate: Bool
  /// What is done to each model before it is measured against.
  private let prepare: @Sendable (Graph) throws(InputFault) -> Graph
  /// Plans in CoDL's form that measurements name.
  private let stored: SharedPlanFile?
  /// The measurements that were added.
  package private(set) var runs: [MeasuredRun] = []
  /// The measurements that no rule let in.
  package private(set) var excluded: [CalibrationReport.Exclusion] = []
  private var graphs: [String: Graph] = [:]

  /// Makes a desk for devices.
  ///
  /// With `threads`, measurements of so many threads count and those that name no number; with
  /// `isTemplate`, those of whatever device for the only one that is given. `shares` is a file of
  /// plans in CoDL's form, `models` a folder in which models are found by name; `prepare` makes of
  /// each model what the measured runtime runs.
  ///
  /// - Throws: `InputFault` where that file cannot be used.
  package init(
    _ devices: [Device],
    threads: Int? = nil,
    isTemplate: Bool = false,
    shares: String? = nil,
    models folder: String? = nil,
    inputs: Inputs = Inputs(),
    prepare: @escaping @Sendable (Graph) throws(InputFault) -> Graph = { $0 }
  ) throws(InputFault) {
    self.inputs = inputs
    self.prepare = prepare
    stored = try shares.map { path throws(InputFault) in
      let document = try FileReading.document(at: path)
      return try Self.content { () throws(InputProblems) in try SharedPlanFile(document) }
    }
    self.devices = devices
    self.threads = threads
    self.folder = folder
    self.isTemplate = isTemplate
  }

  /// The first measurement that was left out, for a message.
  package var firstExclusion: String {
    excluded.first.map { "; \($0.measurement.place): \($0.reason)" } ?? ""
  }

  /// What was left out, by reason: at most three measurements of each, and how many more.
  package var exclusionSummary: [String] {
    var reasons: [String] = []
    var items: [String: [CalibrationReport.Exclusion]] = [:]
    for item in excluded {
      if items[item.reason] == nil { reasons.append(item.reason) }
      items[item.reason, default: []].append(item)
    }
    return reasons.flatMap { reason -> [String] in
      let own = items[reason] ?? []
      let shown = own.prefix(3)
        .map { "\($0.measurement.place): \($0.measurement.title): \(reason)" }
      return shown + (own.count > 3 ? ["and \(own.count - 3) more: \(reason)"] : [])
    }
  }

  /// Adds the measurements of a file.
  package mutating func add(_ file: String) throws(InputFault) {
    let bytes = try FileReading.bytes(at: file, atMost: 64 << 20)
    let table = try Self.content { () throws(InputProblems) in
      if let problem = foreignEncoding(of: bytes, file: file) { throw InputProblems(problem) }
      return try MeasurementTable.read(String(decoding: bytes, as: UTF8.self), file: file)
    }
    try add(table, from: file)
  }

  /// Adds measurements that were read of a file.
  package mutating func add(_ measurements: [Measurement], from file: String) throws(InputFault) {
    let sifted = ExclusionRule.sift(measurements)
    excluded += sifted.excluded
    for measurement in sifted.kept {
      if let reason = reasonToExclude(measurement) {
        excluded.append(CalibrationReport.Exclusion(measurement, reason))
        continue
      }
      try add(measurement, from: file)
    }
    let consistent = ContradictionRule.sift(runs)
    runs = consistent.kept
    excluded += consistent.excluded
  }

  /// Leaves out measurements for reasons that their source knows.
  package mutating func leaveOut(_ exclusions: [CalibrationReport.Exclusion]) {
    excluded += exclusions
  }

  /// Gives the devices the rules of kernels that the measurements of single operators tell of: of
  /// those without and with the storing of results the ones whose fit has the lower median error.
  package mutating func openDevices() {
    let variants = [false, true]
      .map { storesResults in
        devices.enumerated()
          .map { position, device in
            let own = runs.filter { $0.device == position }
            return device.opened(for: own, storesResults: storesResults)
          }
      }
    let prepared = variants.map { devices in runs.map { $0.prepared(for: devices[$0.device]) } }
    let medians = zip(variants, prepared)
      .map { devices, runs in
        Fit(FittedFigure.usual(for: runs, on: devices), of: devices, to: runs).quality.median
      }
    let chosen = medians[1] < medians[0] ? 1 : 0
    devices = variants[chosen]
    runs = prepared[chosen]
  }

  private func reasonToExclude(_ measurement: Measurement) -> String? {
    if let threads, let own = measurement.threads, own != threads {
      return "\(own) threads, not \(threads)"
    }
    if position(of: measurement) == nil {
      let name = measurement.device ?? ""
      return name.isEmpty
        ? "names no device, and several are calibrated" : "device \(quoted(name)) is not asked for"
    }
    return nil
  }

  private func position(of measurement: Measurement) -> Int? {
    guard let name = measurement.device, !isTemplate else { return devices.count == 1 ? 0 : nil }
    return devices.firstIndex { $0.name == name }
  }

  private mutating func add(_ measurement: Measurement, from file: String) throws(InputFault) {
    guard let position = position(of: measurement) else { return }
    let graph: Graph
    do throws(InputFault) {
      graph = try self.graph(measurement.model, from: file)
    } catch .missing(_, let cure) {
      guard isTemplate else {
        throw .missing(path: "\(measurement.place): model \(quoted(measurement.model))", cure: cure)
      }
      let reason =
        "its graph is not at hand; name a file, a bundled model, or a folder with --models"
      excluded.append(CalibrationReport.Exclusion(measurement, reason))
      return
    }
    let device = devices[position]
    var plan: Plan?
    if case .plan(let name) = measurement.subject {
      plan = try storedPlan(name, measurement, graph, device, from: file)
    }
    do throws(MeasurementFault) {
      runs.append(
        try MeasuredRun(measurement, graph: graph, device: device, at: position, plan: plan)
      )
    } catch {
      throw Self.fault(measurement, error.description)
    }
  }

  private mutating func graph(_ model: String, from file: String) throws(InputFault) -> Graph {
    if let known = graphs[model] { return known }
    let read = try inputs.graph(reference(model, from: file), dimensions: [])
    let graph = try prepare(read)
    graphs[model] = graph
    return graph
  }

  /// A model's path or bundled name: relative to the measurements, or by its name in the folder.
  private func reference(_ model: String, from file: String) -> String {
    guard let folder else { return inputs.reference(model, from: file) }
    let names = ["\(model).graph.json", "\(model).onnx", model]
    return names.map { "\(folder)/\($0)" }.first(where: FileReading.isFile)
      ?? inputs.reference(model, from: file)
  }

  private func storedPlan(
    _ name: String,
    _ measurement: Measurement,
    _ graph: Graph,
    _ device: Device,
    from file: String
  ) throws(InputFault) -> Plan {
    if let entry = stored?.entry(name, model: measurement.model, device: device.name) {
      guard let shared = SharedPlan(entry, for: graph),
        let gpu = device.processors.firstIndex(where: { $0.kind == .gpu })
      else {
        throw Self.fault(measurement, "the plan does not fit model or device")
      }
      let provenance = Plan.Provenance(name: name, version: "stored")
      return shared.plan(for: graph, on: device, first: gpu, second: device.host, provenance)
    }
    let document: Document
    do throws(InputFault) {
      document = try FileReading.document(at: inputs.reference(name, from: file))
    } catch .missing {
      let problem = InputProblem(
        measurement.place,
        "the plan \(quoted(name)) is neither a file nor a stored plan",
        cure: "give the file of stored plans with --shares"
      )
      throw .content(InputProblems(problem))
    }
    return try Self.content { () throws(InputProblems) in
      try PlanFile.read(document, graph: graph, device: device).plan
    }
  }

  private static func fault(_ measurement: Measurement, _ reason: String) -> InputFault {
    .content(InputProblems(InputProblem(measurement.place, reason)))
  }

  private static func content<Value>(_ read: () throws(InputProblems) -> Value)
    throws(InputFault) -> Value
  {
    do throws(InputProblems) {
      return try read()
    } catch {
      throw .content(error)
    }
  }
}
