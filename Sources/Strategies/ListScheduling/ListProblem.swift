/// A scheduling problem as list schedulers see it: tasks, processors, durations and transfers.
///
/// Transfers do not get in each other's way. Tasks are numbered in a topological order. Everything
/// lies in flat arrays that a search can change and evaluate a million times a second.
package struct ListProblem: Hashable, Sendable {
  /// A duration or an instant: a whole number of nanoseconds, or of another unit that all figures
  /// of a problem share.
  package typealias Time = UInt64

  /// What one task reads from another.
  package struct Edge: Hashable, Sendable {
    /// The task that writes; less than the one that reads.
    package let source: Int
    /// The task that reads.
    package let target: Int

    /// Makes an edge.
    package init(source: Int, target: Int) {
      self.source = source
      self.target = target
    }
  }

  /// The number of tasks.
  package let taskCount: Int
  /// The number of processors.
  package let processorCount: Int
  /// Ascending by target, then by source, each pair once.
  package private(set) var edges: [Edge] = []
  /// By task, then by processor; nil where a processor does not run a task.
  private var durations: [Time?]
  /// By edge, then by the processor that writes, then by the one that reads.
  private var transfers: [Time] = []
  /// The position of the first edge into each task, and at the end the number of edges.
  private var firstEdges: [Int]

  /// Makes a problem without durations and edges, of at least one processor.
  package init(taskCount: Int, processorCount: Int) {
    precondition(processorCount > 0, "somebody must compute")
    self.taskCount = taskCount
    self.processorCount = processorCount
    durations = Array(repeating: nil, count: taskCount * processorCount)
    firstEdges = Array(repeating: 0, count: taskCount + 1)
  }

  // MARK: Reading

  /// How long a task takes on a processor; nil where the processor does not run it.
  package func duration(of task: Int, on processor: Int) -> Time? {
    durations[task * processorCount + processor]
  }

  /// The positions of the edges into a task.
  package func edges(into task: Int) -> Range<Int> {
    firstEdges[task]..<firstEdges[task + 1]
  }

  /// The time that the data of an edge takes from one processor to another.
  package func transfer(over edge: Int, from source: Int, to target: Int) -> Time {
    transfers[(edge * processorCount + source) * processorCount + target]
  }

  /// The processors that run a task.
  func processors(of task: Int) -> [Int] {
    (0..<processorCount).filter { duration(of: task, on: $0) != nil }
  }

  /// The mean of a task's durations over the processors that run it, rounded down.
  func meanDuration(of task: Int) -> Time {
    var total: Time = 0
    var count: Time = 0
    for processor in 0..<processorCount {
      guard let duration = duration(of: task, on: processor) else { continue }
      total += duration
      count += 1
    }
    return count == 0 ? 0 : total / count
  }

  /// The sum of the transfers of an edge over all ordered pairs of processors.
  func transferSum(over edge: Int) -> Time {
    let count = processorCount * processorCount
    return transfers[edge * count..<(edge + 1) * count].reduce(0, +)
  }

  // MARK: Changing

  /// Says how long a task takes on a processor.
  package mutating func setDuration(_ time: Time?, of task: Int, on processor: Int) {
    durations[task * processorCount + processor] = time
  }

  /// Says how long the data of an edge takes from one processor to another.
  package mutating func setTransfer(
    _ time: Time,
    over edge: Int,
    from source: Int,
    to target: Int
  ) {
    transfers[(edge * processorCount + source) * processorCount + target] = time
  }

  /// Says that the data of an edge takes a time between some pairs of processors, each given as
  /// the one that writes times the number of processors, plus the one that reads.
  mutating func setTransfers(_ time: Time, over edge: Int, between pairs: [Int]) {
    let first = edge * processorCount * processorCount
    for pair in pairs { transfers[first + pair] = time }
  }

  /// Replaces all edges; every transfer is free until it is set.
  ///
  /// The edges must ascend by target, then by source, and lead from lower to higher numbers.
  package mutating func setEdges(_ new: some Sequence<Edge>) {
    edges.removeAll(keepingCapacity: true)
    edges.append(contentsOf: new)
    let size = edges.count * processorCount * processorCount
    transfers.removeAll(keepingCapacity: true)
    transfers.append(contentsOf: repeatElement(0, count: size))
    var position = 0
    for task in 0..<taskCount {
      firstEdges[task] = position
      while position < edges.count, edges[position].target == task {
        precondition(edges[position].source < task, "edges lead to later tasks")
        position += 1
      }
    }
    firstEdges[taskCount] = position
    precondition(position == edges.count, "edges ascend by target")
  }
}
