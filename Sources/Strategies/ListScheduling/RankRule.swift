/// How list schedulers average what differs from processor to processor.
public enum RankRule: String, Hashable, Sendable, CaseIterable {
  /// As published: transfers over all pairs of different processors, and the downward rank adds
  /// the mean duration of the task before. Topcuoglu, Hariri and Wu, IEEE TPDS 13(3), 2002,
  /// doi:10.1109/71.993206.
  case paper
  /// As SAGA's schedulers do it: a processor counts as its own free neighbour in the mean of
  /// transfers, each unordered pair once, and the downward rank adds the harmonic mean of the
  /// task's own durations. SAGA is the toolkit of Coleman and Krishnamachari, arXiv:2403.07120.
  case saga

  /// The mean transfer of an edge, rounded down.
  func meanTransfer(over edge: Int, _ problem: ListProblem) -> ListProblem.Time {
    let count = ListProblem.Time(problem.processorCount)
    switch self {
    case .paper: return count < 2 ? 0 : problem.transferSum(over: edge) / (count * (count - 1))
    case .saga: return problem.transferSum(over: edge) / (count * (count + 1))
    }
  }

  /// What the downward rank adds for the step from one task to the next, besides the transfer.
  func meanDuration(from source: Int, to target: Int, _ problem: ListProblem) -> ListProblem.Time {
    switch self {
    case .paper: return problem.meanDuration(of: source)
    case .saga: return harmonicMean(of: target, problem)
    }
  }

  /// The harmonic mean of a task's durations, which is its cost over the mean speed.
  private func harmonicMean(of task: Int, _ problem: ListProblem) -> ListProblem.Time {
    let durations = problem.processors(of: task)
      .compactMap { problem.duration(of: task, on: $0) }
    guard !durations.isEmpty, !durations.contains(0) else { return 0 }
    let sum = durations.reduce(0.0) { $0 + 1 / Double($1) }
    return ListProblem.Time(Double(durations.count) / sum + 0.5)
  }
}

/// The ranks of tasks and their order, in arrays that are used again and again.
struct ListRanks: Hashable, Sendable {
  /// The longest path from each task to the end, its own mean duration included.
  private(set) var upward: [ListProblem.Time] = []
  /// The longest path from the beginning to each task.
  private(set) var downward: [ListProblem.Time] = []
  /// The tasks by falling upward rank, ties in topological order.
  private(set) var order: [Int] = []

  /// Computes the upward ranks.
  mutating func rankUpward(_ problem: ListProblem, _ rule: RankRule) {
    if upward.count != problem.taskCount {
      upward = Array(repeating: 0, count: problem.taskCount)
    }
    for task in 0..<problem.taskCount { upward[task] = 0 }
    for task in (0..<problem.taskCount).reversed() {
      upward[task] += problem.meanDuration(of: task)
      for edge in problem.edges(into: task) {
        let through = upward[task] + rule.meanTransfer(over: edge, problem)
        let source = problem.edges[edge].source
        if through > upward[source] { upward[source] = through }
      }
    }
  }

  /// Computes the downward ranks.
  mutating func rankDownward(_ problem: ListProblem, _ rule: RankRule) {
    downward = Array(repeating: 0, count: problem.taskCount)
    for task in 0..<problem.taskCount {
      for edge in problem.edges(into: task) {
        let source = problem.edges[edge].source
        let step = rule.meanDuration(from: source, to: task, problem)
        let through = downward[source] + rule.meanTransfer(over: edge, problem) + step
        downward[task] = max(downward[task], through)
      }
    }
  }

  /// Orders the tasks by their upward rank.
  mutating func sort() {
    if order.count != upward.count { order = Array(upward.indices) }
    for position in order.indices {
      let rank = upward[position]
      var place = position
      if order.count > 32 {
        order[position] = position
        continue
      }
      while place > 0, upward[order[place - 1]] < rank {
        order[place] = order[place - 1]
        place -= 1
      }
      order[place] = position
    }
    guard order.count > 32 else { return }
    let ranks = upward
    order.sort { (ranks[$1], $0) < (ranks[$0], $1) }
  }
}
