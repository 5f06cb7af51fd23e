package import Calibration
package import Devices
package import Documents
import Graphs
import Quantities

/// The operators' times of a profile, as the calibration takes them.
package struct ProfileMeasurements: Sendable {
  /// The link that conversions between subgraphs are copies over.
  package struct Crossings: Hashable, Sendable {
    package let source: String
    package let target: String

    /// Names the pools at its ends.
    package init(from source: String, to target: String) {
      self.source = source
      self.target = target
    }
  }

  /// The rows that stand for an operator of the model, or for a copy.
  package private(set) var measurements: [Measurement] = []
  /// The rows that stand for an operator and say nothing of later runs.
  package private(set) var excluded: [CalibrationReport.Exclusion] = []
  /// What the profile says besides, for people.
  package private(set) var notes: [String] = []

  private let profile: Profile
  private let model: ImportedModel
  private let reference: String
  private let device: Device
  private let targets: TargetNames

  /// Finds the operator and the processor of each row.
  ///
  /// A row of a fused operator has the name of what is computed last; it counts for the operator of
  /// its own type before that. Where no names match, rows are found by type and shape. Operators of
  /// a single run that are first to touch memory are left out (`FirstTouch`).
  /// - Throws: where less than half of the rows are in the model, or a provider is not known.
  package init(
    _ profile: Profile,
    model: ImportedModel,
    reference: String,
    device: Device,
    targets: TargetNames,
    crossings: Crossings? = nil
  ) throws(InputProblems) {
    (self.profile, self.model, self.reference) = (profile, model, reference)
    (self.device, self.targets) = (device, targets)
    let (found, unknown, way) = try rows()
    let reasons = profile.runs == 1 ? reasonsOfOneRun(found) : [:]
    for (index, row) in found {
      let measurement = try measurement(row, of: index)
      if let reason = reasons[index] {
        excluded.append(CalibrationReport.Exclusion(measurement, reason))
      } else {
        measurements.append(measurement)
      }
    }
    let copies = crossings.map { self.copies(over: $0) } ?? []
    measurements += copies
    describe(found.map(\.index), unknown, way, copies.count)
  }

  /// Why operators of a single run are left out: they touch memory first, or take more than 1.3
  /// times as long as another one of no less work.
  private func reasonsOfOneRun(_ found: Found) -> [Index<Operator>: String] {
    let touched =
      profile.kind == .onnxRuntime ? FirstTouch.operators(of: model.graph) : [:]
    let works = found.map { Work($0.index, model.graph) }
    var reasons: [Index<Operator>: String] = [:]
    for ((index, row), work) in zip(found, works) {
      if let bytes = touched[index] {
        reasons[index] =
          "the only run; it is the first to touch \(bytes.amount >> 10) KiB, which the operating "
          + "system then hands out page by page"
        continue
      }
      let others = zip(found, works).filter { work.isNoMore(than: $0.1) }.map(\.0.row.latency)
      if let other = others.min(), row.latency.amount * 10 > other.amount * 13 {
        reasons[index] =
          "the only run; no less work takes \(other.amount / 1_000) us elsewhere in it"
      }
    }
    return reasons
  }

  /// What an operator's time depends on.
  private struct Work {
    let typeName: String
    let shapes: [[Int]]
    /// The output's elements, where the time grows with them alone.
    let elements: Int?

    init(_ index: Index<Operator>, _ graph: Graph) {
      let node = graph.operators[index]
      typeName = node.typeName
      shapes = (node.inputs + node.outputs)
        .compactMap { $0.map { graph.tensors[$0].shape.dimensions } }
      let output = node.outputs.first.flatMap { $0 }
      elements =
        graph.workClass(of: index) == .elementwise
        ? output.map { graph.tensors[$0].shape.elementCount } : nil
    }

    /// Whether the other one does the same, or the same to more elements.
    func isNoMore(than other: Work) -> Bool {
      guard typeName == other.typeName else { return false }
      if let elements, let others = other.elements { return elements <= others }
      return shapes == other.shapes
    }
  }

  // MARK: Rows

  private typealias Found = [(index: Index<Operator>, row: Profile.Row)]

  /// The operator of each row, the rows of none, and how they were found.
  private func rows() throws(InputProblems) -> (Found, [Profile.Row], String) {
    let matching = NodeMatching(model.nodes)
    var found: Found = []
    var unknown: [Profile.Row] = []
    var half: Nanoseconds?
    for row in profile.rows {
      let match = matching.match(row.name, typeName: row.typeName, kind: .openVINO)
      if case .node(let node, _) = match, let index = operation(node, row.typeName) {
        let isClip = model.nodes[node].typeName == "Clip"
        found.append((index, isClip ? row.with(row.latency + (half ?? .zero)) : row))
        half = nil
      } else if profile.kind == .openVINO, Self.isHalfOfClip(row.name) {
        half = row.latency
      } else if match == .unknown {
        unknown.append(row)
      }
    }
    if unknown.count <= found.count, !found.isEmpty { return (found, unknown, "in the model") }
    if let aligned = alignedByShape() { return (aligned, [], "found by type and shape, in order") }
    throw LogText.problem(
      (unknown.first ?? profile.rows[0]).place,
      "\(unknown.count) of \(profile.rows.count) operators of the profile are not in the model",
      cure: "give the model that was profiled with --model; where it saved an optimised one "
        + "(optimized_model_filepath), give that"
    )
  }

  /// Whether this is the first of the two operators into which OpenVINO cuts a Clip for devices
  /// that lack it; the second has the Clip's name.
  private static func isHalfOfClip(_ name: String) -> Bool {
    let own = name.split(separator: " ").last ?? ""
    return own.hasPrefix("Maximum_") && own.dropFirst(8).allSatisfy(\.isNumber)
  }

  private func alignedByShape() -> Found? {
    let items = profile.rows.map {
      ShapeAlignment.Item(
        name: $0.name,
        typeName: $0.typeName,
        extents: $0.extents,
        inputs: $0.inputs
      )
    }
    guard let aligned = ShapeAlignment.align(items, with: model, kind: .onnxRuntimeProfile) else {
      return nil
    }
    return aligned.nodes.compactMap { item, node in
      model.nodes[node].operators.last.map { ($0, profile.rows[item]) }
    }
  }

  /// The operator that a row's time is of.
  private func operation(_ node: Int, _ type: String?) -> Index<Operator>? {
    guard let own = model.nodes[node].operators.last else { return nil }
    guard let type, model.nodes[node].typeName != type else { return own }
    let before = model.graph.predecessors(of: own)
      .first { model.graph.operators[$0].typeName == type }
    return before ?? own
  }

  private func measurement(_ row: Profile.Row, of index: Index<Operator>) throws(InputProblems)
    -> Measurement
  {
    let target = row.target ?? "CPU"
    guard case .processor(let processor) = targets.meaning(of: target) else {
      throw LogText.problem(
        row.place,
        "the provider \(quoted(target)) is no processor of \(quoted(device.name))",
        cure: "say which one it is: --map \(target)=…"
      )
    }
    return Measurement(
      model: reference,
      subject: .operation(model.graph.operators[index].name),
      processor: device.processors[processor].name,
      latency: row.latency,
      place: row.place
    )
  }

  // MARK: Conversions

  /// The conversions of tensors of known size that enter or leave a subgraph, as copies.
  private func copies(over link: Crossings) -> [Measurement] {
    let matching = NodeMatching(model.nodes)
    return profile.conversions.compactMap { row in
      guard let end = Self.convertedEnd(row.name),
        case .node(let node, _) = matching.match(end.name, typeName: nil, kind: .openVINO),
        let index = model.nodes[node].operators.last
      else { return nil }
      let operation = model.graph.operators[index]
      let tensor = (end.isWritten ? operation.outputs.first : operation.inputs.first) ?? nil
      guard let tensor else { return nil }
      return Measurement(
        model: reference,
        subject: .copy(
          of: operation.name + (end.isWritten ? " written" : " read"),
          model.graph.tensors[tensor].type.bytes(),
          from: link.source,
          to: link.target
        ),
        processor: "",
        latency: row.latency,
        place: row.place
      )
    }
  }

  /// The operator in a name such as `Parameter_7_abcd_acdb_/conv/WithoutBiases`, which reads what
  /// was converted, or `/conv/WithoutBiases_acdb_abcd_Result_9`, which wrote it; nil for
  /// conversions inside a subgraph.
  private static func convertedEnd(_ name: String) -> (name: String, isWritten: Bool)? {
    let rest = name[...].firstRange(of: ": ").map { name[$0.upperBound...] } ?? name[...]
    for mark in ["_acdb_abcd_", "_abcd_acdb_"] {
      guard let range = rest.firstRange(of: mark) else { continue }
      let (left, right) = (rest[..<range.lowerBound], rest[range.upperBound...])
      if right.hasPrefix("Result_") { return (String(left), true) }
      return left.hasPrefix("Parameter_") ? (String(right), false) : nil
    }
    return nil
  }

  // MARK: Notes

  private mutating func describe(
    _ found: [Index<Operator>],
    _ unknown: [Profile.Row],
    _ way: String,
    _ copies: Int
  ) {
    notes.append(
      "\(profile.kind.rawValue): \(found.count) of \(profile.rows.count) operators are \(way), "
        + "the median of \(profile.runs) runs"
        + (profile.warmUps > 0 ? ", the first left out as a warm-up" : "")
    )
    if profile.runs == 1, profile.kind == .onnxRuntime {
      notes.append("one run only, which includes warming up; profile ten or more")
    }
    if let first = unknown.first {
      notes.append(
        "\(unknown.count) rows are of no operator of the model, the first is \(quoted(first.name))"
      )
    }
    let timed = Set(found)
    let open = model.graph.operators.indices.filter { index in
      !timed.contains(index) && model.graph.workClass(of: index) != WorkClass.none
    }
    if let first = open.first {
      notes.append(
        "\(open.count) operators of the model have no time of their own, the first is "
          + "\(quoted(model.graph.operators[first].name)): the runtime fused them with others. "
          + "Predict its runs with a network fused likewise (plan --passes fuse)"
      )
    }
    guard !profile.conversions.isEmpty else { return }
    let times = profile.conversions.map(\.latency).sorted()
    let sum =
      "\(times.count) conversions of layout take \(times.total().amount / 1_000) us, "
      + "\(times[times.count / 2].amount / 1_000) us in the middle: "
    notes.append(
      sum
        + (copies > 0
          ? "\(copies) of them, at the ends of subgraphs, are taken as copies over the link"
          : "this is what a crossing costs, and no link's figures follow from it, because the "
            + "profile does not say between which devices; name one with --crossings 'cpu>gpu'")
    )
  }
}

extension Profile.Row {
  /// The row with another time.
  fileprivate func with(_ latency: Nanoseconds) -> Profile.Row {
    Profile.Row(
      name: name,
      typeName: typeName,
      target: target,
      latency: latency,
      extents: extents,
      inputs: inputs,
      place: place
    )
  }
}
