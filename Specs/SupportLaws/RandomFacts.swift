import Devices
import Graphs
import Logic
import Quantities
import Randomness

/// An operator made at random, whose extents and part are given as numerals.
struct RandomFacts {
  private let types: [ElementType]
  private let extents: [[Int64]?]
  private let inputCount: Int
  private let attributes: Attributes
  private let fixed: [Bool]
  private let axes: [Int64]?
  private let part: (dimension: Int, start: Int64, end: Int64)?

  init(from random: inout RandomStream) {
    let count = random.element(of: [1, 2, 3, 3, 4, 4])
    inputCount = random.element(of: [0, 1, 1, 2, 2, 3].filter { $0 < count })
    let known: [ElementType] = [.float32, .float16, .int8]
    types = (0..<count).map { _ in random.element(of: known) }
    let inputCount = inputCount
    extents = (0..<count)
      .map { position in
        if position < inputCount, random.integer(in: 0...5) == 0 { return nil }
        return (0..<random.element(of: [0, 1, 2, 3, 4, 4, 4, 4, 4, 5]))
          .map { _ in Int64(random.integer(in: 0...9)) }
      }
    fixed = (0..<count).map { _ in random.integer(in: 0...2) == 0 }
    axes =
      random.integer(in: 0...1) == 0
      ? nil
      : (0..<random.integer(in: 0...2))
        .map { _ in
          Int64(random.integer(in: -3...3))
        }
    let size = Int64(random.integer(in: 0...6))
    part =
      random.integer(in: 0...3) == 0
      ? nil : (random.integer(in: 0...3), size, size + Int64(random.integer(in: 0...6)))
    attributes = Attributes([
      ("group", .integer(Int64(random.integer(in: 0...4)))),
      ("axis", .integer(Int64(random.integer(in: -4...4)))),
      ("dilations", .integers([1, Int64(random.integer(in: 1...3))])), ("whole", .real(3)),
      ("half", .real(0.5)), ("mode", .text(random.element(of: ["constant", "reflect"]))),
    ])
  }

  /// The facts with each number made a numeral, in a fixed order.
  func facts<Number: Numeral>(_ numeral: (Int64) -> Number) -> OperatorFacts<Number> {
    var operands: [OperatorFacts<Number>.Operand?] = []
    for (position, extents) in extents.enumerated() {
      operands.append(
        extents.map { extents in
          OperatorFacts.Operand(
            elementType: types[position],
            extents: extents.map(numeral),
            isFixed: fixed[position],
            value: position == 1 ? axes : nil
          )
        }
      )
    }
    return OperatorFacts(
      kind: .reduceMean,
      attributes: attributes,
      inputs: Array(operands.prefix(inputCount)),
      outputs: operands.dropFirst(inputCount).compactMap { $0 },
      part: part.map {
        OperatorFacts.Part(
          dimension: $0.dimension,
          start: numeral($0.start),
          end: numeral($0.end)
        )
      }
    )
  }
}
