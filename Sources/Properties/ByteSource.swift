/// Answers taken from the bytes of a fuzzer.
///
/// A choice takes as many bytes as its greatest rank needs, lowest first, modulo the number of
/// answers. Zero bytes, and those past the end, mean the simplest answer, so that a fuzzer that
/// truncates or clears its input simplifies the case.
struct ByteSource: Hashable, Sendable {
  private let bytes: [UInt8]
  private var position = 0

  init(_ bytes: [UInt8]) {
    self.bytes = bytes
  }

  mutating func rank(upTo rankMax: UInt64) -> UInt64 {
    var raw: UInt64 = 0
    for place in 0..<Self.width(of: rankMax) where position < bytes.count {
      raw |= UInt64(bytes[position]) << (8 * UInt64(place))
      position += 1
    }
    return rankMax == .max ? raw : raw % (rankMax + 1)
  }

  /// Returns the bytes that make this source give the choices of a sequence.
  static func bytes(for choices: [Choice]) -> [UInt8] {
    var bytes: [UInt8] = []
    for choice in choices {
      let rank = choice.rank
      for place in 0..<width(of: choice.domain.rankMax) {
        bytes.append(UInt8(truncatingIfNeeded: rank >> (8 * UInt64(place))))
      }
    }
    return bytes
  }

  private static func width(of rankMax: UInt64) -> Int {
    (UInt64.bitWidth - rankMax.leadingZeroBitCount + 7) / 8
  }
}
