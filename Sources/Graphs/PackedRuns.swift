import Quantities

/// The stretches of memory in which the elements of a slice lie, where elements are packed.
///
/// A slice along the outermost dimension is one run of bits; along any other it is one run for each
/// position of the dimensions outside it, at equal distances. A byte may hold the end of one run
/// and the start of another, or elements that the slice leaves out.
struct PackedRuns {
  /// The bits from one run's start to the next one's.
  private let distance: Int
  /// The bits that belong to one run, from its own beginning.
  private let bits: Range<Int>
  private let count: Int

  init(of slice: Slice, in type: TensorType) {
    let extents = type.shape.dimensions
    let step = extents[(slice.dimension + 1)...].reduce(type.elementType.bitWidth, *)
    count = extents[..<slice.dimension].reduce(1, *)
    distance = extents[slice.dimension] * step
    bits = slice.range.lowerBound * step..<slice.range.upperBound * step
  }

  /// The bytes that hold any of the bits.
  ///
  /// Where runs lie in their bytes repeats after 8 runs at most.
  var bytes: Bytes {
    guard !bits.isEmpty, count > 0 else { return .zero }
    let (periods, rest) = (count - 1).quotientAndRemainder(dividingBy: 8)
    var sum = added(by: 0)
    if periods > 0 { sum += (1...8).reduce(0) { $0 + added(by: $1) } * periods }
    if rest > 0 { sum += (1...rest).reduce(0) { $0 + added(by: $1) } }
    return Bytes(UInt64(sum))
  }

  /// The bytes of a run that the runs before it have nothing in.
  private func added(by run: Int) -> Int {
    let end = Self.ceiling(run * distance + bits.upperBound)
    guard run > 0 else { return end - bits.lowerBound / 8 }
    let before = Self.ceiling((run - 1) * distance + bits.upperBound)
    return end - max((run * distance + bits.lowerBound) / 8, before)
  }

  private static func ceiling(_ bits: Int) -> Int { (bits + 7) / 8 }
}

extension SplitRule {
  /// The rule for parts that share no byte of what they write; nil where any two parts would.
  ///
  /// Parts are written by processors that know nothing of each other, and a processor writes whole
  /// bytes. What parts read may begin and end anywhere.
  func inWholeBytes(of outputs: [TensorType], along dimension: Int) -> SplitRule? {
    var multiple = granularity
    for output in outputs where output.elementType.bitWidth % 8 != 0 {
      let extents = output.shape.dimensions
      let step = extents[(dimension + 1)...].reduce(output.elementType.bitWidth, *)
      let isOutermost = extents[..<dimension].reduce(1, *) == 1
      guard isOutermost || step * extents[dimension] % 8 == 0 else { return nil }
      while step * multiple % 8 != 0 { multiple *= 2 }
    }
    return multiple == granularity ? self : SplitRule(needs, granularity: multiple)
  }
}
