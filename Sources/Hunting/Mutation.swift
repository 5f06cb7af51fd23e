import Properties
import Randomness

/// Changes of choice sequences: the neighbours of a find.
enum Mutation {
  /// A source that gives a find's choices with a few of them drawn again or moved a little, with
  /// another end, or with a group of the same kind from another find: a crossover of their graphs,
  /// of their phones, or of parts of them.
  static func source(near parent: CaseRun, _ other: CaseRun, seed: Seed) -> ChoiceSource {
    var stream = RandomStream(seed)
    let choices = parent.sequence.choices
    guard !choices.isEmpty else { return .random(seed.child(0)) }
    var values = parent.sequence.values
    switch stream.below(8) {
    case 0: values.removeLast(Int(stream.below(UInt64(values.count))))
    case 1, 2: cross(&values, of: parent, with: other, &stream)
    default:
      for _ in 0...stream.below(3) {
        let position = Int(stream.below(UInt64(choices.count)))
        values[position] = redrawn(choices[position], &stream)
      }
    }
    return .replay(values, then: seed.child(1))
  }

  /// Replaces a group of choices by one of the same kind from another find.
  private static func cross(
    _ values: inout [ChoiceValue],
    of parent: CaseRun,
    with other: CaseRun,
    _ stream: inout RandomStream
  ) {
    let spans = parent.sequence.spans
    guard !spans.isEmpty else { return }
    let target = spans[Int(stream.below(UInt64(spans.count)))]
    let donors = other.sequence.spans.filter { $0.label == target.label }
    guard !donors.isEmpty else { return }
    let donor = donors[Int(stream.below(UInt64(donors.count)))]
    values.replaceSubrange(target.choices, with: other.sequence.values[donor.choices])
  }

  /// Another answer: half of the integers move by a random power of two, all else is drawn anew.
  private static func redrawn(_ choice: Choice, _ stream: inout RandomStream) -> ChoiceValue {
    let rankMax = choice.domain.rankMax
    guard rankMax > 0 else { return choice.value }
    if case .integer(let domain) = choice.domain, case .integer(let value) = choice.value,
      stream.happens(.even)
    {
      let digits = UInt64(UInt64.bitWidth - rankMax.leadingZeroBitCount)
      let size = Int(truncatingIfNeeded: UInt64(1) << min(stream.below(digits), 62))
      let (moved, overflow) = value.addingReportingOverflow(stream.happens(.even) ? size : -size)
      if !overflow { return .integer(domain.clamped(moved)) }
    }
    let rank = rankMax == .max ? stream.next() : stream.below(rankMax + 1)
    return choice.domain.value(at: rank)
  }
}
