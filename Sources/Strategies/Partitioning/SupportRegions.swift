import Graphs
import Quantities

/// TFLite's partitioning into regions that one delegate accepts and regions that it refuses.
///
/// Operators are taken in rounds that alternate between accepted and refused ones, each round
/// everything whose inputs are ready; the accepted operators of a round are one region.
struct SupportRegions: Sendable {
  /// The round of each operator.
  private let rounds: [Int]
  private let isAccepted: [Bool]

  /// Finds the regions of a graph from what is accepted, by operator.
  init(_ isAccepted: [Bool], in graph: Graph) {
    var rounds = [Int](repeating: 0, count: isAccepted.count)
    for node in graph.operators.indices {
      let own = isAccepted[node.value]
      var least = own ? 0 : 1
      for before in graph.predecessors(of: node) {
        let earlier = rounds[before.value]
        least = max(least, isAccepted[before.value] == own ? earlier : earlier + 1)
      }
      rounds[node.value] = least
    }
    self.rounds = rounds
    self.isAccepted = isAccepted
  }

  /// The operators of one model that lie in its largest accepted regions, at most so many, each
  /// with at least so many operators; in graph order.
  func accepted(most: Int, smallest: Int, among model: [Index<Operator>]) -> [Index<Operator>] {
    var sizes: [Int: Int] = [:]
    for node in model where isAccepted[node.value] { sizes[rounds[node.value], default: 0] += 1 }
    let kept = sizes.filter { $0.value >= smallest }
      .sorted { ($1.value, $0.key) < ($0.value, $1.key) }.prefix(most).map(\.key)
    return model.filter { isAccepted[$0.value] && kept.contains(rounds[$0.value]) }
  }
}
