/// How much a run may do; everything is counted, nothing depends on a clock.
package struct RunLimits: Hashable, Sendable {
  /// Valid cases to generate.
  package var cases: Int
  /// Cases of the targeted search, when the property gives scores.
  package var targetCases: Int
  /// Choices beyond which a case is too large.
  package var choicesPerCase: Int
  /// Choices of generation and search together, after which the run stops.
  package var choicesPerRun: Int
  /// Cases that shrinking may run.
  package var shrinkCases: Int

  /// Makes limits.
  package init(
    cases: Int = 100,
    targetCases: Int = 1_000,
    choicesPerCase: Int = 8_192,
    choicesPerRun: Int = 100_000_000,
    shrinkCases: Int = 10_000
  ) {
    self.cases = cases
    self.targetCases = targetCases
    self.choicesPerCase = choicesPerCase
    self.choicesPerRun = choicesPerRun
    self.shrinkCases = shrinkCases
  }

  /// The limits of a test that is part of every build.
  package static let standard = RunLimits()
}
