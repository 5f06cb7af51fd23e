import Devices
import Documents
import Graphs
import Quantities
import Strategies

/// The findings that follow from where everything runs.
extension Assignment {
  /// From how many fragments on on a processor a plan is called shattered.
  private static let shatteredFragments = 4

  /// The report of the import.
  mutating func report(_ processors: Table<Operator, Index<Processor>>) -> ImportReport {
    findings += constantsAway()
    findings += shattered(processors)
    findings += fallback(processors)
    findings += dynamicShapes()
    findings += halved(processors)
    return ImportReport(
      kind: placement.kind,
      names: placement.entries.count + placement.rules.count + placement.types.count,
      byName: ways[.name] ?? 0,
      byOutput: ways[.output] ?? 0,
      withoutSuffix: ways[.withoutSuffix] ?? 0,
      byPosition: ways[.position] ?? 0,
      byShape: ways[.shape] ?? 0,
      constants: constants,
      inserted: inserted,
      shares: shares(),
      comparisons: comparisons,
      findings: findings
    )
  }

  private func shares() -> [ImportReport.Share] {
    var used = placement.targets
    for target in chosen.compactMap(\.self) where !used.contains(target) { used.append(target) }
    return used.map { target in
      let own = chosen.indices.filter { chosen[$0] == target }
      return ImportReport.Share(
        target: target,
        processor: device.processors[meanings[target] ?? device.host].name,
        nodes: own.count,
        operators: own.map { model.nodes[$0].operators.count }.reduce(0, +),
        fragments: runs(of: target) { !isFolded($0) }.count
      )
    }
  }

  /// Operators that only unpack constants, on another processor than what reads them.
  private func constantsAway() -> [ImportReport.Finding] {
    var away: [Int] = []
    for position in chosen.indices where isFolded(position) {
      let own = chosen[position].flatMap { meanings[$0] }
      let others = successors(of: position).compactMap { chosen[$0].flatMap { meanings[$0] } }
      if others.contains(where: { $0 != own }) { away.append(position) }
    }
    guard let first = away.first else { return [] }
    let node = model.nodes[first]
    var cuts = ""
    for target in placement.targets where meanings[target] != device.host {
      let (all, compute) = (runs(of: target).count, runs(of: target) { !isFolded($0) }.count)
      guard all > compute else { continue }
      cuts +=
        "; they cut the part on \(quoted(target)) into \(all) partitions, without them there would "
        + (compute == 1 ? "be 1" : "be \(compute)")
    }
    let types = Set(away.map { model.nodes[$0].typeName }).sorted().prefix(4)
      .joined(separator: ", ")
    return [
      ImportReport.Finding(
        .constantAway,
        "\(away.count) operators (\(types)) only unpack constants and run on another processor "
          + "than what reads them\(cuts). Fold them before deployment: convert the model with "
          + "dense weights of the type that is computed in; the first is \(quoted(node.name))",
        names: away.map { model.nodes[$0].name }
      )
    ]
  }

  private func shattered(_ processors: Table<Operator, Index<Processor>>) -> [ImportReport.Finding]
  {
    var fragments: [(processor: Index<Processor>, operators: Int)] = []
    for processor in processors.values {
      if fragments.last?.processor == processor {
        fragments[fragments.count - 1].operators += 1
      } else {
        fragments.append((processor, 1))
      }
    }
    var result: [ImportReport.Finding] = []
    for processor in device.processors.indices where processor != device.host {
      let own = fragments.filter { $0.processor == processor }.map(\.operators)
      guard own.count >= Self.shatteredFragments else { continue }
      result.append(
        ImportReport.Finding(
          .shattered,
          "\(own.reduce(0, +)) operators on \(quoted(device.processors[processor].name)) are in "
            + "\(own.count) fragments with \(fragments.count - 1) changes of processor; "
            + "\(own.filter { $0 <= 3 }.count) fragments have three operators or fewer. Each "
            + "change costs a copy and a synchronisation: keep the larger fragments only, or "
            + "replace the operators between them"
        )
      )
    }
    return result
  }

  private func fallback(_ processors: Table<Operator, Index<Processor>>) -> [ImportReport.Finding] {
    guard processors.values.allSatisfy({ device.processors[$0].kind == .cpu }) else { return [] }
    let others = placement.targets.filter { target in
      meanings[target].map { device.processors[$0].kind != .cpu } ?? false
    }
    let reason =
      others.isEmpty
      ? "the source names no accelerator. A runtime that lacks one, or was given options that it "
        + "does not know, says so in a warning at most: compare with session.get_providers()"
      : "although the source names \(others.map(quoted).joined(separator: ", "))"
    return [
      ImportReport.Finding(
        .cpuFallback,
        "all \(processors.count) operators run on the CPU; " + reason
      )
    ]
  }

  private func halved(_ processors: Table<Operator, Index<Processor>>) -> [ImportReport.Finding] {
    let task = Task(graph: model.graph, device: device)
    return device.processors.indices.compactMap { processor in
      let count = processors.indices
        .filter { node in
          processors[node] == processor
            && PartitionedPlan.precision(of: node, on: processor, task) != nil
        }
        .count
      guard count > 0 else { return nil }
      return ImportReport.Finding(
        .precision,
        "\(count) operators of single precision run in half precision on "
          + "\(quoted(device.processors[processor].name)), which has no speed for single: runtimes "
          + "convert what they give it, or are told to (QNN: enable_htp_fp16_precision)"
      )
    }
  }

  private func dynamicShapes() -> [ImportReport.Finding] {
    guard !model.dynamicInputs.isEmpty else { return [] }
    return placement.targets.filter { targets.isStatic($0) && chosen.contains($0) }
      .map { target in
        ImportReport.Finding(
          .dynamicShape,
          "\(quoted(target)) takes fixed shapes only, and the model leaves dimensions of "
            + "\(model.dynamicInputs.prefix(3).map(quoted).joined(separator: ", ")) open: on the "
            + "phone these operators stay on the CPU or are compiled again for each shape. Fix the "
            + "shapes in the model",
          names: model.dynamicInputs
        )
      }
  }
}
