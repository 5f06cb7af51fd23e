/// The origin of every random decision of a run.
///
/// A seed prints as a tagged token (`seed1-` and 16 hexadecimal digits); the tag names the
/// version of the algorithms behind it, so that a seed of another version is refused, not misread.
package struct Seed: Hashable, Sendable, CustomStringConvertible {
  /// The number the streams are derived from.
  package let value: UInt64

  /// Makes a seed from a number.
  package init(_ value: UInt64) {
    self.value = value
  }

  /// Makes the seed that belongs to a name, the same on every machine and toolchain.
  ///
  /// The hash is FNV-1a (Fowler, Noll, Vo) over the UTF-8 bytes.
  package init(named name: String) {
    var hash: UInt64 = 0xcbf2_9ce4_8422_2325
    for byte in name.utf8 {
      hash = (hash ^ UInt64(byte)) &* 0x100_0000_01b3
    }
    value = SplitMix.mixed(hash)
  }

  /// Reads a tagged token, or a plain decimal number as people type it.
  ///
  /// - Throws: ``SeedError`` when the text is neither.
  package init(parsing text: String) throws(SeedError) {
    if text.hasPrefix(Self.tag) {
      let digits = text.dropFirst(Self.tag.count)
      guard digits.utf8.count == 16, digits.allSatisfy(\.isHexDigit),
        let value = UInt64(digits, radix: 16)
      else { throw .malformedDigits(text) }
      self.value = value
    } else if let value = UInt64(text), text.allSatisfy(\.isNumber) {
      self.value = value
    } else if text.hasPrefix("seed") {
      throw .unknownVersion(text)
    } else {
      throw .notASeed(text)
    }
  }

  /// Returns the seed of the run with a given index.
  ///
  /// Runs so seeded are independent of the order and of the number of jobs that execute them.
  /// Two indices of one seed never collide, because every step is a bijection.
  package func child(_ index: UInt64) -> Seed {
    let origin = SplitMix.mixed(value ^ 0x6a09_e667_f3bc_c909)
    return Seed(SplitMix.mixed(origin &+ SplitMix.step &* (index &+ 1)))
  }

  package var description: String {
    let digits = String(value, radix: 16)
    return Self.tag + String(repeating: "0", count: 16 - digits.count) + digits
  }

  private static let tag = "seed1-"
}

/// A reason why a text is not a seed.
package enum SeedError: Error, Hashable, Sendable {
  /// The tag is right but what follows is not 16 hexadecimal digits.
  case malformedDigits(String)
  /// The text has the shape of a seed of another version.
  case unknownVersion(String)
  /// The text is neither a tagged token nor a decimal number below 2^64.
  case notASeed(String)
}
