/// The kind of thing that a group of choices describes.
///
/// Only groups of one kind are exchanged with each other.
package struct SpanLabel: Hashable, Sendable {
  private let code: UInt32

  /// Makes the label of a name (FNV-1a over its UTF-8 bytes).
  package init(_ name: StaticString) {
    code = name.withUTF8Buffer { bytes in
      var hash: UInt32 = 0x811c_9dc5
      for byte in bytes {
        hash = (hash ^ UInt32(byte)) &* 0x0100_0193
      }
      return hash
    }
  }

  /// An element of a collection.
  package static let element = SpanLabel("element")
  /// A value drawn by a generator.
  package static let value = SpanLabel("value")
  /// A stretch of consecutive things out of many.
  static let stretch = SpanLabel("stretch")
}

/// A group of consecutive choices that together describe one thing.
package struct Span: Hashable, Sendable {
  /// The kind of thing described.
  package let label: SpanLabel
  /// The position of the enclosing span in the list of spans; nil at the outermost level.
  package let parent: Int?
  /// The position of the first choice.
  package let start: Int
  /// The position after the last choice.
  package internal(set) var end: Int

  /// The positions of the choices.
  package var choices: Range<Int> { start..<end }
}
