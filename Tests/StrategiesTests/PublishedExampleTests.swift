import Strategies
import Testing

/// The example of Topcuoglu, Hariri and Wu, IEEE TPDS 13(3), 2002: ten tasks on three processors.
@Suite struct PublishedExampleTests {
  /// Durations and transfers of the paper's figure 2 and table, times 3,000 so that means are
  /// exact.
  private static var problem: ListProblem {
    let durations = [
      [14, 16, 9], [13, 19, 18], [11, 13, 19], [13, 8, 17], [12, 13, 10], [13, 16, 9], [7, 15, 11],
      [5, 11, 14], [18, 12, 20], [21, 7, 16],
    ]
    let edges = [
      (1, 2, 18), (1, 3, 12), (1, 4, 9), (1, 5, 11), (1, 6, 14), (3, 7, 23), (2, 8, 19),
      (4, 8, 27), (6, 8, 15), (2, 9, 16), (4, 9, 23), (5, 9, 13), (7, 10, 17), (8, 10, 11),
      (9, 10, 13),
    ]
    var problem = ListProblem(taskCount: 10, processorCount: 3)
    for (task, row) in durations.enumerated() {
      for (processor, duration) in row.enumerated() {
        problem.setDuration(ListProblem.Time(duration) * 3_000, of: task, on: processor)
      }
    }
    problem.setEdges(edges.map { ListProblem.Edge(source: $0.0 - 1, target: $0.1 - 1) })
    for (edge, entry) in edges.enumerated() {
      for source in 0..<3 {
        for target in 0..<3 where source != target {
          let time = ListProblem.Time(entry.2) * 3_000
          problem.setTransfer(time, over: edge, from: source, to: target)
        }
      }
    }
    return problem
  }

  @Test func heftTakes80() {
    let schedule = HEFT().schedule(Self.problem)
    #expect(schedule.makespan == 80 * 3_000)
    let processors = (0..<10).map { schedule.place(of: $0)?.processor }
    #expect(processors == [2, 0, 2, 1, 2, 1, 2, 0, 1, 1])
  }

  @Test func cpopTakes86() {
    #expect(CPoP().schedule(Self.problem).makespan == 86 * 3_000)
  }
}
