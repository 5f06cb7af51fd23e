package import Plans

/// Generalized Dynamic Level.
///
/// The dynamic level of an operator on a processor is the longest path of median durations from it
/// to the end, less when it can start there, plus how much faster than the median the processor
/// is, less what its costliest reader would then wait for. The operator with the greatest level on
/// its best processor, plus what it would lose on the second best, goes first. Sih and Lee, IEEE
/// TPDS 4(2), 1993, doi:10.1109/71.207593.
package struct GDL: ListScheduler {
  /// Makes the strategy.
  package init() {}

  package var provenance: Plan.Provenance { Plan.Provenance(name: "gdl", version: "1") }

  /// Places every task of a problem in an empty schedule.
  package func schedule(_ problem: ListProblem, in space: inout ListSpace) {
    let levels = StaticLevels(problem)
    var ready = ReadyTasks(problem)
    while !ready.tasks.isEmpty {
      var best: (level: Int64, task: Int, place: ListSchedule.Place)?
      for task in ready.tasks {
        let options = problem.processors(of: task)
          .compactMap { processor in
            space.schedule.candidate(task, on: processor, filling: .end, problem)
              .map { (level: levels.level(of: task, at: $0, problem), place: $0) }
          }
          .sorted { ($1.level, $0.place.processor) < ($0.level, $1.place.processor) }
        guard let first = options.first else { continue }
        let second = options.count > 1 ? options[1].level : first.level
        let level = first.level + (first.level - second)
        if let best, best.level >= level { continue }
        best = (level, task, first.place)
      }
      guard let best else { return }
      space.schedule.put(best.task, best.place)
      ready.finish(best.task)
    }
  }
}

/// What the dynamic level needs that does not depend on the schedule.
private struct StaticLevels {
  private var levels: [Int64]
  private let medians: [Int64]
  /// The edge to the reader that gets most; nil where nothing reads a task.
  private var largest: [Int?]

  init(_ problem: ListProblem) {
    let tasks = 0..<problem.taskCount
    medians = tasks.map { task in
      let durations = problem.processors(of: task)
        .compactMap { problem.duration(of: task, on: $0) }
        .sorted()
      guard !durations.isEmpty else { return 0 }
      let (low, high) = (durations[(durations.count - 1) / 2], durations[durations.count / 2])
      return Int64((low + high) / 2)
    }
    levels = medians
    largest = Array(repeating: nil, count: problem.taskCount)
    for task in tasks.reversed() {
      for edge in problem.edges(into: task) {
        let source = problem.edges[edge].source
        levels[source] = max(levels[source], medians[source] + levels[task])
        let known = largest[source].map { problem.transferSum(over: $0) }
        if problem.transferSum(over: edge) >= known ?? 0 { largest[source] = edge }
      }
    }
  }

  /// The dynamic level of a task at a place.
  func level(of task: Int, at place: ListSchedule.Place, _ problem: ListProblem) -> Int64 {
    let duration = Int64(place.end - place.start)
    let own = levels[task] - Int64(place.start) + medians[task] - duration
    guard let edge = largest[task] else { return own }
    let reader = problem.edges[edge].target
    let earliest = problem.processors(of: reader)
      .compactMap { processor in
        problem.duration(of: reader, on: processor)
          .map {
            $0 + problem.transfer(over: edge, from: place.processor, to: processor)
          }
      }
      .min()
    return own + medians[reader] - Int64(earliest ?? 0)
  }
}
