public import Quantities

/// The largest inputs that are accepted; arithmetic inside them cannot overflow 64 bits.
public enum Limits {
  /// Dimensions of a tensor.
  public static let rank = 16
  /// Elements of a tensor; 2⁴⁰.
  public static let elements = 1 << 40
  /// Operators of a graph.
  public static let operators = 100_000
  /// Steps of a plan.
  public static let steps = 200_000
  /// A duration: one hour, in nanoseconds.
  @inlinable public static var duration: Nanoseconds { Nanoseconds(3_600_000_000_000) }
  /// A size: 2⁴⁸ bytes.
  @inlinable public static var bytes: Bytes { Bytes(1 << 48) }
}
