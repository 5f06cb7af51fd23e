/// A stream of random words and of bounded numbers made from them.
///
/// The generator is xoshiro256** of Blackman and Vigna, "Scrambled Linear Pseudorandom Number
/// Generators", ACM TOMS 47(4), 2021, doi:10.1145/3460772, seeded with `splitmix64` as its authors
/// advise. Bounded numbers use the method of Lemire, "Fast Random Integer Generation in an
/// Interval", ACM TOMACS 29(1), 2019, doi:10.1145/3230636. Both are written out here because those
/// of the standard library may change, and a stored seed must replay. There is no floating point.
package struct RandomStream: Hashable, Sendable {
  private var s0: UInt64
  private var s1: UInt64
  private var s2: UInt64
  private var s3: UInt64

  /// Makes the stream that belongs to a seed.
  package init(_ seed: Seed) {
    var words = SplitMix(seed.value)
    self.init(state: (words.next(), words.next(), words.next(), words.next()))
  }

  /// Makes a stream from its four words of state, not all of which may be zero.
  package init(state: (UInt64, UInt64, UInt64, UInt64)) {
    precondition(
      state.0 | state.1 | state.2 | state.3 != 0,
      "the state of a stream must not be all zero"
    )
    (s0, s1, s2, s3) = state
  }

  /// Returns the next word, every value of which is equally likely.
  package mutating func next() -> UInt64 {
    let result = rotated(s1 &* 5, by: 7) &* 9
    let shifted = s1 << 17
    s2 ^= s0
    s3 ^= s1
    s1 ^= s2
    s0 ^= s3
    s2 ^= shifted
    s3 = rotated(s3, by: 45)
    return result
  }

  /// Returns a number less than a positive bound, each equally likely.
  package mutating func below(_ bound: UInt64) -> UInt64 {
    precondition(bound > 0, "there is no number below zero")
    var product = next().multipliedFullWidth(by: bound)
    if product.low < bound {
      let threshold = (0 &- bound) % bound
      while product.low < threshold {
        product = next().multipliedFullWidth(by: bound)
      }
    }
    return product.high
  }

  /// Returns a number of a closed range, each equally likely.
  package mutating func integer(in range: ClosedRange<Int>) -> Int {
    let width = UInt64(bitPattern: Int64(range.upperBound &- range.lowerBound))
    let offset = width == .max ? next() : below(width + 1)
    return range.lowerBound &+ Int(truncatingIfNeeded: offset)
  }

  /// Returns one of several elements, of which there must be one; each is equally likely.
  package mutating func element<Element>(of elements: [Element]) -> Element {
    elements[integer(in: 0...elements.count - 1)]
  }

  /// Returns whether something of given odds happens this time.
  package mutating func happens(_ odds: Odds) -> Bool {
    below(UInt64(odds.denominator)) < UInt64(odds.numerator)
  }

  /// Returns a position chosen in proportion to its weight; one weight must be positive.
  ///
  /// - Complexity: O(n) in the number of weights.
  package mutating func index(weights: [UInt32]) -> Int {
    var total: UInt64 = 0
    for weight in weights {
      total += UInt64(weight)
    }
    var remaining = below(total)
    for (position, weight) in weights.enumerated() {
      if remaining < UInt64(weight) { return position }
      remaining -= UInt64(weight)
    }
    preconditionFailure("a number below the sum of the weights belongs to one of them")
  }

  /// Reorders an array so that every order is equally likely (Fisher and Yates).
  package mutating func shuffle<Element>(_ elements: inout [Element]) {
    var last = elements.count - 1
    while last > 0 {
      elements.swapAt(last, integer(in: 0...last))
      last -= 1
    }
  }

  private func rotated(_ word: UInt64, by places: UInt64) -> UInt64 {
    (word << places) | (word >> (64 - places))
  }
}
