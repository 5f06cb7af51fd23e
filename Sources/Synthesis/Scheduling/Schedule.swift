package import Devices
package import Graphs
package import Quantities

/// Who runs what from when, and what is copied from when.
package struct Schedule: Hashable, Sendable {
  /// A copy of an item over a link.
  package struct Copy: Hashable, Sendable {
    /// The item's position in the problem.
    package let item: Int
    package let link: Index<Link>
    package let start: Nanoseconds
  }

  /// The processor of each operator.
  package let processors: Table<Operator, Index<Processor>>
  /// The start of each operator.
  package let starts: Table<Operator, Nanoseconds>
  /// The copies, by start.
  package let copies: [Copy]

  /// Puts a schedule together.
  package init(
    processors: Table<Operator, Index<Processor>>,
    starts: Table<Operator, Nanoseconds>,
    copies: [Copy]
  ) {
    self.processors = processors
    self.starts = starts
    self.copies = copies.sorted { ($0.start, $0.item) < ($1.start, $1.item) }
  }

  /// The end of the last operator; nil where some operator's processor refuses it.
  package func latency(in problem: SchedulingProblem) -> Nanoseconds? {
    var latest = Nanoseconds.zero
    for node in starts.indices {
      guard let duration = problem.durations[node][processors[node].value] else { return nil }
      latest = max(latest, starts[node] + duration)
    }
    return latest
  }
}

/// A schedule under construction: each operator and copy as early as what is there allows.
struct ScheduleBuilder {
  private let problem: SchedulingProblem
  private var processorFree: Table<Processor, Nanoseconds>
  private var linkFree: Table<Link, Nanoseconds>
  /// From when each item lies in each pool; nil where it does not yet.
  private var arrivals: [Table<MemoryPool, Nanoseconds?>]
  private var processors: Table<Operator, Index<Processor>?>
  private var starts: Table<Operator, Nanoseconds>
  private var copies: [Schedule.Copy] = []

  init(_ problem: SchedulingProblem) {
    self.problem = problem
    processorFree = problem.pools.map { _ in .zero }
    linkFree = problem.links.map { _ in .zero }
    arrivals = problem.items.map { item in
      var row = Table<MemoryPool, Nanoseconds?>(repeating: nil, count: problem.poolCount)
      if item.producer == nil { row[problem.hostPool] = .zero }
      return row
    }
    processors = Table(repeating: nil, count: problem.durations.count)
    starts = Table(repeating: .zero, count: problem.durations.count)
  }

  /// Whether all that an operator reads lies in the pool of a processor.
  func isReady(_ node: Index<Operator>, on processor: Index<Processor>) -> Bool {
    problem.reads[node].allSatisfy { isPresent($0, in: problem.pools[processor]) }
  }

  func isPresent(_ item: Int, in pool: Index<MemoryPool>) -> Bool {
    arrivals[item][pool] != nil
      || problem.items[item].isEmpty && (problem.items[item].producer.map(isPlaced) ?? true)
  }

  private func isPlaced(_ node: Index<Operator>) -> Bool { processors[node] != nil }

  private func arrival(of item: Int, in pool: Index<MemoryPool>) -> Nanoseconds {
    if let time = arrivals[item][pool] { return time }
    return arrivals[item].values.compactMap { $0 }.min() ?? .zero
  }

  /// Runs an operator, for which everything is present, and returns when it ends.
  @discardableResult
  mutating func run(_ node: Index<Operator>, on processor: Index<Processor>) -> Nanoseconds {
    let pool = problem.pools[processor]
    let ready = problem.reads[node].map { arrival(of: $0, in: pool) }.max() ?? .zero
    let start = max(ready, processorFree[processor])
    let end = start + (problem.durations[node][processor.value] ?? .zero)
    processors[node] = processor
    starts[node] = start
    processorFree[processor] = end
    for item in problem.writes[node] { arrivals[item][pool] = end }
    return end
  }

  /// Copies an item over a link whose source has it.
  mutating func copy(_ item: Int, over link: Index<Link>) {
    let ends = problem.links[link]
    let start = max(arrival(of: item, in: ends.source), linkFree[link])
    let end = start + problem.items[item].copies[link]
    linkFree[link] = end
    arrivals[item][ends.target] = end
    copies.append(Schedule.Copy(item: item, link: link, start: start))
  }

  /// Brings everything that an operator reads to a processor, if links lead there.
  mutating func bringAll(for node: Index<Operator>, to processor: Index<Processor>) -> Bool {
    let pool = problem.pools[processor]
    return problem.reads[node].allSatisfy { bring($0, to: pool, by: problem.poolCount) }
  }

  /// Copies an item to a pool over the link on which it arrives first, from afar if need be.
  private mutating func bring(_ item: Int, to pool: Index<MemoryPool>, by hops: Int) -> Bool {
    if isPresent(item, in: pool) { return true }
    guard hops > 0 else { return false }
    let direct = problem.links.indices
      .filter { problem.links[$0].target == pool && isPresent(item, in: problem.links[$0].source) }
      .min { end(of: item, over: $0) < end(of: item, over: $1) }
    if let direct {
      copy(item, over: direct)
      return true
    }
    for link in problem.links.indices where problem.links[link].target == pool {
      if bring(item, to: problem.links[link].source, by: hops - 1) {
        copy(item, over: link)
        return true
      }
    }
    return false
  }

  private func end(of item: Int, over link: Index<Link>) -> Nanoseconds {
    max(arrival(of: item, in: problem.links[link].source), linkFree[link])
      + problem.items[item].copies[link]
  }

  /// The schedule; nil where some operator has no processor.
  func finish() -> Schedule? {
    let chosen = processors.values.compactMap { $0 }
    guard chosen.count == processors.count else { return nil }
    return Schedule(processors: Table(chosen), starts: starts, copies: copies)
  }
}

extension Schedule {
  /// The schedule with everything as early as the same orders allow; nil where something is read
  /// or copied that never arrives.
  package func compacted(in problem: SchedulingProblem) -> Schedule? {
    enum Event {
      case run(Index<Operator>)
      case copy(Copy)
    }
    var waiting: [(start: Nanoseconds, event: Event)] =
      starts.enumerated.map { ($0.value, .run($0.index)) } + copies.map { ($0.start, .copy($0)) }
    waiting.sort { $0.start < $1.start }
    var builder = ScheduleBuilder(problem)
    while !waiting.isEmpty {
      let next = waiting.firstIndex { entry in
        switch entry.event {
        case .run(let node): builder.isReady(node, on: processors[node])
        case .copy(let copy):
          builder.isPresent(copy.item, in: problem.links[copy.link].source)
        }
      }
      guard let next else { return nil }
      switch waiting.remove(at: next).event {
      case .run(let node): builder.run(node, on: processors[node])
      case .copy(let copy): builder.copy(copy.item, over: copy.link)
      }
    }
    return builder.finish()
  }

  /// A schedule made greedily: operators by falling least rest of the schedule, each on the
  /// processor on which it finishes first; nil where some operator runs nowhere.
  package static func greedy(_ problem: SchedulingProblem, _ bounds: PathBounds) -> Schedule? {
    var builder = ScheduleBuilder(problem)
    for node in priorities(problem, bounds) {
      var best: (builder: ScheduleBuilder, end: Nanoseconds)?
      for processor in problem.processors(of: node) {
        var trial = builder
        guard trial.bringAll(for: node, to: processor) else { continue }
        let end = trial.run(node, on: processor)
        if best.map({ end < $0.end }) ?? true { best = (trial, end) }
      }
      guard let best else { return nil }
      builder = best.builder
    }
    return builder.finish()
  }

  /// The operators, each after those it reads from, those with the longest rest first.
  private static func priorities(_ problem: SchedulingProblem, _ bounds: PathBounds)
    -> [Index<Operator>]
  {
    let ranks = problem.durations.indices.map { node in
      problem.processors(of: node)
        .compactMap { processor -> Nanoseconds? in
          guard let tail = bounds.tails[node][processor.value],
            let duration = problem.durations[node][processor.value]
          else { return nil }
          return tail + duration
        }
        .min() ?? .zero
    }
    return problem.durations.indices.sorted {
      (ranks[$1.value], $0) < (ranks[$0.value], $1)
    }
  }
}
