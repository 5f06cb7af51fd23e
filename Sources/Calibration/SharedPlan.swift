package import Devices
package import Graphs
package import Plans
package import Quantities

/// A plan in CoDL's form: for each operator a dimension and the GPU's share of it, and chains of
/// operators between which nothing is shared.
///
/// The GPU computes the first part of the rows or channels and the CPU the rest. Inside a chain
/// each processor also computes the rows beside its own that its next operator needs (CoDL, MobiSys
/// 2022, section 4.3), so that only chains exchange data. What the CPU computes at the end of a
/// chain goes back to the GPU's memory, where CoDL keeps whole tensors.
package struct SharedPlan: Hashable, Sendable {
  /// How one operator is shared.
  package struct Share: Hashable, Sendable {
    package let axis: Axis
    /// The GPU's part in tenths.
    package let tenths: Int

    /// Makes a share.
    package init(_ axis: Axis, tenths: Int) {
      self.axis = axis
      self.tenths = tenths
    }
  }

  /// The shares of the listed operators; the others run where the data is.
  package let shares: [Index<Operator>: Share]
  /// The listed operators of each chain.
  package let chains: [[Index<Operator>]]

  /// Makes a shared plan.
  package init(shares: [Index<Operator>: Share], chains: [[Index<Operator>]]) {
    self.shares = shares
    self.chains = chains
  }

  /// The plan's steps on two processors of a device.
  package func plan(
    for graph: Graph,
    on device: Device,
    first: Index<Processor>,
    second: Index<Processor>,
    _ provenance: Plan.Provenance
  ) -> Plan {
    let ends = Set(chains.compactMap(\.last))
    let pools = (device.processors[first].pool, device.processors[second].pool)
    var parts: [Index<Operator>: (first: Slice?, second: Slice?)] = [:]
    for chain in chains {
      for node in chain.reversed() {
        guard let share = shares[node] else { continue }
        let next = chain.drop { $0 != node }.dropFirst().first
        parts[node] = split(
          node,
          share,
          graph,
          next: next.flatMap { n in parts[n].map { (n, $0) } }
        )
      }
    }
    var steps: [Step] = []
    var previous = first
    func append(_ node: Index<Operator>, on processor: Index<Processor>, _ part: Slice?) {
      steps.append(
        Step(id: Step.name(at: steps.count), .run(node, on: processor, part: part, precision: nil))
      )
    }
    for node in graph.operators.indices {
      guard let share = shares[node], let (own, other) = parts[node] else {
        let isShared = shares[node].map { $0.tenths > 0 }
        let chosen = isShared.map { $0 ? first : second } ?? previous
        append(node, on: chosen, nil)
        continue
      }
      previous = share.tenths >= 5 ? first : second
      if let own { append(node, on: first, own) }
      if let other { append(node, on: second, other) }
      guard ends.contains(node), pools.0 != pools.1,
        let back = sharedBack(node, own, other, graph)
      else { continue }
      steps.append(
        Step(
          id: Step.name(at: steps.count),
          .copy(back.tensor, from: pools.1, to: pools.0, part: back.slice)
        )
      )
    }
    return Plan(strategy: provenance, steps: steps)
  }

  /// What the second processor alone computes of an operator that others read.
  private func sharedBack(_ node: Index<Operator>, _ own: Slice?, _ other: Slice?, _ graph: Graph)
    -> (tensor: Index<Tensor>, slice: Slice)?
  {
    guard let own, let other, let tensor = graph.operators[node].outputs.first.flatMap({ $0 }),
      graph.operators.values.contains(where: { $0.inputs.contains(tensor) })
    else { return nil }
    let start = max(own.range.upperBound, other.range.lowerBound)
    guard start < other.range.upperBound else { return nil }
    return (tensor, Slice(dimension: other.dimension, range: start..<other.range.upperBound))
  }

  /// The parts of an operator: none where one processor computes it whole.
  private func split(
    _ node: Index<Operator>,
    _ share: Share,
    _ graph: Graph,
    next: (node: Index<Operator>, parts: (first: Slice?, second: Slice?))?
  ) -> (first: Slice?, second: Slice?)? {
    guard (1...9).contains(share.tenths),
      let output = graph.operators[node].outputs.first.flatMap({ $0 })
    else { return nil }
    let shape = graph.tensors[output].type.shape
    var axis = share.axis
    if axis == .height, axis.dimension(rank: shape.rank).map({ shape[$0] < 2 }) ?? true {
      axis = .channel
    }
    guard let dimension = axis.dimension(rank: shape.rank) else { return nil }
    let extent = shape[dimension]
    let wanted = (extent * share.tenths + 9) / 10
    let cut = axis == .channel ? (extent * share.tenths / 10 + 3) / 4 * 4 : wanted
    guard cut > 0, cut < extent else { return nil }
    var (end, start) = (cut, cut)
    if let next, axis == .height {
      let rule = graph.splitRule(of: next.node, along: dimension)
      let position = graph.operators[next.node].inputs.firstIndex { $0 == output }
      let need = position.flatMap { rule?.needs[$0] }
      if let own = next.parts.first, let slice = need?.slice(for: own.range) {
        end = max(end, slice.range.upperBound)
      }
      if let other = next.parts.second, let slice = need?.slice(for: other.range) {
        start = min(start, slice.range.lowerBound)
      }
    }
    return (
      Slice(dimension: dimension, range: 0..<min(end, extent)),
      Slice(dimension: dimension, range: max(start, 0)..<extent)
    )
  }
}
