/// A value read from JSON or YAML, with the place where it stands.
package struct Document: Hashable, Sendable {
  /// What a document holds.
  package enum Value: Hashable, Sendable {
    case null
    case boolean(Bool)
    /// A number without fraction and exponent that fits 64 bits.
    case integer(Int64)
    /// Any other number, as it is written.
    case decimal(String)
    case text(String)
    case list([Document])
    /// Members in the order of the file, their keys distinct.
    case object([Member])
  }

  /// A key with its value.
  package struct Member: Hashable, Sendable {
    package let key: String
    /// Where the key stands.
    package let place: Place
    package let value: Document

    /// Makes a member.
    package init(key: String, place: Place, value: Document) {
      self.key = key
      self.place = place
      self.value = value
    }
  }

  /// What it holds.
  package let value: Value
  /// Where it begins.
  package let place: Place

  /// Makes a document.
  package init(_ value: Value, at place: Place) {
    self.value = value
    self.place = place
  }

  /// The value under a key; nil where there is none or this is no object.
  package subscript(key: String) -> Document? {
    guard case .object(let members) = value else { return nil }
    return members.first { $0.key == key }?.value
  }

  /// Whether its `format` line is this one, such as `pitfall.plan/1`.
  package func isOfFormat(_ format: String) -> Bool { self["format"]?.value == .text(format) }

  /// The number, as it is written; nil for any other value.
  package var number: DecimalText? {
    switch value {
    case .integer(let integer): DecimalText(String(integer))
    case .decimal(let text): DecimalText(text)
    case .null, .boolean, .text, .list, .object: nil
    }
  }

  /// The kind of value in words, for messages: "a list".
  package var kind: String {
    switch value {
    case .null: "null"
    case .boolean: "a truth value"
    case .integer: "an integer"
    case .decimal: "a number"
    case .text: "a text"
    case .list: "a list"
    case .object: "an object"
    }
  }
}

/// The largest documents that are read.
package struct DocumentLimits: Hashable, Sendable {
  /// Lists and objects inside each other.
  package let depth: Int
  /// The size of the file.
  package let bytes: Int

  /// Makes limits.
  package init(depth: Int = 128, bytes: Int) {
    self.depth = min(depth, 512)
    self.bytes = bytes
  }

  /// For JSON: half a gibibyte.
  package static let json = DocumentLimits(bytes: 1 << 29)
  /// For YAML, which is written by hand: four mebibytes.
  package static let yaml = DocumentLimits(bytes: 1 << 22)
}
