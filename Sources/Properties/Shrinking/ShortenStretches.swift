/// Takes shorter stretches in place of long ones, the shortest first, at places all over.
///
/// Lowering one choice at a time would try the first things only, and a longer stretch only where
/// a shorter one further on has failed.
enum ShortenStretches: ShrinkPass {
  /// Stretches up to this length are tried at many places, longer ones at a few.
  private static let shortMax = 3
  private static let manyPlaces = 24
  private static let fewPlaces = 4

  static func simplify(_ shrinker: inout Shrinker) {
    var position = 0
    while position < shrinker.spans.count, !shrinker.isSpent {
      if let stretch = DrawnStretch(shrinker.spans[position], in: shrinker.choices) {
        shorten(stretch, of: &shrinker)
      }
      position += 1
    }
  }

  private static func shorten(_ stretch: DrawnStretch, of shrinker: inout Shrinker) {
    var length = 1
    while length < stretch.length, !shrinker.isSpent {
      let last = stretch.count - length
      let places = length <= shortMax ? manyPlaces : fewPlaces
      let step = max(last / (places - 1), 1)
      for start in stride(from: 0, through: last, by: step) {
        let candidate = stretch.values(start: start, length: length, in: shrinker.best)
        if shrinker.consider(candidate) { return }
      }
      length = length < shortMax ? length + 1 : length * 2
    }
  }
}

/// The choices of a stretch that was drawn.
private struct DrawnStretch {
  /// How many things there are.
  let count: Int
  /// How many of them the stretch has.
  let length: Int
  private let first: Int

  init?(_ span: Span, in choices: [Choice]) {
    guard span.label == .stretch, span.choices.count == 3,
      case .boolean(let isWhole) = choices[span.start].value,
      case .integer(let length) = choices[span.start + 1].value,
      case .integer(let domain) = choices[span.start + 2].domain
    else { return nil }
    first = span.start
    count = domain.high + length
    self.length = isWhole ? count : length
  }

  /// The values of a case with another stretch.
  func values(start: Int, length: Int, in run: CaseRun) -> [ChoiceValue] {
    var values = run.sequence.values
    values[first] = .boolean(false)
    values[first + 1] = .integer(length)
    values[first + 2] = .integer(start)
    return values
  }
}
