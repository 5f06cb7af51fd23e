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
  public func bytes(of slice: Slice? = nil) -> Bytes {
    Bytes(UInt64(shape.elementCount(in: slice) * elementType.byteWidth))
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
