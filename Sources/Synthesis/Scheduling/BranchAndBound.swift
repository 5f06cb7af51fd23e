import Graphs
import Quantities

/// The least schedule by branch and bound over the orders in which operators start.
///
/// A node of the search is a beginning of a schedule: some operators with their processors, each
/// started no earlier than the one before it. It is left where no completion ends in time: by the
/// longest chain of reads from what is placed, by the work that is left, or because an earlier node
/// with the same operators on the same processors was ahead in everything. Copies are taken to
/// disturb each other nowhere; `CopySequencer` then orders the copies of a complete schedule.
/// Where that delays it, less may be possible than was found, and the bound says how much.
///
/// (State spaces of partial schedules: Shahul and Sinnen, "Scheduling task graphs optimally with
/// A*", Journal of Supercomputing 51, 2010.)
package struct BranchAndBound {
  /// What is known in the end.
  package struct Outcome: Sendable {
    /// The best schedule found, if one is better than what was known.
    package let best: Schedule?
    /// No schedule ends before this.
    package let bound: Int64
    /// Whether the search came to its end.
    package let isComplete: Bool
  }

  /// What the search may spend.
  package struct Budget: Sendable {
    /// The nodes that it may visit.
    package var nodes: Int
    /// The complete schedules whose copies it may put in order.
    package var leaves: Int

    /// Allows so many nodes and complete schedules.
    package init(nodes: Int, leaves: Int) {
      self.nodes = nodes
      self.leaves = leaves
    }

    /// About a second.
    package static let usual = Budget(nodes: 1_500_000, leaves: 200)
  }

  private let problem: SchedulingProblem
  private let numbers: RelaxedProblem
  private let work: WorkBound
  private var budget: Budget
  /// Only schedules that end before this are of interest.
  private var limit: Int64
  private var best: Schedule?
  /// The least end of a complete schedule whose copies delay it.
  private var leastOpen = Int64.max
  private var seen: [StateKey: [[Int64]]] = [:]
  private var seenCount = 0

  // The beginning at which the search stands.
  private var placed: UInt64 = 0
  private var order: [Int] = []
  private var processors: [Int]
  private var ends: [Int64]
  private var free: [Int64]
  /// The earliest start of each operator on each processor under the beginning.
  private var heads: [Int64]

  /// Prepares the search for schedules of a problem that end before a limit.
  package init(
    _ problem: SchedulingProblem,
    _ numbers: RelaxedProblem,
    below limit: Int64,
    _ budget: Budget
  ) {
    self.problem = problem
    self.numbers = numbers
    self.limit = limit
    self.budget = budget
    work = WorkBound(numbers)
    processors = Array(repeating: -1, count: numbers.operatorCount)
    ends = Array(repeating: 0, count: numbers.operatorCount)
    free = Array(repeating: 0, count: numbers.processorCount)
    heads = Array(repeating: -1, count: numbers.durations.count)
  }

  /// Searches to the end or as far as the budget goes; a lower bound that was known is raised.
  package mutating func run(from known: Int64) -> Outcome {
    extend(after: 0)
    let isComplete = budget.nodes > 0
    let bound = isComplete ? min(limit, leastOpen) : known
    return Outcome(best: best, bound: max(bound, known), isComplete: isComplete)
  }

  // MARK: Search

  /// An operator that may come next.
  private struct Move {
    let node: Int
    let processor: Int
    let start: Int64
    let bound: Int64
  }

  /// What ends later than this or at it is of no interest.
  private var horizon: Int64 { budget.leaves > 0 ? limit : min(limit, leastOpen) }

  private mutating func extend(after last: Int64) {
    guard budget.nodes > 0 else { return }
    budget.nodes -= 1
    if order.count == numbers.operatorCount {
      complete()
      return
    }
    guard isOpen(after: last), isNew(after: last) else { return }
    for move in moves(after: last) where move.bound < horizon {
      let before = free[move.processor]
      place(move)
      extend(after: move.start)
      order.removeLast()
      placed &= ~(1 << UInt64(move.node))
      processors[move.node] = -1
      free[move.processor] = before
      guard budget.nodes > 0 else { return }
    }
  }

  private mutating func place(_ move: Move) {
    let end = move.start + numbers.durations[index(move.node, move.processor)]
    placed |= 1 << UInt64(move.node)
    order.append(move.node)
    processors[move.node] = move.processor
    ends[move.node] = end
    free[move.processor] = end
  }

  private func index(_ node: Int, _ processor: Int) -> Int {
    node * numbers.processorCount + processor
  }

  private func isPlaced(_ node: Int) -> Bool { placed >> UInt64(node) & 1 == 1 }

  /// The operators whose sources are placed, on every processor, the most promising first.
  private mutating func moves(after last: Int64) -> [Move] {
    updateHeads(after: last)
    var moves: [Move] = []
    for node in 0..<numbers.operatorCount
    where !isPlaced(node) && numbers.sources[node] & ~placed == 0 {
      for processor in 0..<numbers.processorCount {
        let at = index(node, processor)
        let start = heads[at]
        guard start >= 0, isFirstOfTwins(processor, after: last) else { continue }
        let bound = start + numbers.durations[at] + numbers.tails[at]
        moves.append(Move(node: node, processor: processor, start: start, bound: bound))
      }
    }
    moves.sort { left, right in
      let leftEnd = left.start + numbers.durations[index(left.node, left.processor)]
      let rightEnd = right.start + numbers.durations[index(right.node, right.processor)]
      // Of equal ends the one with the longer rest first.
      return leftEnd != rightEnd
        ? leftEnd < rightEnd : (right.bound, left.node) < (left.bound, right.node)
    }
    return moves
  }

  /// Of processors that are alike in everything the first stands for all.
  private func isFirstOfTwins(_ processor: Int, after last: Int64) -> Bool {
    for other in numbers.twins[processor]..<processor
    where numbers.twins[other] == numbers.twins[processor]
      && max(free[other], last) == max(free[processor], last)
    {
      return false
    }
    return true
  }

  // MARK: Bounds

  /// Works out how early what is not placed can start.
  private mutating func updateHeads(after last: Int64) {
    let width = numbers.processorCount
    for node in 0..<numbers.operatorCount where !isPlaced(node) {
      for processor in 0..<width {
        let at = node * width + processor
        heads[at] = -1
        guard numbers.durations[at] >= 0, numbers.inputs[at] >= 0, numbers.tails[at] >= 0 else {
          continue
        }
        var start = max(free[processor], last, numbers.inputs[at])
        for position in numbers.firstEdge[node]..<numbers.firstEdge[node + 1] {
          let arrival = arrival(of: numbers.edges[position], at: processor)
          guard arrival >= 0 else {
            start = -1
            break
          }
          start = max(start, arrival)
        }
        heads[at] = start
      }
    }
  }

  private func arrival(of edge: RelaxedProblem.Edge, at processor: Int) -> Int64 {
    let width = numbers.processorCount
    if isPlaced(edge.producer) {
      let delay =
        numbers.delays[(edge.item * width + processors[edge.producer]) * width + processor]
      return delay < 0 ? -1 : ends[edge.producer] + delay
    }
    var least: Int64 = -1
    for source in 0..<width {
      let at = edge.producer * width + source
      let delay = numbers.delays[(edge.item * width + source) * width + processor]
      guard heads[at] >= 0, delay >= 0 else { continue }
      let time = heads[at] + numbers.durations[at] + delay
      if least < 0 || time < least { least = time }
    }
    return least
  }

  /// Whether some completion may still end in time.
  private mutating func isOpen(after last: Int64) -> Bool {
    guard work.least(placed, free, last) < horizon else { return false }
    updateHeads(after: last)
    let width = numbers.processorCount
    for node in 0..<numbers.operatorCount where !isPlaced(node) {
      var isPossible = false
      for at in (node * width)..<((node + 1) * width)
      where heads[at] >= 0 && heads[at] + numbers.durations[at] + numbers.tails[at] < horizon {
        isPossible = true
        break
      }
      if !isPossible { return false }
    }
    return true
  }

  // MARK: What was seen

  /// Which operators are placed, and where those are that others will read from.
  private struct StateKey: Hashable {
    let placed: UInt64
    var places: UInt64 = 0
    var further: UInt64 = 0
  }

  private static let mostSeen = 400_000

  /// Whether no earlier node had the same operators in the same places and was nowhere later.
  private mutating func isNew(after last: Int64) -> Bool {
    var key = StateKey(placed: placed)
    var times = free.map { max($0, last) }
    times.append(last)
    var number: UInt64 = 0
    for node in 0..<numbers.operatorCount
    where isPlaced(node) && numbers.readers[node] & ~placed != 0 {
      guard number < 32 else { return true }
      let place = UInt64(processors[node]) << (number % 16 * 4)
      if number < 16 { key.places |= place } else { key.further |= place }
      times.append(ends[node])
      number += 1
    }
    var known = seen[key] ?? []
    for other in known where zip(other, times).allSatisfy({ $0 <= $1 }) { return false }
    guard seenCount < Self.mostSeen else { return true }
    known.removeAll { other in zip(times, other).allSatisfy { $0 <= $1 } }
    known.append(times)
    seen[key] = known
    seenCount += 1
    return true
  }

  // MARK: Complete schedules

  private mutating func complete() {
    let relaxed = ends.max() ?? 0
    guard relaxed < horizon else { return }
    guard budget.leaves > 0 else {
      leastOpen = min(leastOpen, relaxed)
      return
    }
    budget.leaves -= 1
    var sequencer = CopySequencer(problem, order, processors, below: limit)
    let found = sequencer.run()
    if let found, found.end < limit {
      limit = found.end
      best = found.schedule
    }
    if found.map({ $0.end > relaxed }) ?? true { leastOpen = min(leastOpen, relaxed) }
  }
}
