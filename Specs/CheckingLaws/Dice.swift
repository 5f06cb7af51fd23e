/// Reproducible random choices (SplitMix64; Steele, Lea and Flood 2014).
struct Dice {
  private var state: UInt64

  init(seed: UInt64) {
    state = seed
  }

  private mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var mixed = state
    mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
    mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
    return mixed ^ (mixed >> 31)
  }

  /// A number in the range; the slight unevenness does not matter here.
  mutating func roll(_ range: ClosedRange<Int>) -> Int {
    range.lowerBound + Int((next() >> 16) % UInt64(range.count))
  }

  /// One of the elements, or nil where there are none.
  mutating func pick<Element>(_ elements: [Element]) -> Element? {
    elements.isEmpty ? nil : elements[roll(0...elements.count - 1)]
  }

  mutating func happens(percent: Int) -> Bool {
    roll(0...99) < percent
  }
}
