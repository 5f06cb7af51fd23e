import Properties
import Randomness

/// How large a generated graph becomes.
package enum GraphSize: Hashable, Sendable {
  /// A geometric number of blocks, as it is for a hunt: small graphs are common.
  case geometric
  /// As many blocks as it takes to have so many operators.
  case operators(atLeast: Int)

  /// How many operators are still to come after so many; the most where their number is open.
  func missing(after count: Int) -> Int {
    switch self {
    case .geometric: .max
    case .operators(let least): least - count
    }
  }
}

extension TestCase {
  /// Adds blocks to a sketch until it has the size.
  ///
  /// A block must add an operator. `reserved` operators are still to come after the blocks.
  mutating func blocks(
    _ range: ClosedRange<Int>,
    _ size: GraphSize,
    reserved: Int = 0,
    odds: Odds = Odds(3, in: 4),
    _ sketch: inout GraphSketch,
    _ body: (inout GraphSketch, inout TestCase) throws -> Void
  ) throws {
    switch size {
    case .geometric:
      try repeated(range, odds: odds) { test in try body(&sketch, &test) }
    case .operators(let count):
      repeat {
        try group(.element) { test in try body(&sketch, &test) }
      } while sketch.operatorCount + reserved < count
    }
  }
}
