import Devices
import Graphs
import Quantities

/// Puts the copies of a schedule in order, where its processors' orders are given.
///
/// Each tensor goes the shortest way. Wherever two copies meet on a link, the search branches on
/// which goes first, and leaves branches whose longest path is too long (Carlier and Pinson,
/// Management Science 35, 1989, doi:10.1287/mnsc.35.2.164, do the same for machines).
struct CopySequencer {
  private struct Copy {
    let item: Int
    let link: Index<Link>
    let node: Int
  }

  private let problem: SchedulingProblem
  private let processors: [Int]
  /// The durations of operators, then copies.
  private var durations: [Int64]
  private var copies: [Copy] = []
  /// What comes directly after each operator or copy.
  private var after: [[Int]]
  private var limit: Int64
  private var budget = 400
  private var best: [Int64]?

  /// Prepares the search for a schedule that ends before a limit.
  init(_ problem: SchedulingProblem, _ order: [Int], _ processors: [Int], below limit: Int64) {
    self.problem = problem
    self.processors = processors
    self.limit = limit
    durations = processors.enumerated()
      .map { node, processor in
        Int64(clamping: problem.durations[Index(node)][processor]?.amount ?? 0)
      }
    after = Array(repeating: [], count: processors.count)
    var last = [Int?](repeating: nil, count: problem.pools.count)
    for node in order {
      if let before = last[processors[node]] { after[before].append(node) }
      last[processors[node]] = node
    }
    for item in problem.items.indices { addCopies(of: item) }
  }

  /// The best schedule and its end; nil where none was found that ends in time.
  mutating func run() -> (schedule: Schedule, end: Int64)? {
    extend()
    guard let best else { return nil }
    let starts = best.map { Nanoseconds(UInt64($0)) }
    let schedule = Schedule(
      processors: Table(processors.map { Index($0) }),
      starts: Table(Array(starts.prefix(processors.count))),
      copies: copies.map { Schedule.Copy(item: $0.item, link: $0.link, start: starts[$0.node]) }
    )
    return (schedule, limit)
  }

  // MARK: Ways

  /// Adds the copies of an item to all pools in which it is read.
  private mutating func addCopies(of item: Int) {
    let description = problem.items[item]
    let home = description.producer.map { problem.pools[Index(processors[$0.value])] }
    var nodes: [Index<MemoryPool>: Int] = [:]
    for reader in description.readers {
      let target = problem.pools[Index(processors[reader.value])]
      if let producer = description.producer { after[producer.value].append(reader.value) }
      guard !description.isEmpty else { continue }
      var pool = home ?? problem.hostPool
      var before = description.producer?.value
      var hops = 0
      while pool != target, hops < problem.poolCount, let link = nextLink(item, pool, target) {
        pool = problem.links[link].target
        if let known = nodes[pool] {
          before = known
        } else {
          let node = add(item, link)
          if let before { after[before].append(node) }
          nodes[pool] = node
          before = node
        }
        hops += 1
      }
      if let before { after[before].append(reader.value) }
    }
  }

  /// The first link of a shortest way.
  private func nextLink(_ item: Int, _ pool: Index<MemoryPool>, _ target: Index<MemoryPool>)
    -> Index<Link>?
  {
    let whole = problem.delay(of: item, from: pool, to: target)
    return problem.links.indices.first { link in
      let ends = problem.links[link]
      guard ends.source == pool, let rest = problem.delay(of: item, from: ends.target, to: target)
      else { return false }
      return problem.items[item].copies[link] + rest == whole
    }
  }

  private mutating func add(_ item: Int, _ link: Index<Link>) -> Int {
    let node = durations.count
    durations.append(Int64(clamping: problem.items[item].copies[link].amount))
    after.append([])
    copies.append(Copy(item: item, link: link, node: node))
    return node
  }

  // MARK: Search

  private mutating func extend() {
    guard budget > 0 else { return }
    budget -= 1
    guard let starts = starts() else { return }
    let end = (0..<processors.count).map { starts[$0] + durations[$0] }.max() ?? 0
    guard end < limit else { return }
    guard let (first, second) = conflict(starts) else {
      (best, limit) = (starts, end)
      return
    }
    for (early, late) in [(first, second), (second, first)] {
      after[early].append(late)
      extend()
      after[early].removeLast()
    }
  }

  /// Everything as early as it can be; nil where the orders contradict each other.
  private func starts() -> [Int64]? {
    var starts = [Int64](repeating: 0, count: durations.count)
    var missing = [Int](repeating: 0, count: durations.count)
    for nodes in after { for node in nodes { missing[node] += 1 } }
    var ready = missing.indices.filter { missing[$0] == 0 }
    var done = 0
    while let node = ready.popLast() {
      done += 1
      for next in after[node] {
        starts[next] = max(starts[next], starts[node] + durations[node])
        missing[next] -= 1
        if missing[next] == 0 { ready.append(next) }
      }
    }
    return done == durations.count ? starts : nil
  }

  /// The first two copies that meet on a link, the one that starts first before the other.
  private func conflict(_ starts: [Int64]) -> (Int, Int)? {
    var found: (time: Int64, first: Int, second: Int)?
    for (position, second) in copies.enumerated() {
      for first in copies[..<position] where first.link == second.link {
        let (left, right) = (starts[first.node], starts[second.node])
        guard left < right + durations[second.node], right < left + durations[first.node] else {
          continue
        }
        let time = min(left, right)
        guard found.map({ time < $0.time }) ?? true else { continue }
        found =
          left <= right ? (time, first.node, second.node) : (time, second.node, first.node)
      }
    }
    return found.map { ($0.first, $0.second) }
  }
}
