package import Graphs
import Quantities

/// The shape of many graphs: how large, how deep, how branched, and what they compute.
package struct GraphStatistics: Hashable, Sendable {
  /// The kinds of work that the operator mix tells apart.
  package enum Work: String, Hashable, Sendable, CaseIterable {
    case convolution
    case depthwise
    case products
    case pooling
    case elementwise
    case normalization
    case rearrangement
    case other
  }

  /// How many graphs there are.
  package private(set) var graphs = 0
  /// The number of operators of each graph, unordered.
  package private(set) var operatorCounts: [Int] = []
  /// The longest path of each graph in operators, in the same order.
  package private(set) var depths: [Int] = []
  /// Activations that some operator reads.
  package private(set) var readActivations = 0
  /// Activations that more than one operator reads.
  package private(set) var sharedActivations = 0
  /// Operators that read more than one activation or input.
  package private(set) var joins = 0
  /// The number of operators of each kind of work.
  package private(set) var mix = [Int](repeating: 0, count: Work.allCases.count)

  /// Starts with no graph.
  package init() {}

  /// Counts a graph.
  package mutating func add(_ graph: Graph) {
    graphs += 1
    operatorCounts.append(graph.operators.count)
    var depth = Table<Operator, Int>(repeating: 1, count: graph.operators.count)
    var deepest = 0
    for index in graph.operators.indices {
      let before = graph.predecessors(of: index).map { depth[$0] }.max() ?? 0
      depth[index] = before + 1
      deepest = max(deepest, before + 1)
      let read = Set(graph.operators[index].inputs.compactMap { $0 })
        .filter { graph.tensors[$0].role != .weight }
      if read.count > 1 { joins += 1 }
      mix[Self.work(of: index, in: graph).position] += 1
    }
    depths.append(deepest)
    for index in graph.tensors.indices where graph.tensors[index].role == .activation {
      let readers = graph.consumers[index].count
      if readers > 0 { readActivations += 1 }
      if readers > 1 { sharedActivations += 1 }
    }
  }

  /// The number of operators of all graphs.
  package var operators: Int { operatorCounts.reduce(0, +) }

  /// The share of operators of a kind of work, in thousandths.
  package func share(of work: Work) -> Int { Self.share(mix[work.position], of: operators) }

  /// The share of read activations that several operators read, in thousandths.
  package var sharedShare: Int { Self.share(sharedActivations, of: readActivations) }

  /// The share of operators that read several activations, in thousandths.
  package var joinShare: Int { Self.share(joins, of: operators) }

  /// Operators for each operator of the longest path, in thousandths: 1,000 is a chain.
  package var width: Int { Self.share(operators, of: depths.reduce(0, +)) }

  /// The number below which a share of values lies, given in percent; zero of no values.
  package static func percentile(_ percent: Int, of values: [Int]) -> Int {
    let sorted = values.sorted()
    return sorted.isEmpty ? 0 : sorted[min(sorted.count * percent / 100, sorted.count - 1)]
  }

  private static func share(_ part: Int, of whole: Int) -> Int {
    whole == 0 ? 0 : (2_000 * part + whole) / (2 * whole)
  }

  private static func work(of index: Index<Operator>, in graph: Graph) -> Work {
    switch graph.workClass(of: index) {
    case .convolution, .transposedConvolution: .convolution
    case .depthwiseConvolution: .depthwise
    case .matrixProduct: .products
    case .pooling, .reduction: .pooling
    case .elementwise: .elementwise
    case .normalization: .normalization
    case .rearrangement, .none?: .rearrangement
    case .recurrence, .gathering, .resampling, nil: .other
    }
  }
}

extension GraphStatistics.Work {
  fileprivate var position: Int { Self.allCases.firstIndex(of: self) ?? 0 }
}
