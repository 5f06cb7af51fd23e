import Graphs
import Quantities
import Testing

/// Laws of slices whose elements are packed, over all small shapes.
@Suite struct PackedSliceLaws {
  private static let narrow = ElementType.allCases.filter { $0.bitWidth < 8 }

  /// A slice takes the bytes that hold any of its elements, counted element by element.
  @Test func aSliceTakesTheBytesOfItsElements() throws {
    var beyondItsElements = 0
    try forEachSlice { type, slice in
      let bytes = self.bytes(of: slice, in: type).count
      #expect(type.bytes(of: slice) == Bytes(UInt64(bytes)), "\(type) \(slice)")
      let elements = type.shape.restricted(to: slice).elementCount
      if bytes * 8 > elements * type.elementType.bitWidth + 7 { beyondItsElements += 1 }
      let whole = Slice(dimension: slice.dimension, range: 0..<type.shape[slice.dimension])
      #expect(type.bytes(of: whole) == type.bytes())
    }
    #expect(beyondItsElements > 1_000)
  }

  /// Two parts share no byte exactly where the split rule allows them, three or more where it does.
  @Test func partsThatAreAllowedShareNoByte() throws {
    var (apart, refused) = (0, 0)
    try forEachSlice { type, slice in
      let extent = type.shape[slice.dimension]
      let range = slice.range
      guard !range.isEmpty, range.count < extent, type.shape.elementCount > 0 else { return }
      let node = OperatorContext(
        kind: .cast,
        attributes: Attributes([("to", .integer(type.elementType.onnxCode))]),
        inputs: [TensorType(.float32, type.shape)],
        constants: [nil],
        outputs: [type]
      )
      let rule = OperatorCatalogue.splitRule(of: node, along: slice.dimension)
      let mine = self.bytes(of: slice, in: type)
      let others = [0..<range.lowerBound, range.upperBound..<extent]
        .map { self.bytes(of: Slice(dimension: slice.dimension, range: $0), in: type) }
      let shares = others.contains { !$0.isDisjoint(with: mine) }
      let isAllowed = rule?.allows(range, of: extent) == true
      if isAllowed { #expect(!shares, "\(type) \(slice)") }
      guard range.lowerBound == 0 else { return }
      #expect(isAllowed == !shares, "\(type) \(slice)")
      if shares { refused += 1 } else { apart += 1 }
    }
    #expect(apart > 100 && refused > 100)
  }

  /// The numbers of the bytes that hold elements of a slice.
  private func bytes(of slice: Slice, in type: TensorType) -> Set<Int> {
    let extents = type.shape.dimensions
    let inner = extents[(slice.dimension + 1)...].reduce(1, *)
    let width = type.elementType.bitWidth
    var result: Set<Int> = []
    for element in 0..<type.shape.elementCount
    where slice.range.contains(element / inner % extents[slice.dimension]) {
      result.formUnion(element * width / 8...(element * width + width - 1) / 8)
    }
    return result
  }

  private func forEachSlice(_ body: (TensorType, Slice) throws -> Void) throws {
    let shapes = [
      [7], [13], [2, 3], [3, 4], [5, 5], [9, 3], [11, 2], [2, 3, 5], [3, 1, 7], [1, 6, 4],
      [17, 5, 1], [2, 2, 3, 3], [0, 3],
    ]
    for extents in shapes {
      for elements in Self.narrow {
        let type = TensorType(elements, try Shape(extents))
        for dimension in extents.indices {
          for end in 0...extents[dimension] {
            for start in 0...end {
              try body(type, Slice(dimension: dimension, range: start..<end))
            }
          }
        }
      }
    }
  }
}
