/// Puts neighbouring groups of one kind in order of simplicity.
enum ReorderSpans: ShrinkPass {
  static func simplify(_ shrinker: inout Shrinker) {
    var position = 0
    while position < shrinker.spans.count, !shrinker.isSpent {
      if isFirstOfRow(position, in: shrinker.spans) {
        sortRow(from: position, of: &shrinker)
      }
      position += 1
    }
  }

  /// Tries the whole row in order at once, and where that fails, each pair of neighbours.
  private static func sortRow(from position: Int, of shrinker: inout Shrinker) {
    let row = row(from: position, in: shrinker.spans)
    guard row.count > 1 else { return }
    let choices = shrinker.choices
    let sorted = row.enumerated()
      .sorted { left, right in
        let (mine, theirs) = (choices[left.element.choices], choices[right.element.choices])
        if ShortlexOrder.isSimpler(mine, than: theirs) { return true }
        return !ShortlexOrder.isSimpler(theirs, than: mine) && left.offset < right.offset
      }
      .map(\.element)
    if sorted == row || consider(sorted, inPlaceOf: row, of: &shrinker) { return }
    var place = 1
    while place < row.count, !shrinker.isSpent {
      let current = Self.row(from: position, in: shrinker.spans)
      guard place < current.count else { return }
      let pair = [current[place - 1], current[place]]
      let isSwapped = consider([pair[1], pair[0]], inPlaceOf: pair, of: &shrinker)
      place = isSwapped && place > 1 ? place - 1 : place + 1
    }
  }

  private static func consider(
    _ order: [Span],
    inPlaceOf row: [Span],
    of shrinker: inout Shrinker
  ) -> Bool {
    guard let first = row.first, let last = row.last else { return false }
    let values = shrinker.best.sequence.values
    let reordered = order.flatMap { values[$0.choices] }
    return shrinker.consider(
      Array(values[..<first.start]) + reordered + Array(values[last.end...])
    )
  }

  private static func isFirstOfRow(_ position: Int, in spans: [Span]) -> Bool {
    let span = spans[position]
    return !span.choices.isEmpty
      && !spans[..<position].contains { isNext(span, to: $0) }
  }

  /// Returns the groups of one kind and parent that follow each other without a gap.
  private static func row(from position: Int, in spans: [Span]) -> [Span] {
    guard position < spans.count else { return [] }
    var row = [spans[position]]
    for span in spans[(position + 1)...] {
      if let last = row.last, isNext(span, to: last) { row.append(span) }
    }
    return row
  }

  private static func isNext(_ span: Span, to last: Span) -> Bool {
    span.label == last.label && span.parent == last.parent && span.start == last.end
      && !span.choices.isEmpty && !last.choices.isEmpty
  }
}
