package import Calibration
package import Devices
package import Documents
import Graphs
import Quantities

/// The operators' times of a profile, as the calibration takes them.
package struct ProfileMeasurements: Sendable {
  /// The rows that stand for an operator of the model.
  package let measurements: [Measurement]
  /// What the profile says besides, for people.
  package let notes: [String]

  /// Finds the operator and the processor of each row.
  ///
  /// A row of a fused operator has the name of what is computed last; it counts for the operator of
  /// its own type before that.
  /// - Throws: where less than half of the rows are in the model, or a provider is not known.
  package init(
    _ profile: Profile,
    model: ImportedModel,
    reference: String,
    device: Device,
    targets: TargetNames
  ) throws(InputProblems) {
    let matching = NodeMatching(model.nodes)
    var log = ProblemLog()
    var found: [Measurement] = []
    var unknown: [Profile.Row] = []
    for row in profile.rows {
      let match = matching.match(row.name, typeName: row.typeName, kind: .openVINO)
      guard case .node(let node, _) = match,
        let index = Self.operation(node, row.typeName, model)
      else {
        if match == .unknown { unknown.append(row) }
        continue
      }
      guard case .processor(let processor) = targets.meaning(of: row.target ?? "CPU") else {
        log.report(
          row.place,
          "the provider \(quoted(row.target ?? "")) is no processor of \(quoted(device.name))",
          cure: "say which one it is: --map \(row.target ?? "NAME")=…"
        )
        break
      }
      found.append(
        Measurement(
          model: reference,
          subject: .operation(model.graph.operators[index].name),
          processor: device.processors[processor].name,
          latency: row.latency,
          place: row.place
        )
      )
    }
    try log.check()
    guard let first = unknown.first ?? profile.rows.first, unknown.count <= found.count,
      !found.isEmpty
    else {
      throw LogText.problem(
        (unknown.first ?? profile.rows[0]).place,
        "\(unknown.count) of \(profile.rows.count) operators of the profile are not in the model",
        cure: "give the model that was profiled with --model"
      )
    }
    measurements = found
    notes = Self.notes(profile, found.count, unknown, first)
  }

  /// The operator that a row's time is of.
  private static func operation(_ node: Int, _ type: String?, _ model: ImportedModel)
    -> Index<Operator>?
  {
    guard let own = model.nodes[node].operators.last else { return nil }
    guard let type, model.nodes[node].typeName != type else { return own }
    let before = model.graph.predecessors(of: own)
      .first {
        model.graph.operators[$0].typeName == type
      }
    return before ?? own
  }

  private static func notes(
    _ profile: Profile,
    _ found: Int,
    _ unknown: [Profile.Row],
    _ first: Profile.Row
  ) -> [String] {
    var notes = [
      "\(profile.kind.rawValue): \(found) of \(profile.rows.count) operators are in the model, "
        + "the median of \(profile.runs) runs"
        + (profile.warmUps > 0 ? ", the first left out as a warm-up" : "")
    ]
    if profile.runs == 1, profile.kind == .onnxRuntime {
      notes.append("one run only, which includes warming up; profile ten or more")
    }
    if !unknown.isEmpty {
      notes.append(
        "\(unknown.count) rows are of no operator of the model, the first is \(quoted(first.name))"
      )
    }
    if !profile.conversions.isEmpty {
      let times = profile.conversions.map(\.latency).sorted()
      notes.append(
        "\(times.count) conversions of layout take \(times.total().amount / 1_000) us, "
          + "\(times[times.count / 2].amount / 1_000) us in the middle: this is what a crossing "
          + "costs; compare it with the latency of the device's links"
      )
    }
    return notes
  }
}
