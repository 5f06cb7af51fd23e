/// A small generator of reproducible numbers for the laws of this folder.
struct Xorshift {
  private var state: UInt64

  init(seed: UInt64) {
    state = seed &* 0x9E37_79B9_7F4A_7C15 | 1
    for _ in 0..<4 { _ = next() }
  }

  private mutating func next() -> UInt64 {
    state ^= state << 13
    state ^= state >> 7
    state ^= state << 17
    return state &* 0x2545_F491_4F6C_DD1D
  }

  /// A number in the range; the slight unevenness does not matter here.
  mutating func number(_ range: ClosedRange<Int64>) -> Int64 {
    let count = UInt64(range.upperBound - range.lowerBound + 1)
    return range.lowerBound + Int64((next() >> 16) % count)
  }

  mutating func count(_ range: ClosedRange<Int>) -> Int {
    Int(number(Int64(range.lowerBound)...Int64(range.upperBound)))
  }

  mutating func element<Element>(_ elements: [Element]) -> Element {
    elements[count(0...elements.count - 1)]
  }
}
