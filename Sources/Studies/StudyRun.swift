package import Checking
package import Quantities

/// What a study keeps of one simulated run.
package struct StudyRun: Hashable, Sendable {
  package var latency: Nanoseconds
  /// The latency of the best single processor, for the network that the plan runs.
  package var best: Nanoseconds
  /// That processor.
  package var bestProcessor: String
  /// Whether the strategy has changed the network, so that it does other work than the others.
  package var changesNetwork: Bool
  /// The operators of the network.
  package var operators: Int
  /// The operators that several processors compute in parts.
  package var divided: Int
  /// The operators that run on a CPU because every accelerator that the plan uses refuses them.
  package var refused: Int
  /// The processors that the plan uses.
  package var processors: Int
  /// The sum of the peaks of all pools.
  package var peak: Bytes
  package var energy: Nanojoules
  /// The peak and the energy of the best single processor.
  package var bestPeak: Bytes
  package var bestEnergy: Nanojoules
  /// The frames of a user interface that were due, and those that came too late; none without one.
  package var frames: Int
  package var droppedFrames: Int
  /// What the strategy itself predicted, where it predicts.
  package var predicted: Nanoseconds?
  /// What the plan spends more time on than the single processor, where it is slower.
  package var cause: LossSplit.Cause?

  /// Makes a run.
  package init(
    latency: Nanoseconds,
    best: Nanoseconds,
    bestProcessor: String,
    changesNetwork: Bool,
    operators: Int,
    divided: Int,
    refused: Int,
    processors: Int,
    peak: Bytes,
    energy: Nanojoules,
    bestPeak: Bytes,
    bestEnergy: Nanojoules,
    frames: Int,
    droppedFrames: Int,
    predicted: Nanoseconds? = nil,
    cause: LossSplit.Cause? = nil
  ) {
    self.latency = latency
    self.best = best
    self.bestProcessor = bestProcessor
    self.changesNetwork = changesNetwork
    self.operators = operators
    self.divided = divided
    self.refused = refused
    self.processors = processors
    self.peak = peak
    self.energy = energy
    self.bestPeak = bestPeak
    self.bestEnergy = bestEnergy
    self.frames = frames
    self.droppedFrames = droppedFrames
    self.predicted = predicted
    self.cause = cause
  }

  /// How many times faster than the best single processor, in thousandths, rounded down.
  package var speedup: UInt64 { Ratio.thousandths(best.amount, over: latency.amount) }

  /// Whether the plan takes longer than the best single processor.
  package var loses: Bool { latency > best }

  /// Whether the plan is done sooner than the best single processor.
  package var wins: Bool { latency < best }
}
