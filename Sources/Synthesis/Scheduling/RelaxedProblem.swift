import Devices
import Graphs
import Quantities

/// A scheduling problem in plain numbers, for the inner loop of a search.
///
/// Times are nanoseconds; -1 stands for what cannot be. Any number of copies may use a link at once
/// here, so that no schedule of the problem itself ends before the best one of these.
package struct RelaxedProblem: Sendable {
  /// An operator that another one reads from, and the item that it reads.
  package struct Edge: Sendable {
    package let producer: Int
    package let item: Int
  }

  /// How many operators there are.
  package let operatorCount: Int
  /// How many processors there are.
  package let processorCount: Int
  /// By operator, then processor.
  package var durations: [Int64]
  /// The least time from an operator's end on a processor to the end of everything.
  package var tails: [Int64]
  /// When the model's inputs that an operator reads are at a processor.
  package var inputs: [Int64]
  /// By item, then the producer's processor, then the reader's.
  package var delays: [Int64]
  /// Where the edges of each operator begin, and after the last of them.
  package var firstEdge: [Int]
  /// Who reads from whom, reader by reader.
  package var edges: [Edge]
  /// The operators that read something of each operator, as bits.
  package var readers: [UInt64]
  /// The operators from which each operator reads, as bits.
  package var sources: [UInt64]
  /// The first processor of the same pool with the same durations.
  package var twins: [Int]

  /// The most operators for which a set fits in a word.
  static let mostOperators = 64

  /// Times are short enough for their sums to be weighted.
  private static let longest: UInt64 = 1 << 44

  /// The problem in numbers; nil where it has too many operators or processors, or too long times.
  package init?(_ problem: SchedulingProblem, _ bounds: PathBounds) {
    let (count, width) = (problem.durations.count, problem.pools.count)
    let times = problem.durations.values.flatMap { $0 } + problem.delays.flatMap { $0 }
    guard count <= Self.mostOperators, width <= 16,
      times.allSatisfy({ ($0?.amount ?? 0) < Self.longest })
    else { return nil }
    operatorCount = count
    processorCount = width
    durations = problem.durations.values.flatMap { $0.map(Self.number) }
    tails = bounds.tails.values.flatMap { $0.map(Self.number) }
    let pools = problem.pools.values
    delays = problem.items.indices.flatMap { item in
      pools.flatMap { source in
        pools.map { Self.number(problem.delay(of: item, from: source, to: $0)) }
      }
    }
    var edges: [Edge] = []
    var firstEdge = [0]
    var inputs: [Int64] = []
    var readers = [UInt64](repeating: 0, count: count)
    var sources = readers
    for node in problem.durations.indices {
      for item in problem.reads[node] {
        guard let producer = problem.items[item].producer?.value else { continue }
        edges.append(Edge(producer: producer, item: item))
        readers[producer] |= 1 << UInt64(node.value)
        sources[node.value] |= 1 << UInt64(producer)
      }
      firstEdge.append(edges.count)
      for pool in pools {
        let times = problem.reads[node].filter { problem.items[$0].producer == nil }
          .map { Self.number(problem.delay(of: $0, from: problem.hostPool, to: pool)) }
        inputs.append(times.contains(-1) ? -1 : times.max() ?? 0)
      }
    }
    self.edges = edges
    self.firstEdge = firstEdge
    self.inputs = inputs
    self.readers = readers
    self.sources = sources
    twins = (0..<width)
      .map { processor in
        (0..<processor)
          .first { other in
            pools[other] == pools[processor]
              && problem.durations.values.allSatisfy { $0[other] == $0[processor] }
          } ?? processor
      }
  }

  private static func number(_ time: Nanoseconds?) -> Int64 {
    time.map { Int64(clamping: $0.amount) } ?? -1
  }
}
