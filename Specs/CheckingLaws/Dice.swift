import Randomness

/// Reproducible random choices.
struct Dice {
  private var stream: RandomStream

  init(seed: UInt64) {
    stream = RandomStream(Seed(seed))
  }

  /// A number in the range.
  mutating func roll(_ range: ClosedRange<Int>) -> Int {
    stream.integer(in: range)
  }

  /// One of the elements, or nil where there are none.
  mutating func pick<Element>(_ elements: [Element]) -> Element? {
    elements.isEmpty ? nil : elements[roll(0...elements.count - 1)]
  }

  mutating func happens(percent: Int) -> Bool {
    roll(0...99) < percent
  }

  /// A source of its own, so that what one part draws does not move the others.
  mutating func split() -> Dice {
    Dice(seed: stream.next())
  }
}
