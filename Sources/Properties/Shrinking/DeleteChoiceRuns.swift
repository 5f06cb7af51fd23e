/// Removes consecutive choices regardless of groups: halves first, single choices last.
///
/// The halving of Zeller and Hildebrandt, "Simplifying and Isolating Failure-Inducing Input",
/// IEEE TSE 28(2), 2002, doi:10.1109/32.988498; short runs are tried at every length and place,
/// because the end of one list and the start of the next are such a run.
enum DeleteChoiceRuns: ShrinkPass {
  private static let shortMax = 4

  static func simplify(_ shrinker: inout Shrinker) {
    var size = shrinker.choices.count / 2
    while size > 0 {
      delete(runsOf: size, step: size > shortMax ? size / 2 : 1, from: &shrinker)
      size = size > 2 * shortMax ? size / 2 : min(size - 1, shortMax)
    }
  }

  private static func delete(runsOf size: Int, step: Int, from shrinker: inout Shrinker) {
    var end = shrinker.choices.count
    while end >= size, !shrinker.isSpent {
      if shrinker.considerDeleting((end - size)..<end) {
        end = min(end - size, shrinker.choices.count)
      } else {
        end -= step
      }
    }
  }
}
