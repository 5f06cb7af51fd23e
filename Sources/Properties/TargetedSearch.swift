import Randomness

/// The cases of the greatest scores, best first; of equal scores, the earliest.
struct ScoredPool {
  private(set) var runs: [CaseRun] = []
  /// Grows whenever the greatest score does.
  private(set) var version = 0

  private static let countMax = 8

  var best: CaseRun? { runs.first }

  /// Takes a case if it is good enough and not there already, and returns whether it did.
  mutating func offer(_ run: CaseRun) -> Bool {
    guard let score = run.score else { return false }
    let place = runs.firstIndex { ($0.score ?? .min) < score } ?? runs.count
    guard place < Self.countMax, !runs.contains(where: { $0.sequence == run.sequence }) else {
      return false
    }
    if place == 0 { version += 1 }
    runs.insert(run, at: place)
    if runs.count > Self.countMax { runs.removeLast() }
    return true
  }
}

/// Climbs from the best cases by changing their choices.
///
/// Löscher and Sagonas, "Targeted Property-Based Testing", ISSTA 2017,
/// doi:10.1145/3092703.3092711, climb on values with neighbourhoods written by hand; here the
/// neighbours are those of the choice sequence, and so come with the generator.
/// A step of one integer that helped is doubled.
struct TargetedSearch {
  private struct Climb {
    let position: Int
    let step: Int
  }

  private var stream: RandomStream
  private var proposed: Climb?
  private var continued: Climb?

  init(seed: Seed) {
    stream = RandomStream(seed)
  }

  /// Returns the next case to run; nil when no case has a score.
  mutating func nextSource(from pool: ScoredPool) -> ChoiceSource? {
    guard let best = pool.best else { return nil }
    proposed = nil
    if let climb = continued, let source = stepped(best, by: climb) {
      continued = nil
      return source
    }
    continued = nil
    let depth = pool.runs.count
    let parent =
      stream.happens(.even) ? best : pool.runs[Int(stream.below(UInt64(depth)))]
    guard !parent.sequence.choices.isEmpty else { return .random(freshSeed()) }
    switch stream.below(8) {
    case 0..<5: return nudged(parent)
    case 5: return redrawn(parent)
    case 6: return crossed(parent, with: pool.runs[Int(stream.below(UInt64(depth)))])
    default: return regrown(parent)
    }
  }

  /// Tells whether the greatest score grew by the last case.
  mutating func learn(isImproved: Bool) {
    guard isImproved, let climb = proposed else { return }
    let (doubled, overflow) = climb.step.multipliedReportingOverflow(by: 2)
    continued = Climb(position: climb.position, step: overflow ? climb.step : doubled)
  }

  /// Moves one integer by a random power of two, or redraws another choice.
  private mutating func nudged(_ parent: CaseRun) -> ChoiceSource {
    let choices = parent.sequence.choices
    let position = Int(stream.below(UInt64(choices.count)))
    guard case .integer(let domain) = choices[position].domain, domain.rankMax > 0 else {
      return redrawn(parent, at: position)
    }
    let digits = UInt64(UInt64.bitWidth - domain.rankMax.leadingZeroBitCount)
    let size = Int(truncatingIfNeeded: UInt64(1) << min(stream.below(digits), 62))
    let climb = Climb(position: position, step: stream.happens(.even) ? size : -size)
    return stepped(parent, by: climb) ?? redrawn(parent, at: position)
  }

  private mutating func stepped(_ parent: CaseRun, by climb: Climb) -> ChoiceSource? {
    let choices = parent.sequence.choices
    guard climb.position < choices.count,
      case .integer(let domain) = choices[climb.position].domain,
      case .integer(let value) = choices[climb.position].value
    else { return nil }
    let (moved, overflow) = value.addingReportingOverflow(climb.step)
    let target = overflow ? (climb.step > 0 ? domain.high : domain.low) : domain.clamped(moved)
    guard target != value else { return nil }
    proposed = climb
    var values = parent.sequence.values
    values[climb.position] = .integer(target)
    return .replay(values, then: freshSeed())
  }

  private mutating func redrawn(_ parent: CaseRun) -> ChoiceSource {
    redrawn(parent, at: Int(stream.below(UInt64(parent.sequence.choices.count))))
  }

  private mutating func redrawn(_ parent: CaseRun, at position: Int) -> ChoiceSource {
    var values = parent.sequence.values
    let domain = parent.sequence.choices[position].domain
    let rank =
      domain.rankMax == .max ? stream.next() : stream.below(domain.rankMax + 1)
    values[position] = domain.value(at: rank)
    return .replay(values, then: freshSeed())
  }

  /// Replaces a group by one of the same kind from another case.
  private mutating func crossed(_ parent: CaseRun, with other: CaseRun) -> ChoiceSource {
    let spans = parent.sequence.spans
    guard !spans.isEmpty else { return redrawn(parent) }
    let target = spans[Int(stream.below(UInt64(spans.count)))]
    let donors = other.sequence.spans.filter { $0.label == target.label }
    guard !donors.isEmpty else { return redrawn(parent) }
    let donor = donors[Int(stream.below(UInt64(donors.count)))]
    var values = parent.sequence.values
    values.replaceSubrange(target.choices, with: other.sequence.values[donor.choices])
    return .replay(values, then: freshSeed())
  }

  /// Keeps a random beginning and makes the rest anew.
  private mutating func regrown(_ parent: CaseRun) -> ChoiceSource {
    let kept = Int(stream.below(UInt64(parent.sequence.choices.count)))
    return .replay(Array(parent.sequence.values[..<kept]), then: freshSeed())
  }

  private mutating func freshSeed() -> Seed {
    Seed(stream.next())
  }
}
