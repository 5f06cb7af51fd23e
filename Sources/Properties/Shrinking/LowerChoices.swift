/// Simplifies one answer at a time by binary search.
///
/// For a rank n it always tries 0, and at the end n−1 and n−2 of the rank arrived at, so that a
/// condition on parity does not stop it. An integer keeps its side of the simplest value during
/// the search, after its mirror image on the simpler side was tried.
enum LowerChoices: ShrinkPass {
  static func simplify(_ shrinker: inout Shrinker) {
    var position = 0
    while position < shrinker.choices.count, !shrinker.isSpent {
      let choice = shrinker.choices[position]
      if !choice.isSimplest { lower(choice, at: position, of: &shrinker) }
      position += 1
    }
  }

  private static func lower(_ choice: Choice, at position: Int, of shrinker: inout Shrinker) {
    if shrinker.consider(choice.domain.simplest, at: position) { return }
    switch choice.domain {
    case .integer(let domain):
      lowerInteger(choice, in: domain, at: position, of: &shrinker)
    case .index:
      _ = greatestAccepted(upTo: choice.rank - 1) { step in
        shrinker.consider(choice.domain.value(at: choice.rank - step), at: position)
      }
    case .boolean, .fixedBoolean:
      return
    }
    for _ in 0..<3 {
      guard position < shrinker.choices.count else { return }
      let current = shrinker.choices[position]
      for step in [1, 2] as [UInt64] where current.rank > step {
        let value = current.domain.value(at: current.rank - step)
        if shrinker.consider(value, at: position) { break }
      }
    }
  }

  private static func lowerInteger(
    _ choice: Choice,
    in domain: IntegerDomain,
    at position: Int,
    of shrinker: inout Shrinker
  ) {
    guard case .integer(var value) = choice.value else { return }
    if value < domain.simplest {
      let (mirrored, overflow) = domain.simplest.subtractingReportingOverflow(
        value &- domain.simplest
      )
      if !overflow, mirrored <= domain.high, shrinker.consider(.integer(mirrored), at: position) {
        value = mirrored
      }
    }
    let isAbove = value > domain.simplest
    let distance = isAbove ? value &- domain.simplest : domain.simplest &- value
    _ = greatestAccepted(upTo: UInt64(bitPattern: Int64(distance)) - 1) { step in
      let shift = Int(truncatingIfNeeded: step)
      return shrinker.consider(.integer(isAbove ? value &- shift : value &+ shift), at: position)
    }
  }
}
