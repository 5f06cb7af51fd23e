/// Whether everything would fit into one pool with the room of all of them.
///
/// There it does not matter where operators run and nothing is copied, so that only the order
/// counts, and all sets of operators that may have run are looked at once. What does not fit there
/// fits nowhere. An operator that frees no less than it writes may go first: it takes nothing from
/// any order of the others.
struct TotalRoom {
  private let order: FittingOrder
  private let problem: FittingProblem
  /// What the weights leave of all pools.
  private let room: UInt64?
  /// What has been found out of sets of operators that have run.
  private var known: [UInt64: Bool] = [:]
  private let everything: UInt64

  /// How many sets are looked at.
  private static let mostSets = 100_000

  init(_ order: FittingOrder, _ problem: FittingProblem, _ capacities: [UInt64]) {
    self.order = order
    self.problem = problem
    let bound = order.isBound.indices.filter { order.isBound[$0] }
    let weights = Set(bound.flatMap { problem.weights[$0] })
    let all = capacities.reduce(UInt64(0)) { $0 + min($1, 1 << 50) }
    let taken = weights.reduce(UInt64(0)) { $0 + problem.weightBytes[$1] }
    room = all < taken ? nil : all - taken
    everything = bound.reduce(0) { $0 | 1 << UInt64($1) }
  }

  /// Whether an order of the operators that are left fits; nil where there are too many sets.
  mutating func canFinish(from done: UInt64) -> Bool? {
    guard let room else { return false }
    let done = order.settled(done)
    if everything & ~done == 0 { return live(done) <= room }
    if let answer = known[done] { return answer }
    guard live(done) <= room else {
      known[done] = false
      return false
    }
    guard known.count < Self.mostSets else { return nil }
    var isOpen = false
    for next in successors(of: done, room) {
      switch canFinish(from: next) {
      case true?:
        known[done] = true
        return true
      case nil: isOpen = true
      case false?: break
      }
    }
    if isOpen { return nil }
    known[done] = false
    return false
  }

  /// The bytes of what has to lie somewhere.
  private func live(_ done: UInt64) -> UInt64 {
    problem.items.indices.reduce(0) { $0 + (isLive($1, done) ? problem.items[$1].bytes : 0) }
  }

  private func isLive(_ number: Int, _ done: UInt64) -> Bool {
    let item = problem.items[number]
    if let producer = item.producer {
      guard order.isBound[producer], order.isDone(producer, done) else { return false }
      return item.isOutput || order.isAwaited(number, done)
    }
    return order.isAwaited(number, done) || item.isOutput
  }

  /// The sets after one more operator; one set alone where its operator may go first.
  private func successors(of done: UInt64, _ room: UInt64) -> [UInt64] {
    let before = live(done)
    var result: [(live: UInt64, set: UInt64)] = []
    for node in order.isBound.indices
    where order.isBound[node] && !order.isDone(node, done) && order.canRun(node, done) {
      let brought = order.reads[node].filter { !isLive($0, done) }
      let during =
        (brought + order.writes[node]).reduce(before) { $0 + problem.items[$1].bytes }
      guard during <= room else { continue }
      let next = order.settled(done | 1 << UInt64(node))
      let after = live(next)
      if after <= before { return [next] }
      result.append((after, next))
    }
    return result.sorted { ($0.live, $0.set) < ($1.live, $1.set) }.map(\.set)
  }
}
