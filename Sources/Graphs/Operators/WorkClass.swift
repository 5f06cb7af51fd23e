/// What kind of work an operator is, for cost models that rate kinds of work differently.
public enum WorkClass: Hashable, Sendable {
  /// A convolution, grouped or not.
  case convolution(Kernel)
  /// A convolution in which each input channel has its own filters.
  case depthwiseConvolution(Kernel)
  /// A transposed convolution.
  case transposedConvolution(Kernel)
  /// Products of matrices: `batches` times rows × depth by depth × columns.
  case matrixProduct(batches: Int, rows: Int, depth: Int, columns: Int)
  /// A recurrent network, step after step.
  case recurrence
  /// Windows that are compared or summed; a global pool has the whole input as its window.
  case pooling(kernel: [Int])
  /// Each element from the elements at the same position.
  case elementwise
  /// Elements divided by statistics of many.
  case normalization
  /// Many elements become one.
  case reduction
  /// Elements move, unchanged.
  case rearrangement
  /// Elements move to or from places that are known at run time only.
  case gathering
  /// Elements are interpolated between neighbours.
  case resampling
  /// Nothing is computed at run time: the value or only the name changes.
  case none

  /// The window of a convolution.
  public struct Kernel: Hashable, Sendable {
    /// The extents of the window.
    public let extents: [Int]
    /// The distance between neighbouring windows.
    public let strides: [Int]
    /// The distance between neighbouring elements of a window.
    public let dilations: [Int]
    /// The number of groups into which the channels are divided.
    public let groups: Int

    /// Makes a window.
    public init(extents: [Int], strides: [Int], dilations: [Int], groups: Int) {
      self.extents = extents
      self.strides = strides
      self.dilations = dilations
      self.groups = groups
    }
  }

  /// Whether `operations` counts multiply-accumulates; it counts elementary operations otherwise.
  public var countsMultiplyAccumulates: Bool {
    switch self {
    case .convolution, .depthwiseConvolution, .transposedConvolution, .matrixProduct, .recurrence:
      true
    case .pooling, .elementwise, .normalization, .reduction, .rearrangement, .gathering,
      .resampling, .none:
      false
    }
  }
}
