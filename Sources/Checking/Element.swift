import Graphs
import Logic
import Quantities

/// An unknown element of some tensor: one unknown position along each dimension.
///
/// A question whether any of many tensors has an element of some kind needs one such element for
/// all of them, since one tensor is enough: so bounds that tensors share are the same formulas.
struct ElementPositions {
  private var positions: [IntegerTerm] = []

  /// The element as one of a tensor of this shape.
  mutating func element(of shape: Shape, _ vocabulary: inout Vocabulary) -> Element {
    while positions.count < shape.dimensions.count {
      let name = "position along dimension \(positions.count)"
      positions.append(IntegerTerm(vocabulary.integer(name)))
    }
    return Element(shape, Array(positions.prefix(shape.dimensions.count)))
  }
}

/// An unknown element of a tensor of some shape.
struct Element {
  private let shape: Shape
  private let positions: [IntegerTerm]

  fileprivate init(_ shape: Shape, _ positions: [IntegerTerm]) {
    self.shape = shape
    self.positions = positions
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

/// Formulas, each once, in the order in which they came.
struct DistinctFormulas {
  private(set) var formulas: [Formula] = []
  private var known: Set<Formula> = []

  /// Adds a formula that was not there yet.
  mutating func insert(_ formula: Formula) {
    if formula.constantValue != false, known.insert(formula).inserted { formulas.append(formula) }
  }
}
