/// Removes a group of choices, and then more and more of its neighbours of the same kind.
enum DeleteSpans: ShrinkPass {
  static func simplify(_ shrinker: inout Shrinker) {
    var position = shrinker.spans.count - 1
    while position >= 0, !shrinker.isSpent {
      position = min(position, shrinker.spans.count - 1)
      guard position >= 0 else { return }
      let span = shrinker.spans[position]
      if !span.choices.isEmpty, shrinker.considerDeleting(span.choices) {
        deleteNeighbours(before: position, label: span.label, of: &shrinker)
      }
      position -= 1
    }
  }

  private static func deleteNeighbours(
    before position: Int,
    label: SpanLabel,
    of shrinker: inout Shrinker
  ) {
    var count = 2
    while !shrinker.isSpent {
      let end = min(position, shrinker.spans.count)
      let block = siblings(before: end, label: label, count: count, in: shrinker.spans)
      guard let first = block.last, let last = block.first else { return }
      if shrinker.considerDeleting(first.start..<last.end) {
        count *= 2
      } else if count == 1 {
        return
      } else {
        count = 1
      }
    }
  }

  /// Returns up to `count` spans that precede a position and share kind and parent, last first.
  private static func siblings(
    before position: Int,
    label: SpanLabel,
    count: Int,
    in spans: [Span]
  ) -> [Span] {
    var block: [Span] = []
    for span in spans[..<position].reversed() where block.count < count {
      let isSibling = block.last.map { $0.parent == span.parent && $0.start == span.end } ?? true
      if span.label == label, isSibling { block.append(span) }
    }
    return block
  }
}
