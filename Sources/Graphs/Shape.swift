/// The extents of a tensor, outermost dimension first; a scalar has none.
public struct Shape: Hashable, Sendable {
  /// The extent of each dimension, none negative.
  public let dimensions: [Int]

  /// Makes a shape whose extents and number of elements are inside `Limits`.
  ///
  /// - Throws: `ShapeError.outOfBounds` for a negative extent or too many elements.
  public init(_ dimensions: [Int]) throws(ShapeError) {
    guard dimensions.count <= Limits.rank else {
      throw ShapeError.outOfBounds(dimensions)
    }
    var elements = 1
    for extent in dimensions {
      guard extent >= 0, extent <= Limits.elements else { throw ShapeError.outOfBounds(dimensions) }
      let (product, overflow) = elements.multipliedReportingOverflow(by: max(extent, 1))
      guard !overflow, product <= Limits.elements else { throw ShapeError.outOfBounds(dimensions) }
      elements = product
    }
    self.dimensions = dimensions
  }

  private init(unchecked dimensions: [Int]) {
    self.dimensions = dimensions
  }

  /// The shape of a single number.
  public static let scalar = Shape(unchecked: [])

  /// The number of dimensions.
  public var rank: Int { dimensions.count }

  /// The number of elements.
  public var elementCount: Int { dimensions.reduce(1, *) }

  /// The number of elements in a slice, nil for all of them.
  func elementCount(in slice: Slice?) -> Int {
    guard let slice else { return elementCount }
    var count = slice.range.count
    for (dimension, extent) in dimensions.enumerated() where dimension != slice.dimension {
      count *= extent
    }
    return count
  }

  public subscript(dimension: Int) -> Int { dimensions[dimension] }

  /// The shape that is left of this one inside the slice.
  public func restricted(to slice: Slice?) -> Shape {
    guard let slice else { return self }
    var result = dimensions
    result[slice.dimension] = slice.range.count
    return Shape(unchecked: result)
  }
}

extension Shape: CustomStringConvertible {
  public var description: String {
    dimensions.isEmpty ? "scalar" : dimensions.map(String.init).joined(separator: "×")
  }
}

/// A shape that no tensor can have.
public enum ShapeError: Error, Hashable, Sendable {
  /// An extent is negative, or the tensor has more elements or dimensions than `Limits` allows.
  case outOfBounds([Int])
}
