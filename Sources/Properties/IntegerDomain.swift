/// The integers that a choice may take and the one of them that is simplest.
///
/// Values are ordered by their distance from the simplest, and at equal distance the one above
/// comes first: t, t+1, t−1, t+2, … until one side ends. The rank of a value is its place.
package struct IntegerDomain: Hashable, Sendable {
  /// The least value.
  package let low: Int
  /// The greatest value.
  package let high: Int
  /// The value that has rank zero.
  package let simplest: Int

  /// Makes a domain; a simplest value outside of the range is moved to its nearest end.
  package init(_ range: ClosedRange<Int>, towards simplest: Int) {
    low = range.lowerBound
    high = range.upperBound
    self.simplest = min(max(simplest, low), high)
  }

  /// The greatest rank, which is one less than the number of values.
  package var rankMax: UInt64 { distance(low, high) }

  /// Returns the nearest value that belongs to the domain.
  package func clamped(_ value: Int) -> Int {
    min(max(value, low), high)
  }

  /// Returns the place of a value of the domain in the order of simplicity.
  package func rank(of value: Int) -> UInt64 {
    let above = distance(simplest, high)
    let below = distance(low, simplest)
    if value >= simplest {
      let steps = distance(simplest, value)
      if steps == 0 { return 0 }
      return steps <= below ? 2 * steps - 1 : below + steps
    }
    let steps = distance(value, simplest)
    return steps <= above ? 2 * steps : above + steps
  }

  /// Returns the value at a rank that does not exceed ``rankMax``.
  package func value(at rank: UInt64) -> Int {
    let above = distance(simplest, high)
    let below = distance(low, simplest)
    let paired = 2 * min(above, below)
    if rank > paired {
      let steps = rank - min(above, below)
      return above > below ? moved(up: steps) : moved(down: steps)
    }
    return rank % 2 == 1 ? moved(up: (rank + 1) / 2) : moved(down: rank / 2)
  }

  private func distance(_ from: Int, _ to: Int) -> UInt64 {
    UInt64(bitPattern: Int64(to &- from))
  }

  private func moved(up steps: UInt64) -> Int {
    simplest &+ Int(truncatingIfNeeded: steps)
  }

  private func moved(down steps: UInt64) -> Int {
    simplest &- Int(truncatingIfNeeded: steps)
  }
}
