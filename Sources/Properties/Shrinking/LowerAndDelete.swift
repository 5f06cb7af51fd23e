/// Lowers a number by one and removes a group or some choices after it in the same step.
///
/// This serves generators that ask for a count first and then for so many things.
enum LowerAndDelete: ShrinkPass {
  private static let runLengthMax = 4
  private static let runStartMax = 16

  static func simplify(_ shrinker: inout Shrinker) {
    var position = 0
    while position < shrinker.choices.count, !shrinker.isSpent {
      let choice = shrinker.choices[position]
      if !choice.isSimplest, lowered(choice) != nil {
        while position < shrinker.choices.count, simplifyOnce(at: position, of: &shrinker) {}
      }
      position += 1
    }
  }

  private static func simplifyOnce(at position: Int, of shrinker: inout Shrinker) -> Bool {
    let choice = shrinker.choices[position]
    guard !choice.isSimplest, let value = lowered(choice) else { return false }
    var candidate = shrinker.best.sequence.values
    candidate[position] = value
    for span in shrinker.spans where span.start > position && !span.choices.isEmpty {
      if consider(candidate, without: span.choices, of: &shrinker) { return true }
    }
    for length in 1...runLengthMax {
      var start = position + 1
      let end = min(candidate.count, position + 1 + runStartMax)
      while start + length <= end, !shrinker.isSpent {
        if consider(candidate, without: start..<(start + length), of: &shrinker) { return true }
        start += 1
      }
    }
    return false
  }

  private static func consider(
    _ candidate: [ChoiceValue],
    without positions: Range<Int>,
    of shrinker: inout Shrinker
  ) -> Bool {
    var shorter = candidate
    shorter.removeSubrange(positions)
    return shrinker.consider(shorter)
  }

  /// Returns the answer one step nearer to the simplest on the same side of it.
  private static func lowered(_ choice: Choice) -> ChoiceValue? {
    switch (choice.domain, choice.value) {
    case (.integer(let domain), .integer(let value)):
      .integer(value > domain.simplest ? value - 1 : value + 1)
    case (.index, .index(let value)): .index(value - 1)
    case (.boolean, _): .boolean(false)
    case (.integer, _), (.index, _), (.fixedBoolean, _): nil
    }
  }
}
