/// A generator of well-mixed words from a counter, used to seed and to derive streams.
///
/// The `splitmix64` of Steele, Lea and Flood, "Fast Splittable Pseudorandom Number Generators",
/// OOPSLA 2014, doi:10.1145/2660193.2660195, with the constants of Vigna's public-domain version.
package struct SplitMix: Hashable, Sendable {
  private var counter: UInt64

  /// Makes a generator that starts at a counter value.
  package init(_ counter: UInt64) {
    self.counter = counter
  }

  /// Returns the next word and advances the counter.
  package mutating func next() -> UInt64 {
    counter &+= Self.step
    return Self.mixed(counter)
  }

  /// Returns a word whose every bit depends on every bit of the input; a bijection.
  package static func mixed(_ word: UInt64) -> UInt64 {
    var z = word
    z = (z ^ (z >> 30)) &* 0xbf58_476d_1ce4_e5b9
    z = (z ^ (z >> 27)) &* 0x94d0_49bb_1331_11eb
    return z ^ (z >> 31)
  }

  /// The odd increment of the counter: the golden ratio scaled to 64 bits.
  package static let step: UInt64 = 0x9e37_79b9_7f4a_7c15
}
