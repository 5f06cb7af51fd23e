/// The tasks whose predecessors are all finished, as a schedule grows.
struct ReadyTasks {
  /// The ready tasks, ascending.
  private(set) var tasks: [Int] = []
  private var missing: [Int]
  private let successors: [[Int]]

  init(_ problem: ListProblem) {
    var successors = [[Int]](repeating: [], count: problem.taskCount)
    for edge in problem.edges { successors[edge.source].append(edge.target) }
    self.successors = successors
    missing = (0..<problem.taskCount).map { problem.edges(into: $0).count }
    tasks = missing.indices.filter { missing[$0] == 0 }
  }

  /// Takes a ready task out and adds what it made ready.
  mutating func finish(_ task: Int) {
    tasks.removeAll { $0 == task }
    for successor in successors[task] {
      missing[successor] -= 1
      guard missing[successor] == 0 else { continue }
      let position = tasks.firstIndex { $0 > successor } ?? tasks.count
      tasks.insert(successor, at: position)
    }
  }
}
