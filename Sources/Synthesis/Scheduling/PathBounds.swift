package import Devices
package import Graphs
package import Quantities

/// How early each operator can start on each processor, and how long the rest takes at least.
///
/// An operator starts after each of its predecessors has finished on the processor that is best for
/// this successor, and after what it reads has taken the shortest way. Each choice is made for each
/// pair by itself, so that no schedule does better; on a chain the bound is exact.
package struct PathBounds: Sendable {
  /// The earliest start of each operator on each processor; nil where it cannot run there.
  package let heads: Table<Operator, [Nanoseconds?]>
  /// The least time from the end of each operator on each processor to the end of everything.
  package let tails: Table<Operator, [Nanoseconds?]>
  private let durations: Table<Operator, [Nanoseconds?]>

  /// Works the bounds out.
  ///
  /// - Complexity: readers of all items times the square of the number of processors.
  package init(_ problem: SchedulingProblem) {
    durations = problem.durations
    heads = Self.heads(problem)
    tails = Self.tails(problem)
  }

  /// The least time of any schedule in which the operator runs on the processor.
  package func through(_ node: Index<Operator>, on processor: Index<Processor>) -> Nanoseconds? {
    guard let head = heads[node][processor.value], let tail = tails[node][processor.value],
      let duration = durations[node][processor.value]
    else { return nil }
    return head + duration + tail
  }

  /// The least time of any schedule; nil where some operator runs nowhere.
  package var least: Nanoseconds? {
    var bound = Nanoseconds.zero
    for node in durations.indices {
      let times = durations[node].indices.compactMap { through(node, on: Index($0)) }
      guard let best = times.min() else { return nil }
      bound = max(bound, best)
    }
    return bound
  }

  /// The first operator that no processor runs with what it reads, if there is one.
  package var homeless: Index<Operator>? {
    heads.indices.first { node in heads[node].allSatisfy { $0 == nil } }
  }

  private static func heads(_ problem: SchedulingProblem) -> Table<Operator, [Nanoseconds?]> {
    var heads = problem.durations.map { $0.map { _ in Nanoseconds?.none } }
    for node in problem.durations.indices {
      for processor in problem.processors(of: node) {
        var start: Nanoseconds? = .zero
        for item in problem.reads[node] {
          let arrival = arrival(of: item, at: processor, problem, heads)
          start = start.flatMap { known in arrival.map { max(known, $0) } }
        }
        heads[node][processor.value] = start
      }
    }
    return heads
  }

  private static func arrival(
    of item: Int,
    at processor: Index<Processor>,
    _ problem: SchedulingProblem,
    _ heads: Table<Operator, [Nanoseconds?]>
  ) -> Nanoseconds? {
    let pool = problem.pools[processor]
    guard let producer = problem.items[item].producer else {
      return problem.delay(of: item, from: problem.hostPool, to: pool)
    }
    return problem.processors(of: producer)
      .compactMap { source -> Nanoseconds? in
        guard let head = heads[producer][source.value],
          let duration = problem.durations[producer][source.value],
          let delay = problem.delay(of: item, from: problem.pools[source], to: pool)
        else { return nil }
        return head + duration + delay
      }
      .min()
  }

  private static func tails(_ problem: SchedulingProblem) -> Table<Operator, [Nanoseconds?]> {
    var tails = problem.durations.map { $0.map { _ in Nanoseconds?.none } }
    for node in problem.durations.indices.reversed() {
      for processor in problem.processors(of: node) {
        var rest: Nanoseconds? = .zero
        for item in problem.writes[node] {
          for reader in problem.items[item].readers {
            let least = remainder(of: item, from: processor, for: reader, problem, tails)
            rest = rest.flatMap { known in least.map { max(known, $0) } }
          }
        }
        tails[node][processor.value] = rest
      }
    }
    return tails
  }

  private static func remainder(
    of item: Int,
    from processor: Index<Processor>,
    for reader: Index<Operator>,
    _ problem: SchedulingProblem,
    _ tails: Table<Operator, [Nanoseconds?]>
  ) -> Nanoseconds? {
    problem.processors(of: reader)
      .compactMap { target -> Nanoseconds? in
        guard let tail = tails[reader][target.value],
          let duration = problem.durations[reader][target.value],
          let delay = problem.delay(
            of: item,
            from: problem.pools[processor],
            to: problem.pools[target]
          )
        else { return nil }
        return delay + duration + tail
      }
      .min()
  }
}
