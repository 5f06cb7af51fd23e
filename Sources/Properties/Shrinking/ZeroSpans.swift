/// Gives every choice of a group its simplest answer at once, outer groups first.
enum ZeroSpans: ShrinkPass {
  static func simplify(_ shrinker: inout Shrinker) {
    var position = 0
    while position < shrinker.spans.count, !shrinker.isSpent {
      let positions = shrinker.spans[position].choices
      let choices = shrinker.choices
      if choices[positions].contains(where: { !$0.isSimplest }) {
        var candidate = choices.map(\.value)
        for index in positions {
          candidate[index] = choices[index].domain.simplest
        }
        _ = shrinker.consider(candidate)
      }
      position += 1
    }
  }
}
