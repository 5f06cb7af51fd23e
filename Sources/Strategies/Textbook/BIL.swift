package import Plans

/// Best Imaginary Level.
///
/// The level of an operator on a processor is the time to the end if everything after it could be
/// chosen best. Of the ready operators the one with the greatest k-th smallest sum of level and
/// queue goes first, k being their number, on the processor where the sum is least, corrected by
/// how many operators there are for each processor. Oh and Ha, Euro-Par 1996,
/// doi:10.1007/BFb0024750.
package struct BIL: ListScheduler {
  /// Makes the strategy.
  package init() {}

  package var provenance: Plan.Provenance { Plan.Provenance(name: "bil", version: "1") }

  /// Places every task of a problem in an empty schedule.
  package func schedule(_ problem: ListProblem, in space: inout ListSpace) {
    let levels = Self.levels(problem)
    var ready = ReadyTasks(problem)
    while !ready.tasks.isEmpty {
      let makespans = ready.tasks.map { task in
        problem.processors(of: task)
          .map { (processor: $0, sum: space.schedule.end(of: $0) + (levels[task][$0] ?? 0)) }
      }
      let priorities = makespans.map { sums in
        let ascending = sums.map(\.sum).sorted()
        return ascending.isEmpty ? 0 : ascending[min(ready.tasks.count, ascending.count) - 1]
      }
      guard let best = priorities.indices.max(by: { (priorities[$0], $1) < (priorities[$1], $0) })
      else { return }
      let task = ready.tasks[best]
      let surplus = max(ready.tasks.count - problem.processorCount, 0)
      let corrected = makespans[best]
        .map { entry -> ListProblem.Time in
          let duration = problem.duration(of: task, on: entry.processor) ?? 0
          let share = duration * ListProblem.Time(surplus)
          return entry.sum + share / ListProblem.Time(problem.processorCount)
        }
      guard let chosen = corrected.indices.min(by: { corrected[$0] < corrected[$1] }),
        let place = space.schedule.candidate(
          task,
          on: makespans[best][chosen].processor,
          filling: .end,
          problem
        )
      else { return }
      space.schedule.put(task, place)
      ready.finish(task)
    }
  }

  /// The level of each task on each processor; nil where the processor does not run it.
  private static func levels(_ problem: ListProblem) -> [[ListProblem.Time?]] {
    let none = [ListProblem.Time?](repeating: nil, count: problem.processorCount)
    var levels = [[ListProblem.Time?]](repeating: none, count: problem.taskCount)
    var longest = [[ListProblem.Time]](
      repeating: Array(repeating: 0, count: problem.processorCount),
      count: problem.taskCount
    )
    for task in (0..<problem.taskCount).reversed() {
      for processor in problem.processors(of: task) {
        levels[task][processor] = problem.duration(of: task, on: processor)
          .map { $0 + longest[task][processor] }
      }
      for edge in problem.edges(into: task) {
        let source = problem.edges[edge].source
        for processor in 0..<problem.processorCount {
          let best = problem.processors(of: task)
            .compactMap { other in
              levels[task][other]
                .map {
                  $0 + problem.transfer(over: edge, from: processor, to: other)
                }
            }
            .min()
          longest[source][processor] = max(longest[source][processor], best ?? 0)
        }
      }
    }
    return levels
  }
}
