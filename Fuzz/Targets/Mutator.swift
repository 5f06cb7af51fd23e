package import Randomness

/// Changes inputs a little, the same way for the same seed.
package struct Mutator {
  private var stream: RandomStream
  private let words: [[UInt8]]

  /// Makes a mutator that may also write some words into inputs.
  package init(_ seed: Seed, words: [[UInt8]] = []) {
    stream = RandomStream(seed)
    self.words = words
  }

  /// The input after one to four changes; `other` lends some of its bytes.
  package mutating func changed(_ input: [UInt8], mixedWith other: [UInt8]) -> [UInt8] {
    var bytes = input
    for _ in 0..<stream.integer(in: 1...4) { change(&bytes, other) }
    return bytes
  }

  private static let numbers: [String] = [
    "0", "-1", "1", "127", "255", "65536", "2147483648", "9223372036854775807",
    "-9223372036854775808", "18446744073709551615", "1e999", "0.0001", "1e-400",
  ]

  private mutating func change(_ bytes: inout [UInt8], _ other: [UInt8]) {
    let position = stream.integer(in: 0...bytes.count)
    switch stream.integer(in: 0...8) {
    case 0: if position < bytes.count { bytes[position] ^= 1 << UInt8(stream.below(8)) }
    case 1: if position < bytes.count { bytes[position] = UInt8(stream.below(256)) }
    case 2: bytes.removeSubrange(position...)
    case 3: bytes.removeSubrange(range(from: position, in: bytes))
    case 4: bytes.insert(contentsOf: bytes[range(from: position, in: bytes)], at: position)
    case 5: bytes.insert(UInt8(stream.below(256)), at: position)
    case 6: insert(Array(Self.numbers[stream.integer(in: 0...(Self.numbers.count - 1))].utf8))
    case 7: if !words.isEmpty { insert(words[stream.integer(in: 0...(words.count - 1))]) }
    default:
      let start = stream.integer(in: 0...other.count)
      insert(Array(other[range(from: start, in: other)]))
    }

    func insert(_ text: [UInt8]) {
      bytes.replaceSubrange(range(from: position, in: bytes, atMost: text.count), with: text)
    }
  }

  private mutating func range(from position: Int, in bytes: [UInt8], atMost length: Int = 32)
    -> Range<Int>
  {
    position..<min(bytes.count, position + stream.integer(in: 0...length))
  }
}
