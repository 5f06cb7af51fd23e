package import Randomness

extension TestCase {
  /// Draws the positions of consecutive things out of many, of which there must be one.
  ///
  /// All of them with the given odds, else a stretch whose length is spread evenly over its orders
  /// of magnitude; the first thing by itself is simplest. It is three choices in any case, so that
  /// shrinking goes from all things to a few of them without a choice more.
  ///
  /// - Parameters:
  ///   - count: How many things there are.
  ///   - longest: How long a stretch may be that is not all of them.
  ///   - odds: How likely all of them are.
  /// - Returns: The positions.
  /// - Throws: ``Discard`` when the case has become too large.
  package mutating func stretch(
    of count: Int,
    longest: Int = .max,
    all odds: Odds = .never
  ) throws -> Range<Int> {
    precondition(count > 0, "there is no stretch of nothing")
    return try group(.stretch) { test in
      let isWhole = try test.boolean(odds)
      let length = try test.integer(
        in: 1...min(count, longest),
        towards: 1,
        spread: .magnitudes
      )
      let start = try test.integer(in: 0...(count - length), towards: 0)
      return isWhole ? 0..<count : start..<(start + length)
    }
  }
}
