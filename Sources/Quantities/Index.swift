/// A position in the table of one kind of owner.
///
/// `Index<Operator>` cannot be used on processors. A name is a label for people, never a key.
@frozen public struct Index<Owner>: Hashable, Sendable, Comparable {
  /// The position, counted from zero.
  public let position: Int32

  /// Makes an index from a position.
  @inlinable public init(_ position: Int) {
    self.position = Int32(position)
  }

  /// The position as an array subscript.
  @inlinable public var value: Int { Int(position) }

  @inlinable public static func < (left: Self, right: Self) -> Bool {
    left.position < right.position
  }

  @inlinable public static func == (left: Self, right: Self) -> Bool {
    left.position == right.position
  }

  @inlinable public func hash(into hasher: inout Hasher) {
    hasher.combine(position)
  }
}
