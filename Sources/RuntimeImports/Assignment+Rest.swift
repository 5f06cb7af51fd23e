import Devices
import Documents
import Graphs
import Quantities

/// What the source leaves unsaid, and whether it agrees with what the runtime counted.
extension Assignment {
  /// Chooses a target for the nodes that the source does not name.
  mutating func fillRest() throws(InputProblems) {
    switch placement.remainder {
    case .target(let target):
      for position in chosen.indices where chosen[position] == nil { chosen[position] = target }
    case .accepted(let target): fillAccepted(target)
    case .compiled(let target): fillCompiled(target)
    case .neighbours: fillFromNeighbours()
    }
  }

  /// The name by which the host is called.
  private var hostTarget: String {
    placement.targets.first { meanings[$0] == device.host } ?? "CPU"
  }

  private mutating func fillAccepted(_ target: String) {
    guard let processor = meanings[target] else { return }
    let host = hostTarget
    var refused: [String] = []
    for position in chosen.indices where chosen[position] == nil {
      let isRefused = model.nodes[position].operators
        .contains {
          !device.processors[processor].refusals(of: $0, in: model.graph).isEmpty
        }
      chosen[position] = isRefused ? host : target
      if isRefused { refused.append(model.nodes[position].name) }
    }
    findings.append(
      ImportReport.Finding(
        .guessed,
        "the log says how many nodes \(quoted(target)) took, not which; the rules of backend "
          + "\(quoted(device.processors[processor].backend.name)) refuse \(refused.count). Keep "
          + "the lines that list unsupported operators, too",
        names: refused
      )
    )
  }

  /// What is listed nowhere is in a partition, but for what a listed operator has taken up.
  private mutating func fillCompiled(_ target: String) {
    var inside: [String] = []
    for position in chosen.indices where chosen[position] == nil && !isFolded(position) {
      if let taker = fusedInto(position) {
        chosen[position] = taker
      } else {
        chosen[position] = target
        inside.append(model.nodes[position].name)
      }
    }
    fillFromNeighbours()
    findings.append(
      ImportReport.Finding(
        .compiled,
        "\(quoted(target)) compiled what it took, and the source lists its partitions in place of "
          + "their nodes: the \(inside.count) operators that it does not list otherwise are taken "
          + "to be in them. Examples/dump-assignment.py lists them by name",
        names: inside
      )
    )
  }

  /// The target of the operator before, where the source says that it was fused with what follows.
  private func fusedInto(_ position: Int) -> String? {
    predecessors(of: position)
      .compactMap { before in
        fused.contains(before) ? chosen[before] : nil
      }
      .first
  }

  /// What a runtime fused has no name any more: it runs where what reads it runs.
  private mutating func fillFromNeighbours() {
    var absorbed: [String] = []
    let open = chosen.indices.filter { chosen[$0] == nil }
    for position in open.reversed() {
      let targets = Set(successors(of: position).compactMap { chosen[$0] })
      if targets.count == 1 { chosen[position] = targets.first }
    }
    for position in open {
      if chosen[position] == nil {
        chosen[position] = predecessors(of: position).compactMap { chosen[$0] }.first
      }
      if chosen[position] == nil { chosen[position] = hostTarget }
      if !isFolded(position) { absorbed.append(model.nodes[position].name) }
    }
    guard !absorbed.isEmpty else { return }
    findings.append(
      ImportReport.Finding(
        .absorbed,
        "the source does not name \(absorbed.count) operators of the model; they run where what "
          + "reads them runs, as fused operators do",
        names: absorbed
      )
    )
  }

  /// Compares what the runtime counted with what was imported.
  ///
  /// - Throws: where the model has another number of nodes than the one that was partitioned.
  mutating func checkClaims() throws(InputProblems) {
    let isPerNode = placement.kind.countsModelNodes
    for claim in placement.claims {
      let (quantity, values): (String, [Int])
      switch claim.quantity {
      case .allNodes:
        if !isPerNode, case .target(let target) = placement.remainder, targets.compiles(target) {
          // One provider has compiled everything.
          let own = rounds(of: target).filter { $0 % 2 == 0 }.count
          (quantity, values) = ("compiled partitions on \(target)", [own])
          break
        }
        (quantity, values) = ("nodes of the model", [model.nodes.count])
        guard !isPerNode || values == claim.values else {
          throw LogText.problem(
            claim.place,
            "the runtime had a model of \(claim.values[0]) operators, this one has \(values[0])",
            cure: "give the model that the runtime partitioned with --model"
          )
        }
      case .nodes(let target):
        let count =
          isPerNode
          ? chosen.filter { $0 == target }.count
          : placement.entries.filter { $0.target == target }.count
        (quantity, values) = ("nodes on \(target)", [count])
      case .runs(let target):
        (quantity, values) = ("partitions on \(target)", [runs(of: target).count])
      case .runSizes(let target):
        (quantity, values) = ("operators in each partition on \(target)", runs(of: target))
      case .rounds(let target):
        (quantity, values) = ("partitions of the whole graph", [rounds(of: target).count])
      case .compiled(let target):
        let own = rounds(of: target).filter { $0 % 2 == 0 }.count
        (quantity, values) = ("compiled partitions on \(target)", [own])
      }
      func list(_ values: [Int]) -> String { values.map(String.init).joined(separator: " ") }
      comparisons.append(
        ImportReport.Comparison(
          quantity: quantity,
          stated: list(claim.values),
          imported: list(values)
        )
      )
      guard values != claim.values else { continue }
      findings.append(
        ImportReport.Finding(
          .count,
          "\(quantity): the runtime says \(list(claim.values)), imported are \(list(values))"
            + (isPerNode ? "" : "; it folds and fuses nodes before it places them")
        )
      )
    }
  }

  /// The lengths of the runs of neighbouring nodes on a target, in the order of the file.
  func runs(of target: String, where isCounted: (Int) -> Bool = { _ in true }) -> [Int] {
    var lengths: [Int] = []
    var isOpen = false
    for position in chosen.indices where isCounted(position) {
      if chosen[position] != target {
        isOpen = false
      } else if isOpen {
        lengths[lengths.count - 1] += 1
      } else {
        lengths.append(1)
        isOpen = true
      }
    }
    return lengths
  }

  /// The rounds of TensorFlow Lite's partitioning: everything that is ready on one side, then on
  /// the other.
  ///
  /// The target's own have even numbers.
  private func rounds(of target: String) -> Set<Int> {
    var round = [Int](repeating: 0, count: chosen.count)
    for position in chosen.indices {
      let isTaken = chosen[position] == target
      var least = isTaken ? 0 : 1
      for before in predecessors(of: position) where before < position {
        let isSame = (chosen[before] == target) == isTaken
        least = max(least, isSame ? round[before] : round[before] + 1)
      }
      round[position] = least
    }
    return Set(chosen.indices.filter { !isFolded($0) }.map { round[$0] })
  }

  /// The compiled partition of each operator of the graph: the run of nodes that it is in, where
  /// its target compiles what it is given; numbers grow with the order of the file.
  func operatorPartitions() -> Table<Operator, Int?> {
    var result = Table<Operator, Int?>(repeating: nil, count: model.graph.operators.count)
    var number = 0
    var previous: String?
    for (position, node) in model.nodes.enumerated() {
      if chosen[position] != previous { number += 1 }
      previous = chosen[position]
      guard let target = chosen[position], targets.isStatic(target) else { continue }
      for index in node.operators { result[index] = number }
    }
    return result
  }

  /// The processor of each operator of the graph.
  func operatorProcessors() -> Table<Operator, Index<Processor>> {
    var result = Table<Operator, Index<Processor>>(
      repeating: device.host,
      count: model.graph.operators.count
    )
    for (position, node) in model.nodes.enumerated() {
      guard let target = chosen[position] else { continue }
      for index in node.operators { result[index] = meanings[target] ?? device.host }
    }
    return result
  }
}
