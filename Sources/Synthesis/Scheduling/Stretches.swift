import Devices
import Graphs
import Quantities

/// The stretches of a problem between operators that come before or after all others.
///
/// Every schedule finishes such an operator before it starts what comes after it, so that the times
/// of the stretches add up.
struct Stretches {
  /// The operators between two such operators; nil at the start and the end of everything.
  struct Stretch {
    let first: Index<Operator>?
    let last: Index<Operator>?
    let inner: [Index<Operator>]
  }

  /// The stretches in order.
  let stretches: [Stretch]

  init(_ problem: SchedulingProblem) {
    let precedence = Precedence(problem)
    let nodes = Array(problem.durations.indices)
    let gates = nodes.filter { node in
      nodes.allSatisfy {
        $0 == node || precedence.isOrdered($0, before: node)
          || precedence.isOrdered(node, before: $0)
      }
    }
    var stretches: [Stretch] = []
    var rest = nodes[...]
    var previous: Index<Operator>?
    for gate in gates {
      let inner = rest.filter { precedence.isOrdered($0, before: gate) }
      stretches.append(Stretch(first: previous, last: gate, inner: inner))
      rest = rest.filter { $0 != gate && !precedence.isOrdered($0, before: gate) }[...]
      previous = gate
    }
    stretches.append(Stretch(first: previous, last: nil, inner: Array(rest)))
    self.stretches = stretches
  }
}

extension SchedulingProblem {
  /// The problem of a stretch: from the end of its first operator on a processor to the start of
  /// its last on another.
  ///
  /// What comes from before the stretch counts as being everywhere, and what is read after it does
  /// not count, so that no schedule of the whole spends less time on the stretch.
  func problem(
    of stretch: Stretches.Stretch,
    from source: Index<Processor>?,
    to target: Index<Processor>?
  ) -> (problem: SchedulingProblem, nodes: [Index<Operator>]) {
    let ends = [stretch.first, stretch.last].compactMap { $0 }
    let nodes = (stretch.inner + ends).sorted()
    var position: [Index<Operator>: Int] = [:]
    for (place, node) in nodes.enumerated() { position[node] = place }
    let durations = nodes.map { node in
      self.durations[node].enumerated()
        .map { processor, duration -> Nanoseconds? in
          if node == stretch.first { return processor == source?.value ? .zero : nil }
          if node == stretch.last { return processor == target?.value ? .zero : nil }
          return duration
        }
    }
    let items = items.compactMap { item -> Item? in
      let producer = item.producer.flatMap { position[$0] }
      guard producer != nil || item.producer == nil && stretch.first == nil,
        item.producer == nil || item.producer != stretch.last
      else { return nil }
      let readers = item.readers.compactMap { position[$0] }
      guard !readers.isEmpty else { return nil }
      return Item(
        name: "",
        tensor: Index(0),
        producer: producer.map { Index($0) },
        readers: readers.map { Index($0) },
        copies: item.copies,
        isEmpty: item.isEmpty
      )
    }
    let part = SchedulingProblem(
      durations: Table(durations),
      items: items,
      pools: pools,
      poolCount: poolCount,
      hostPool: hostPool,
      links: links
    )
    return (part, nodes)
  }
}
