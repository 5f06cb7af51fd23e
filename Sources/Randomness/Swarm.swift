/// Weights for one run in which a random subset of the features is switched off.
///
/// One fixed mixture of features hides the defects that need a feature to be absent or
/// overwhelming: Groce, Zhang, Eide, Chen and Regehr, "Swarm Testing", ISSTA 2012,
/// doi:10.1145/2338965.2336763.
package struct Swarm: Hashable, Sendable {
  /// The weight of each feature, zero for one that is off; at least one is positive.
  package let weights: [UInt32]

  /// The largest weight of a feature.
  package static let weightMax: UInt32 = 100

  /// Draws the weights of a positive number of features.
  ///
  /// Each feature is off with odds one half, else has a weight from 1 to ``weightMax``; where all
  /// would be off, one of them is on.
  package init(featureCount: Int, from stream: inout RandomStream) {
    precondition(featureCount > 0, "a swarm needs a feature")
    var weights: [UInt32] = []
    weights.reserveCapacity(featureCount)
    for _ in 0..<featureCount {
      let isOn = stream.happens(.even)
      weights.append(isOn ? UInt32(stream.below(UInt64(Self.weightMax))) + 1 : 0)
    }
    if weights.allSatisfy({ $0 == 0 }) {
      weights[stream.integer(in: 0...(featureCount - 1))] = 1
    }
    self.weights = weights
  }
}
