/// A schedule that grows one task at a time.
package struct ListSchedule: Hashable, Sendable {
  /// Where and when a task runs.
  package struct Place: Hashable, Sendable {
    /// The processor.
    package let processor: Int
    /// The start.
    package let start: ListProblem.Time
    /// The end.
    package let end: ListProblem.Time
  }

  /// Where a processor may put a task.
  enum Filling {
    /// Into the first gap that is long enough.
    case gaps
    /// After everything that it has.
    case end
  }

  /// When a processor is taken.
  private struct Slot: Hashable {
    let start: ListProblem.Time
    let end: ListProblem.Time
  }

  private var places: [Place?]
  /// When each processor is taken, ascending; room for all tasks on each.
  private var queues: [Slot]
  private var counts: [Int]
  private var taskCount: Int
  /// The tasks, a bit for each number below 64, that take the last of equally good processors in
  /// place of the first.
  var tieBreaks: UInt64 = 0

  /// Makes an empty schedule with room for a problem.
  package init(_ problem: ListProblem) {
    taskCount = problem.taskCount
    places = Array(repeating: nil, count: taskCount)
    queues = Array(
      repeating: Slot(start: 0, end: 0),
      count: taskCount * problem.processorCount
    )
    counts = Array(repeating: 0, count: problem.processorCount)
  }

  /// Empties the schedule; the problem to come has as many tasks and processors as the last one.
  package mutating func reset() {
    for task in places.indices { places[task] = nil }
    for processor in counts.indices { counts[processor] = 0 }
  }

  // MARK: Reading

  /// Where a task is; nil as long as it is not placed.
  package func place(of task: Int) -> Place? { places[task] }

  /// When the last task ends.
  package var makespan: ListProblem.Time {
    var latest: ListProblem.Time = 0
    for place in places {
      if let place, place.end > latest { latest = place.end }
    }
    return latest
  }

  /// When a processor has finished everything that it has.
  func end(of processor: Int) -> ListProblem.Time {
    let count = counts[processor]
    return count == 0 ? 0 : queues[processor * taskCount + count - 1].end
  }

  /// When everything that a task reads has arrived at a processor.
  func arrival(of task: Int, at processor: Int, _ problem: ListProblem) -> ListProblem.Time {
    var latest: ListProblem.Time = 0
    for edge in problem.edges(into: task) {
      let source = placed(problem.edges[edge].source)
      let transfer = problem.transfer(over: edge, from: source.processor, to: processor)
      latest = max(latest, source.end + transfer)
    }
    return latest
  }

  /// Where a task would be on a processor; nil where the processor does not run it.
  func candidate(
    _ task: Int,
    on processor: Int,
    filling: Filling,
    _ problem: ListProblem
  ) -> Place? {
    guard let duration = problem.duration(of: task, on: processor) else { return nil }
    let arrival = arrival(of: task, at: processor, problem)
    let start =
      switch filling {
      case .gaps: firstGap(on: processor, from: arrival, for: duration)
      case .end: max(arrival, end(of: processor))
      }
    return Place(processor: processor, start: start, end: start + duration)
  }

  /// Where a task, whose inputs are placed, would finish earliest; of equals the first processor,
  /// or the last.
  func earliestFinish(_ task: Int, filling: Filling, _ problem: ListProblem) -> Place {
    var best: Place?
    let takesLast = tieBreaks >> UInt64(task & 63) & 1 == 1
    for processor in 0..<problem.processorCount {
      guard let place = candidate(task, on: processor, filling: filling, problem) else { continue }
      if let best, takesLast ? best.end < place.end : best.end <= place.end { continue }
      best = place
    }
    guard let best else { preconditionFailure("some processor runs every task") }
    return best
  }

  private func placed(_ task: Int) -> Place {
    guard let place = places[task] else {
      preconditionFailure("tasks are placed after those they read from")
    }
    return place
  }

  /// The first gap that is long enough.
  private func firstGap(
    on processor: Int,
    from arrival: ListProblem.Time,
    for duration: ListProblem.Time
  ) -> ListProblem.Time {
    let first = processor * taskCount
    let end = first + counts[processor]
    var start = arrival
    var position = firstEnding(after: arrival, first..<end)
    while position < end {
      let slot = queues[position]
      if slot.end > start {
        if start + duration <= slot.start { break }
        start = slot.end
      }
      position += 1
    }
    return start
  }

  /// The position of the first slot of a queue that ends later than a time.
  private func firstEnding(after time: ListProblem.Time, _ queue: Range<Int>) -> Int {
    var (low, high) = (queue.lowerBound, queue.upperBound)
    while low < high {
      let middle = (low + high) / 2
      if queues[middle].end > time { high = middle } else { low = middle + 1 }
    }
    return low
  }

  // MARK: Growing

  /// Puts a task, which is not placed yet, where it would be.
  mutating func put(_ task: Int, _ place: Place) {
    places[task] = place
    let first = place.processor * taskCount
    var position = first + counts[place.processor]
    while position > first {
      let before = queues[position - 1]
      guard (before.start, before.end) > (place.start, place.end) else { break }
      queues[position] = before
      position -= 1
    }
    queues[position] = Slot(start: place.start, end: place.end)
    counts[place.processor] += 1
  }
}
