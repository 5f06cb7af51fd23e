/// A position in the table of one kind of owner.
///
/// `Index<Operator>` cannot be used on processors. A name is a label for people, never a key.
public struct Index<Owner>: Hashable, Sendable, Comparable {
  /// The position, counted from zero.
  public let position: Int32

  /// Makes an index from a position.
  public init(_ position: Int) {
    self.position = Int32(position)
  }

  /// The position as an array subscript.
  public var value: Int { Int(position) }

  public static func < (left: Self, right: Self) -> Bool {
    left.position < right.position
  }
}
