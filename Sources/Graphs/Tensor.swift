public import Quantities

/// What a tensor holds: the type of its elements and its extents.
public struct TensorType: Hashable, Sendable {
  /// The type of the elements.
  public let elementType: ElementType
  /// The extents.
  public let shape: Shape

  /// Makes a tensor type.
  public init(_ elementType: ElementType, _ shape: Shape) {
    self.elementType = elementType
    self.shape = shape
  }

  /// The size in memory of the whole tensor or of a slice of it.
  ///
  /// Elements of fewer than 8 bits are packed, and a slice takes every byte that holds one of its
  /// elements.
  public func bytes(of slice: Slice? = nil) -> Bytes {
    let bits = elementType.bitWidth
    guard bits % 8 != 0 else { return Bytes(UInt64(shape.elementCount(in: slice) * (bits / 8))) }
    guard let slice else { return Bytes(UInt64((shape.elementCount * bits + 7) / 8)) }
    return PackedRuns(of: slice, in: self).bytes
  }

  /// Whether the elements are parameters of a model: real numbers, or quantised ones that are at
  /// least a matrix; scales and zero points of quantised numbers are vectors at most.
  package var holdsParameters: Bool {
    elementType.isFloatingPoint || elementType.isQuantised && shape.rank >= 2
  }
}

/// A value that flows through the graph.
public struct Tensor: Hashable, Sendable {
  /// Where a tensor's value comes from.
  public enum Role: Hashable, Sendable {
    /// Given by the caller for each run; it lies in the host's memory at the start.
    case input
    /// Fixed; it lies ready in every pool that needs it, for the whole run.
    case weight
    /// Computed by an operator.
    case activation
  }

  /// The name in the model, for people.
  public let name: String
  /// Element type and shape.
  public let type: TensorType
  /// Where the value comes from.
  public let role: Role
  /// The value of a small integer constant (a target shape, axes, indices), where it is known.
  public let constant: [Int64]?

  /// Makes a tensor.
  public init(name: String, type: TensorType, role: Role, constant: [Int64]? = nil) {
    self.name = name
    self.type = type
    self.role = role
    self.constant = constant
  }

  /// The extents.
  public var shape: Shape { type.shape }
}
