import Graphs
import Testing

@Suite struct FoldingTests {
  @Test func shapeArithmeticIsFolded() throws {
    #expect(try Example(.shape, [[2, 3, 4]]).folded() == [[2, 3, 4]])
    #expect(
      try Example(.shape, [[2, 3, 4]], [("start", .integer(-2)), ("end", .integer(-1))]).folded()
        == [[3]]
    )
    #expect(try Example(.size, [[2, 3, 4]]).folded() == [[24]])
    #expect(
      try Example(.gather, [[3], []], constants: [0: [2, 3, 4], 1: [-1]], type: .int64).folded()
        == [[4]]
    )
    #expect(
      try Example(
        .concat,
        [[1], [2]],
        constants: [0: [7], 1: [8, 9]],
        [("axis", .integer(0))],
        type: .int64
      )
      .folded() == [[7, 8, 9]]
    )
    #expect(
      try Example(
        .concat,
        [[2, 1], [2, 2]],
        constants: [0: [1, 4], 1: [2, 3, 5, 6]],
        [("axis", .integer(1))],
        type: .int64
      )
      .folded() == [[1, 2, 3, 4, 5, 6]]
    )
    #expect(
      try Example(
        .slice,
        [[4], [1], [1], nil, [1]],
        constants: [0: [1, 2, 3, 4], 1: [3], 2: [.min], 4: [-2]],
        type: .int64
      )
      .folded() == [[4, 2]]
    )
    #expect(
      try Example(
        .transpose,
        [[2, 3]],
        constants: [0: [1, 2, 3, 4, 5, 6]],
        type: .int64
      )
      .folded() == [[1, 4, 2, 5, 3, 6]]
    )
  }

  @Test func valuesAreGeneratedAndRepeated() throws {
    #expect(
      try Example(.expand, [[2, 1], [2]], constants: [0: [1, 2], 1: [1, 3]], type: .int64).folded()
        == [[1, 1, 1, 2, 2, 2]]
    )
    #expect(
      try Example(.range, [[], [], []], constants: [0: [10], 1: [0], 2: [-4]], type: .int64)
        .folded() == [[10, 6, 2]]
    )
    #expect(
      try Example(.constantOfShape, [[1]], constants: [0: [3]], [("value", .integers([5]))])
        .folded() == [[5, 5, 5]]
    )
    #expect(
      try Example(.reduceProd, [[3]], constants: [0: [2, 3, 4]], type: .int64).folded() == [[24]]
    )
    #expect(
      try Example(.split, [[3], [2]], constants: [0: [7, 8, 9], 1: [1, 2]], outputs: 2).folded()
        == [[7], [8, 9]]
    )
    #expect(
      try Example(
        .where,
        [[2], [2], []],
        constants: [0: [1, 0], 1: [5, 6], 2: [-1]],
        type: .int64
      )
      .folded() == [[5, -1]]
    )
  }

  @Test func divisionFollowsTheElementType() throws {
    func quotient(_ left: Int64, _ right: Int64, _ type: ElementType) throws -> [[Int64]?] {
      try Example(.div, [[1], [1]], constants: [0: [left], 1: [right]], type: type).folded()
    }
    #expect(try quotient(7, 2, .int64) == [[3]])
    #expect(try quotient(-7, 2, .int64) == [[-3]])
    #expect(try quotient(8, 2, .float32) == [[4]])
    #expect(try quotient(7, 2, .float32) == [nil])
    #expect(try quotient(7, 0, .int64) == [nil])
    #expect(try quotient(.min, -1, .int64) == [nil])
  }

  @Test func whatIsNotExactIsNotKnown() throws {
    func combined(_ kind: OperatorKind, _ left: Int64, _ right: Int64) throws -> [[Int64]?] {
      try Example(kind, [[1], [1]], constants: [0: [left], 1: [right]], type: .int64).folded()
    }
    #expect(try combined(.mul, .max, 2) == [nil])
    #expect(try combined(.add, .max, 1) == [nil])
    #expect(try combined(.sub, .min, 1) == [nil])
    #expect(try combined(.mod, -3, 2) == [[1]])
    #expect(
      try Example(.cast, [[1]], constants: [0: [300]], [("to", .integer(3))]).folded() == [nil]
    )
    #expect(
      try Example(.cast, [[2]], constants: [0: [300, 0]], [("to", .integer(9))]).folded()
        == [[1, 0]]
    )
    #expect(try Example(.neg, [[1]], constants: [0: [.min]], type: .int64).folded() == [nil])
    #expect(try Example(.relu, [[1]]).folded() == [nil])
    #expect(
      try Example(.gather, [[3], [1]], constants: [0: [1, 2, 3], 1: [3]], type: .int64).folded()
        == [nil]
    )
  }

  @Test func largeValuesAreNotFollowed() throws {
    #expect(try Example(.constantOfShape, [[1]], constants: [0: [65_537]]).folded() == [nil])
    #expect(
      try Example(.range, [[], [], []], constants: [0: [0], 1: [70_000], 2: [1]]).folded()
        == [nil]
    )
  }
}
