import Properties
import Randomness

/// Changes of a choice sequence: the neighbours of a find.
enum Mutation {
  /// A source that gives a find's choices with a few of them drawn again, or with another end.
  static func source(near parent: CaseRun, seed: Seed) -> ChoiceSource {
    var stream = RandomStream(seed)
    let choices = parent.sequence.choices
    guard !choices.isEmpty else { return .random(seed.child(0)) }
    var values = parent.sequence.values
    if stream.happens(Odds(1, in: 8)) {
      values.removeLast(Int(stream.below(UInt64(values.count))))
    } else {
      for _ in 0...stream.below(3) {
        let position = Int(stream.below(UInt64(choices.count)))
        values[position] = redrawn(choices[position], &stream)
      }
    }
    return .replay(values, then: seed.child(1))
  }

  private static func redrawn(_ choice: Choice, _ stream: inout RandomStream) -> ChoiceValue {
    let rankMax = choice.domain.rankMax
    guard rankMax > 0 else { return choice.value }
    let rank = rankMax == .max ? stream.next() : stream.below(rankMax + 1)
    return choice.domain.value(at: rank)
  }
}
