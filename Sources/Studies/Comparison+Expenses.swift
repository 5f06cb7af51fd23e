import Quantities

/// What plans cost in memory and energy.
extension Comparison {
  /// What the plans of one strategy cost against the best single processor of each setting.
  package struct Expense: Hashable, Sendable {
    package let strategy: String
    /// The settings in which it had a plan.
    package let runs: Int
    /// The plan's peak of memory over the single processor's, in thousandths.
    package let memory: Spread
    /// The plan's energy over the single processor's, in thousandths.
    package let energy: Spread
    /// The runs that are faster than the single processor.
    package let faster: Int
    /// Those of them that take more energy than it.
    package let fasterForMore: Int

    /// The least, the middle and the greatest of some ratios, in thousandths.
    package struct Spread: Hashable, Sendable {
      package let least: UInt64
      package let median: UInt64
      package let greatest: UInt64

      /// Looks at the ratios; zero of none.
      init(_ ratios: [UInt64]) {
        least = ratios.min() ?? 0
        median = Ratio.median(ratios) ?? 0
        greatest = ratios.max() ?? 0
      }
    }

    /// Looks at the runs of a strategy.
    init(_ strategy: String, _ runs: [StudyRun]) {
      self.strategy = strategy
      self.runs = runs.count
      memory = Spread(runs.map { Ratio.thousandths($0.peak.amount, over: $0.bestPeak.amount) })
      energy = Spread(
        runs.map { Ratio.thousandths($0.energy.amount, over: $0.bestEnergy.amount) }
      )
      faster = runs.count { $0.wins }
      fasterForMore = runs.count { $0.wins && $0.energy > $0.bestEnergy }
    }
  }

  /// The expenses in the order of the strategies, without those that have no plan anywhere.
  package var expenses: [Expense] {
    let names = groups.first?.cells.map(\.strategy) ?? []
    return names.enumerated()
      .map { position, name in Expense(name, groups.compactMap { $0.cells[position].run }) }
      .filter { $0.runs > 0 }
  }
}
