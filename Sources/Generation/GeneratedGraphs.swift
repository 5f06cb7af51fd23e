package import Graphs
import Properties
package import Randomness

/// The graphs of a seed: an endless sequence, of one family after the other.
///
/// The graph of a number depends on the seed, the families and the number alone.
package struct GeneratedGraphs: Sequence, IteratorProtocol, Sendable {
  private let families: [GraphFamily]
  private let seed: Seed
  private let size: GraphSize
  private var number: UInt64 = 0
  private var recycled = ChoiceSequence()

  /// Starts the sequence of a seed; of all families where none is named.
  package init(families: [GraphFamily] = [], seed: Seed, size: GraphSize = .geometric) {
    self.families = families.isEmpty ? GraphFamily.allCases : families
    self.seed = seed
    self.size = size
  }

  package mutating func next() -> Graph? {
    while true {
      let family = families[Int(number % UInt64(families.count))]
      let source = ChoiceSource.random(seed.child(number))
      number += 1
      let generator = Properties.Generator<Graph> { [size] test in
        try family.draw(from: &test, size: size)
      }
      if let graph = generator.sample(from: source, recycling: &recycled) { return graph }
    }
  }
}
