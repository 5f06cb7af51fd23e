import Graphs
import Logic
import Quantities

/// An unknown element of a tensor: one unknown position along each dimension.
struct Element {
  private let shape: Shape
  private let positions: [IntegerTerm]

  init(_ shape: Shape, _ name: String, _ vocabulary: inout Vocabulary) {
    self.shape = shape
    positions = shape.dimensions.indices.map {
      IntegerTerm(vocabulary.integer("element of \(name) along dimension \($0)"))
    }
  }

  /// That the element is one of the tensor's and lies in the region.
  func exists(in slice: Slice?) -> Formula {
    guard shape.elementCount > 0, slice?.range.isEmpty != true else {
      return Formula(constant: false)
    }
    return isInside && lies(in: slice)
  }

  /// That the element's position along the cut is in the slice's range; true for whole tensors.
  func lies(in slice: Slice?) -> Formula {
    guard let slice else { return Formula(constant: true) }
    return isBetween(positions[slice.dimension], slice.range)
  }

  private var isInside: Formula {
    Formula.conjunction(
      zip(positions, shape.dimensions).map { isBetween($0, 0..<$1) }
    )
  }

  private func isBetween(_ position: IntegerTerm, _ range: Range<Int>) -> Formula {
    IntegerTerm(constant: Int64(range.lowerBound)).isAtMost(position)
      && position.isAtMost(IntegerTerm(constant: Int64(range.upperBound) - 1))
  }
}
