/// An exact amount of one dimension: a time, a size, a number of operations, an energy.
///
/// The phantom `Unit` makes adding a time to a size a compile error. Amounts are integers, so that
/// a sum does not depend on its order and the solver computes the same number as the simulator.
@frozen public struct Quantity<Unit: Dimension>: Hashable, Sendable, Comparable {
  /// The amount, in the unit's own scale.
  public let amount: UInt64

  /// Wraps an amount given in the unit's own scale.
  @inlinable public init(_ amount: UInt64) {
    self.amount = amount
  }

  /// No amount at all.
  @inlinable public static var zero: Self { Self(0) }

  @inlinable public static func < (left: Self, right: Self) -> Bool {
    left.amount < right.amount
  }

  @inlinable public static func == (left: Self, right: Self) -> Bool {
    left.amount == right.amount
  }

  @inlinable public func hash(into hasher: inout Hasher) {
    hasher.combine(amount)
  }
}

/// What a quantity measures.
public protocol Dimension: Sendable, Hashable {}

/// Time.
public enum TimeDimension: Dimension {}
/// Size in memory.
public enum SizeDimension: Dimension {}
/// Arithmetic work.
public enum WorkDimension: Dimension {}
/// Energy.
public enum EnergyDimension: Dimension {}

/// A duration or an instant, in nanoseconds.
public typealias Nanoseconds = Quantity<TimeDimension>
/// A size, in bytes.
public typealias Bytes = Quantity<SizeDimension>
/// Multiply-accumulate operations, or elementary operations where an operator has no products.
public typealias Operations = Quantity<WorkDimension>
/// An energy, in nanojoules.
public typealias Nanojoules = Quantity<EnergyDimension>
