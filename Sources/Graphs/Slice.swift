/// An interval along one dimension of a tensor, all other dimensions being whole.
///
/// Where a region may be the whole tensor, it is written `Slice?` and nil means whole.
public struct Slice: Hashable, Sendable {
  /// The dimension that is cut, counted from the outermost.
  public let dimension: Int
  /// The elements along that dimension.
  public let range: Range<Int>

  /// Makes the slice of the elements in `range` along `dimension`.
  public init(dimension: Int, range: Range<Int>) {
    self.dimension = dimension
    self.range = range
  }

  /// The slice, or nil where it is all of a tensor of the given shape.
  public func normalised(in shape: Shape) -> Slice? {
    range == 0..<shape[dimension] ? nil : self
  }
}

/// The named dimensions along which an operator's output is split.
public enum Axis: String, Hashable, Sendable, CaseIterable {
  case batch
  case channel
  case height
  case width

  /// The dimension that the axis names in a tensor of the given rank, or nil where there is none.
  ///
  /// Rank 4 and above is batch, channel, …, height, width. Rank 3 is batch, height (the rows of a
  /// sequence), channel. Rank 2 is batch, channel. Rank 1 is channel.
  public func dimension(rank: Int) -> Int? {
    switch self {
    case .batch: rank >= 2 ? 0 : nil
    case .channel: rank >= 4 ? 1 : (rank >= 1 ? rank - 1 : nil)
    case .height: rank >= 4 ? rank - 2 : (rank == 3 ? 1 : nil)
    case .width: rank >= 4 ? rank - 1 : nil
    }
  }

  /// The axis that names a dimension of a tensor of the given rank, or nil where it has no name.
  public static func naming(dimension: Int, rank: Int) -> Axis? {
    allCases.first { $0.dimension(rank: rank) == dimension }
  }
}
