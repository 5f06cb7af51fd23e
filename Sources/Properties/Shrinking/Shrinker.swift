/// Looks for the simplest choice sequence that still fails in the way that matters.
///
/// Passes are repeated until a round of all of them changes nothing. ``consider(_:)`` is their only
/// door to the property, so that the cache, the budget and the order are kept in one place.
/// MacIver and Donaldson, ECOOP 2020, doi:10.4230/LIPIcs.ECOOP.2020.13, describe the method.
package struct Shrinker: Sendable {
  /// The simplest case found so far.
  package private(set) var best: CaseRun
  /// The cases run so far.
  package private(set) var caseCount = 0

  private let property: Property
  private let limits: RunLimits
  private let isInteresting: @Sendable (Failure) -> Bool
  private let bounded: String?
  private var tried: Set<[ChoiceValue]> = []
  private var spare = ChoiceSequence()

  /// Makes a shrinker of a failing case; the predicate says which failures may stand for it.
  ///
  /// Where a measurement is named, no case is taken in which it is greater than before: a case of
  /// fewer choices may be one of more parts.
  package init(
    _ found: CaseRun,
    of property: Property,
    limits: RunLimits,
    bounding measurement: String? = nil,
    isInteresting: @escaping @Sendable (Failure) -> Bool
  ) {
    best = found
    self.property = property
    self.limits = limits
    self.isInteresting = isInteresting
    bounded = measurement
    tried.insert(found.sequence.values)
  }

  /// Simplifies the case until nothing helps or the budget is spent.
  package mutating func run() -> ShrinkOutcome {
    while true {
      let before = best.sequence
      for pass in ShrinkPasses.all {
        pass.simplify(&self)
        if isSpent { return .budgetSpent(cases: caseCount) }
      }
      if best.sequence == before { return .minimal(cases: caseCount) }
    }
  }

  /// Whether the budget allows no further case.
  var isSpent: Bool { caseCount >= limits.shrinkCases }

  var choices: [Choice] { best.sequence.choices }
  var spans: [Span] { best.sequence.spans }

  /// Runs a candidate, makes it the best if it is simpler and interesting, and returns whether.
  mutating func consider(_ candidate: [ChoiceValue]) -> Bool {
    guard !isSpent, tried.insert(candidate).inserted else { return false }
    caseCount += 1
    var recycled = ChoiceSequence()
    swap(&recycled, &spare)
    let run = property.run(
      from: .replay(candidate),
      choiceCountMax: min(limits.choicesPerCase, choices.count),
      wanted: { [tried, best, bounded] test in
        let values = test.sequence.values
        return (values == candidate || !tried.contains(values))
          && Self.isSmaller(test.sequence, test.measurements, than: best, bounding: bounded)
      },
      recycling: recycled
    )
    tried.insert(run.sequence.values)
    guard let failure = run.outcome.failure, isInteresting(failure),
      Self.isSmaller(run.sequence, run.measurements, than: best, bounding: bounded)
    else {
      spare = run.sequence
      return false
    }
    best = run
    return true
  }

  /// Whether choices are simpler than a case's, and what is bounded no greater.
  private static func isSmaller(
    _ sequence: ChoiceSequence,
    _ measurements: [Measurement],
    than best: CaseRun,
    bounding bounded: String?
  ) -> Bool {
    guard ShortlexOrder.isSimpler(sequence.choices, than: best.sequence.choices) else {
      return false
    }
    guard let bounded, let bound = best.measurement(bounded),
      let number = measurements.first(where: { $0.name == bounded })?.number
    else { return true }
    return number <= bound
  }

  /// Considers the best case with one answer replaced.
  mutating func consider(_ value: ChoiceValue, at position: Int) -> Bool {
    var candidate = best.sequence.values
    candidate[position] = value
    return consider(candidate)
  }

  /// Considers the best case without some of its choices.
  mutating func considerDeleting(_ positions: Range<Int>) -> Bool {
    var candidate = best.sequence.values
    candidate.removeSubrange(positions)
    return consider(candidate)
  }
}

/// Returns the greatest step that is accepted, if acceptance is monotone; every step is tried from
/// the best case at the start of the search.
///
/// It tries the greatest first, then halves the interval between what is known to work and what is
/// known not to. An accepted step is in force when this returns.
func greatestAccepted(
  upTo stepMax: UInt64,
  _ isAccepted: (UInt64) -> Bool
) -> UInt64 {
  if stepMax == 0 { return 0 }
  if isAccepted(stepMax) { return stepMax }
  var accepted: UInt64 = 0
  var refused = stepMax
  while refused - accepted > 1 {
    let middle = accepted + (refused - accepted) / 2
    if isAccepted(middle) { accepted = middle } else { refused = middle }
  }
  return accepted
}
