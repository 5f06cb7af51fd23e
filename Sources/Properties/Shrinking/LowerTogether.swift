/// Lowers integers by the same amount: all that are equal, and pairs, keeping their difference.
enum LowerTogether: ShrinkPass {
  static func simplify(_ shrinker: inout Shrinker) {
    var position = 0
    while position < shrinker.choices.count, !shrinker.isSpent {
      if let first = LowerableInteger(position, in: shrinker.choices) {
        lower(equals(of: first, in: shrinker.choices), of: &shrinker)
        for partner in IntegerPairs.partners(of: position, in: shrinker.choices) {
          let pair = [position, partner]
            .compactMap {
              LowerableInteger($0, in: shrinker.choices)
            }
          lower(pair, of: &shrinker)
        }
      }
      position += 1
    }
  }

  private static func equals(
    of first: LowerableInteger,
    in choices: [Choice]
  ) -> [LowerableInteger] {
    choices.indices.dropFirst(first.position)
      .compactMap { LowerableInteger($0, in: choices) }
      .filter { $0.value == first.value }
  }

  private static func lower(_ integers: [LowerableInteger], of shrinker: inout Shrinker) {
    guard integers.count > 1, let least = integers.map(\.distance).min() else { return }
    let values = shrinker.best.sequence.values
    _ = greatestAccepted(upTo: least) { step in
      var candidate = values
      for integer in integers {
        candidate[integer.position] = .integer(integer.lowered(by: step))
      }
      return shrinker.consider(candidate)
    }
  }
}
