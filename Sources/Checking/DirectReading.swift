package import Devices
package import Graphs
package import Plans
package import Quantities
import Strategies

/// Something that breaks a safety obligation other than `memory`, found without a solver.
package enum Fault: Hashable, Sendable {
  /// A backend refuses a step.
  case refused(Index<Step>)
  /// Nothing computes a region that is read or asked for.
  case uncomputed(Index<Tensor>, Slice?)
  /// Two commands compute the same elements in one pool.
  case computedTwice(Index<Command>, Index<Command>)
  /// Each command waits for the next, and the last for the first.
  case deadlock([Index<Command>])
  /// A command reads a region that does not lie in its pool.
  case absent(reader: Index<Command>, Index<Tensor>, Slice?, Index<MemoryPool>)
  /// A command may use a region before another has written it, or while it does.
  case race(early: Index<Command>, late: Index<Command>)

  /// The obligation that it breaks.
  package var obligation: Obligation {
    switch self {
    case .refused: .support
    case .uncomputed, .computedTwice: .coverage
    case .deadlock, .race: .ordering
    case .absent: .residency
    }
  }
}

extension Subject {
  /// Everything that breaks `support`, `coverage`, `ordering` and `residency`, in this order.
  ///
  /// Races are spoken of only where there is no deadlock.
  package var faults: [Fault] {
    let steps = program.plan.steps.enumerated
    let refused = steps.filter { !SupportRules.refusals($0.index, $0.value, self).isEmpty }
    let gaps = CoverageRule.missing(self, CoverageRule.wantedRegions(self))
    var result: [Fault] = refused.map { .refused($0.index) }
    result += gaps.map { .uncomputed($0.tensor, $0.slice) }
    result += CoverageRule.overlaps(self).map { .computedTwice($0.first, $0.second) }
    if order == nil, let cycle = program.deadlock() { result.append(.deadlock(cycle)) }
    result += ResidencyRule.missing(self)
      .compactMap { absence in
        absence.elements.pool.map {
          .absent(reader: absence.reader, absence.elements.tensor, absence.elements.slice, $0)
        }
      }
    if let order { result += races(order) }
    return result
  }

  /// Commands that an execution may bring together in the wrong way.
  ///
  /// What is ordered before a command is all that has finished in the least state in which it has
  /// started, so that an element is read too early if and only if nothing of that writes it.
  private func races(_ order: ProgramOrder) -> [Fault] {
    var result: [Fault] = []
    for read in accesses.reads {
      let writers = accesses.writers(of: read.access).filter { $0.command != read.command }
      let isGiven = accesses.isGiven(read.access.tensor, in: read.access.pool)
      let written = Presence(
        writers.filter { order.isOrdered($0.command, before: read.command) }.map(\.access.slice)
      )
      let shape = task.graph.tensors[read.access.tensor].shape
      for writer in writers where !order.isOrdered(writer.command, before: read.command) {
        let isConcurrent = mayOverlap(read.command, writer.command, order)
        let isUnwritten =
          !isGiven
          && written.lacks(elementIn: read.access.slice, and: writer.access.slice, of: shape)
        guard isConcurrent || isUnwritten else { continue }
        result.append(.race(early: read.command, late: writer.command))
      }
    }
    for entries in accesses.writes.values {
      for (position, write) in entries.enumerated() {
        for other in entries[..<position]
        where other.access.overlaps(write.access)
          && mayOverlap(other.command, write.command, order)
        {
          result.append(.race(early: other.command, late: write.command))
        }
      }
    }
    return result
  }

  /// Whether two commands may run at the same time: those of one queue never do, even where it is
  /// the order of arrival that decides which comes first.
  private func mayOverlap(
    _ first: Index<Command>,
    _ second: Index<Command>,
    _ order: ProgramOrder
  ) -> Bool {
    program.commands[first].queue != program.commands[second].queue
      && order.areConcurrent(first, second)
  }
}
