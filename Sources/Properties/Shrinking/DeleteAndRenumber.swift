/// Removes a group and lowers by one every number greater than the group's place in its row.
///
/// This serves generators whose groups refer to each other by number, as the nodes of a graph do:
/// without the lowering, no node but the last can be removed.
enum DeleteAndRenumber: ShrinkPass {
  static func simplify(_ shrinker: inout Shrinker) {
    var position = shrinker.spans.count - 1
    while position >= 0, !shrinker.isSpent {
      position = min(position, shrinker.spans.count - 1)
      guard position >= 0 else { return }
      delete(position, from: &shrinker)
      position -= 1
    }
  }

  private static func delete(_ position: Int, from shrinker: inout Shrinker) {
    let span = shrinker.spans[position]
    let place = shrinker.spans[..<position]
      .count { $0.label == span.label && $0.parent == span.parent }
    guard !span.choices.isEmpty else { return }
    var candidate: [ChoiceValue] = []
    for (index, choice) in shrinker.choices.enumerated() where !span.choices.contains(index) {
      candidate.append(renumbered(choice.value, without: place))
    }
    _ = shrinker.consider(candidate)
  }

  private static func renumbered(_ value: ChoiceValue, without place: Int) -> ChoiceValue {
    switch value {
    case .integer(let number) where number > place: .integer(number - 1)
    case .index(let number) where number > UInt32(place): .index(number - 1)
    case .integer, .index, .boolean: value
    }
  }
}
