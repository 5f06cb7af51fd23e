import Calibration
import Devices
import Documents
import Formats
import Graphs
import Plans
import Quantities

/// Collects what a calibration needs: measurements with their models, devices and plans.
struct CalibrationDesk {
  let inputs: Inputs
  let devices: [Device]
  let threads: Int?
  var stored: SharedPlanFile?
  private(set) var runs: [MeasuredRun] = []
  private(set) var excluded: [CalibrationReport.Exclusion] = []
  private var graphs: [String: Graph] = [:]

  init(inputs: Inputs, devices: [Device], threads: Int?) {
    self.inputs = inputs
    self.devices = devices
    self.threads = threads
  }

  /// The first measurement that was left out, for a message.
  var firstExclusion: String {
    excluded.first.map { "; \($0.measurement.place): \($0.reason)" } ?? ""
  }

  /// Adds the measurements of a file.
  mutating func add(_ file: String) throws {
    let text = String(decoding: try inputs.bytes(at: file), as: UTF8.self)
    for measurement in try MeasurementTable.read(text, file: file) {
      if let reason = reasonToExclude(measurement) {
        excluded.append(CalibrationReport.Exclusion(measurement, reason))
        continue
      }
      try add(measurement, from: file)
    }
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
    guard let name = measurement.device else { return devices.count == 1 ? 0 : nil }
    return devices.firstIndex { $0.name == name }
  }

  private mutating func add(_ measurement: Measurement, from file: String) throws {
    guard let position = position(of: measurement) else { return }
    let graph = try graph(measurement.model, from: file)
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
      throw Failure(.badData, "\(measurement.place): \(error.description)")
    }
  }

  private mutating func graph(_ model: String, from file: String) throws -> Graph {
    if let known = graphs[model] { return known }
    let graph = try inputs.graph(inputs.reference(model, from: file), dimensions: [])
    graphs[model] = graph
    return graph
  }

  private func storedPlan(
    _ name: String,
    _ measurement: Measurement,
    _ graph: Graph,
    _ device: Device,
    from file: String
  ) throws -> Plan {
    if let entry = stored?.entry(name, model: measurement.model, device: device.name) {
      guard let shared = SharedPlan(entry, for: graph),
        let gpu = device.processors.firstIndex(where: { $0.kind == .gpu })
      else {
        throw Failure(.badData, "\(measurement.place): the plan does not fit model or device")
      }
      let provenance = Plan.Provenance(name: name, version: "stored")
      return shared.plan(for: graph, on: device, first: gpu, second: device.host, provenance)
    }
    let document = try inputs.document(at: inputs.reference(name, from: file))
    return try PlanFile.read(document, graph: graph, device: device).plan
  }

  /// The figures of options such as `cpu.speed` and `cpu.direct@all`; without any, what the
  /// measured processors and links have.
  func figures(_ options: [String]) throws -> [FittedFigure] {
    guard !options.isEmpty else { return FittedFigure.usual(for: runs, on: devices) }
    return try options.flatMap { option in
      let sides = option.split(separator: "@", maxSplits: 1)
      guard let figure = sides.first.flatMap({ Figure(String($0)) }) else {
        throw Failure(.wrongUsage, "\(quoted(option)) is no figure such as cpu.speed")
      }
      let having = devices.indices.filter { figure.exists(in: devices[$0]) }
      guard !having.isEmpty else {
        throw Failure(.wrongUsage, "no device has the figure \(figure)")
      }
      guard sides.count == 2 else { return having.map { FittedFigure(figure, of: [$0]) } }
      let names = sides[1].split(separator: ",").map { String($0) }
      if names == ["all"] { return [FittedFigure(figure, of: having)] }
      let positions = try names.map { name in
        guard let position = devices.firstIndex(where: { $0.name == name }) else {
          throw Failure(.wrongUsage, "device \(quoted(name)) of \(quoted(option)) is not given")
        }
        return position
      }
      return [FittedFigure(figure, of: positions.filter(having.contains))]
    }
  }
}
