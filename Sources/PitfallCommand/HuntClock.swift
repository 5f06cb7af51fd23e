/// The time that a hunt may take.
struct HuntClock: Sendable {
  private let searchEnd: ContinuousClock.Instant?
  private let end: ContinuousClock.Instant?

  /// Starts the clock; without a budget there is no end.
  init(budget: TimeSpan?) {
    let now = ContinuousClock.now
    let time = budget.map { Duration.nanoseconds(Int64(clamping: $0.nanoseconds)) }
    searchEnd = time.map { now + $0 * 3 / 4 }
    end = time.map { now + $0 }
  }

  /// Whether no further round may begin; a quarter of the time is left for making cases small.
  var isSearchOver: Bool { searchEnd.map { ContinuousClock.now >= $0 } ?? false }

  /// Whether everything must end.
  var isOver: Bool { end.map { ContinuousClock.now >= $0 } ?? false }
}
