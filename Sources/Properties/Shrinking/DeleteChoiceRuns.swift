/// Removes consecutive choices regardless of groups: halves first, single choices last.
///
/// The halving of Zeller and Hildebrandt, "Simplifying and Isolating Failure-Inducing Input",
/// IEEE TSE 28(2), 2002, doi:10.1109/32.988498.
enum DeleteChoiceRuns: ShrinkPass {
  static func simplify(_ shrinker: inout Shrinker) {
    var size = shrinker.choices.count / 2
    while size > 0 {
      var end = shrinker.choices.count
      while end >= size, !shrinker.isSpent {
        if shrinker.considerDeleting((end - size)..<end) {
          end = min(end - size, shrinker.choices.count)
        } else {
          end -= max(size / 2, 1)
        }
      }
      size /= 2
    }
  }
}
