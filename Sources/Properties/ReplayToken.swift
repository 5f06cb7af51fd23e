/// The answers of a test case as a printable text.
///
/// The text is a tag with a version, then base64url (RFC 4648) of runs of answers of one kind
/// followed by a checksum of 32 bits. It holds answers, not random state: it replays after the
/// random algorithms change, and as long as the generator asks the same questions.
package struct ReplayToken: Hashable, Sendable, CustomStringConvertible {
  /// The answers.
  package let values: [ChoiceValue]

  /// Makes the token of some answers.
  package init(values: [ChoiceValue]) {
    self.values = values
  }

  /// Reads a printed token.
  ///
  /// - Throws: ``ReplayTokenError`` when it is not one, or was damaged.
  package init(parsing text: String) throws(ReplayTokenError) {
    guard text.hasPrefix(Self.tag) else {
      throw text.hasPrefix("replay") ? .unknownVersion : .notAToken
    }
    let bytes = try TokenAlphabet.bytes(of: text.utf8.dropFirst(Self.tag.utf8.count))
    guard bytes.count >= 4 else { throw .truncated }
    let body = bytes.dropLast(4)
    guard Self.checksum(of: body).elementsEqual(bytes.suffix(4)) else { throw .wrongChecksum }
    var reader = TokenReader(body)
    values = try reader.readValues()
  }

  package var description: String {
    var writer = TokenWriter()
    writer.write(values)
    let body = writer.bytes
    return Self.tag + TokenAlphabet.text(of: body + Self.checksum(of: body[...]))
  }

  /// The source that replays the answers.
  package var source: ChoiceSource { .replay(values) }

  private static let tag = "replay1-"

  /// FNV-1a of 32 bits, lowest byte first.
  private static func checksum(of bytes: ArraySlice<UInt8>) -> [UInt8] {
    var hash: UInt32 = 0x811c_9dc5
    for byte in bytes {
      hash = (hash ^ UInt32(byte)) &* 0x0100_0193
    }
    return (0..<4).map { UInt8(truncatingIfNeeded: hash >> (8 * $0)) }
  }
}

/// A reason why a text is not a replay token.
package enum ReplayTokenError: Error, Hashable, Sendable {
  /// The text does not begin like a token.
  case notAToken
  /// The token is of a version that this release does not read.
  case unknownVersion
  /// The character at this position, counted from the end of the tag, is not of the alphabet.
  case badCharacter(position: Int)
  /// The text ends early.
  case truncated
  /// The text was changed.
  case wrongChecksum
  /// The bytes do not describe answers.
  case malformed
}
