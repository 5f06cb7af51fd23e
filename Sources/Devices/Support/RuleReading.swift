import Graphs
import Quantities

/// Reads the measures of rules off one operator.
///
/// A measure that the operator does not have (the width of a tensor of rank 2) is thrown as an
/// `Absence`; the comparison that asks for it is then neither true nor false.
struct RuleReading<Number: Numeral> {
  let facts: OperatorFacts<Number>
  /// Which input `every(input: …)` is looking at.
  var eachInput: Int?
  /// Which output `every(output: …)` is looking at.
  var eachOutput: Int?
  /// Which number `every(list)` is looking at.
  var eachItem: Int64?

  init(_ facts: OperatorFacts<Number>) {
    self.facts = facts
  }
}

/// A measure that an operator does not have.
enum Absence: Error, Hashable, Sendable {
  case operand(String)
  case dimension(String, of: String, rank: Int)
  case extentTooLarge(String)
  case attribute(String)
  case notAnInteger(attribute: String)
  case attributeTooLarge(String)
  case item(String, count: Int)
  case unknownValue(list: String, input: Int)
  case part
  case axisName(dimension: Int)
  case divisor(String, value: Int64)
}

extension Absence: CustomStringConvertible {
  var description: String {
    switch self {
    case .operand(let name): "there is no \(name)"
    case .dimension(let measure, let operand, let rank):
      "\(measure) does not exist, \(operand) has rank \(rank)"
    case .extentTooLarge(let measure): "\(measure) is too large for the rule"
    case .attribute(let name): "there is no attribute '\(name)'"
    case .notAnInteger(let name): "attribute '\(name)' is not an integer"
    case .attributeTooLarge(let name): "attribute '\(name)' is too large for the rule"
    case .item(let measure, let count): "\(measure) does not exist among \(count)"
    case .unknownValue(let list, let input):
      "'\(list)' is not known before the run, input(\(input)) is computed"
    case .part: "the operator is not split"
    case .axisName(let dimension): "dimension \(dimension) has no axis name"
    case .divisor(let measure, let value): "the divisor \(measure) is \(value)"
    }
  }
}

// MARK: Operands

extension RuleReading {
  /// The operand of a name, nil where it is left out.
  func operand(_ name: OperandName) -> OperatorFacts<Number>.Operand? {
    switch name {
    case .input(let position): input(at: position)
    case .eachInput: eachInput.flatMap(input(at:))
    case .output(let position): output(at: position)
    case .eachOutput: eachOutput.flatMap(output(at:))
    }
  }

  private func input(at position: Int) -> OperatorFacts<Number>.Operand? {
    facts.inputs.indices.contains(position) ? facts.inputs[position] : nil
  }

  private func output(at position: Int) -> OperatorFacts<Number>.Operand? {
    facts.outputs.indices.contains(position) ? facts.outputs[position] : nil
  }

  private func existing(_ name: OperandName) throws(Absence) -> OperatorFacts<Number>.Operand {
    guard let operand = operand(name) else { throw .operand(displayed(name)) }
    return operand
  }

  /// The name with the position that `every` is looking at.
  func displayed(_ name: OperandName) -> String {
    switch name {
    case .eachInput: OperandName.input(eachInput ?? 0).description
    case .eachOutput: OperandName.output(eachOutput ?? 0).description
    case .input, .output: name.description
    }
  }

  func elementType(_ name: OperandName) throws(Absence) -> ElementType {
    try existing(name).elementType
  }

  /// The axis along which the part is cut.
  func partAxis() throws(Absence) -> Axis {
    guard let part = facts.part else { throw .part }
    let rank = try existing(.output(0)).extents.count
    guard let axis = Axis.naming(dimension: part.dimension, rank: rank) else {
      throw .axisName(dimension: part.dimension)
    }
    return axis
  }
}

// MARK: Measures

extension RuleReading {
  /// The value of a measure.
  func value(of measure: Measure) throws(Absence) -> Number {
    switch measure {
    case .extent(let operand, let dimension):
      let extents = try existing(operand).extents
      let position = dimension < 0 ? extents.count + dimension : dimension
      return try extent(at: position, of: operand, measure)
    case .axisExtent(let axis, let operand):
      let rank = try existing(operand).extents.count
      return try extent(at: axis.dimension(rank: rank) ?? -1, of: operand, measure)
    case .elements(let operand):
      var product: Number?
      for extent in try existing(operand).extents {
        guard let extent else { throw .extentTooLarge(displayed(operand)) }
        product = product.map { $0 * extent } ?? extent
      }
      return product ?? Number(constant: 1)
    case .partStart:
      guard let part = facts.part else { throw .part }
      return part.start
    case .partEnd:
      guard let part = facts.part else { throw .part }
      return part.end
    case .arithmetic(let operation, let left, let right) where !measure.isFixed:
      return try result(of: operation, left, right)
    case .arithmetic, .literal, .rank, .inputCount, .outputCount, .attribute, .listCount,
      .listItem, .eachItem:
      return Number(constant: try integer(of: measure))
    }
  }

  private func extent(at position: Int, of operand: OperandName, _ measure: Measure)
    throws(Absence) -> Number
  {
    let extents = try existing(operand).extents
    guard extents.indices.contains(position) else {
      throw .dimension("\(measure)", of: displayed(operand), rank: extents.count)
    }
    guard let extent = extents[position] else { throw .extentTooLarge("\(measure)") }
    return extent
  }

  private func result(of operation: Arithmetic, _ left: Measure, _ right: Measure)
    throws(Absence) -> Number
  {
    switch operation {
    case .sum: try value(of: left) + value(of: right)
    case .difference: try value(of: left) - value(of: right)
    case .product: try value(of: left) * value(of: right)
    case .quotient: try value(of: left).dividedRoundingDown(by: divisor(right))
    case .remainder: try value(of: left).remainder(by: divisor(right))
    }
  }

  private func divisor(_ measure: Measure) throws(Absence) -> Int64 {
    let value = try integer(of: measure)
    guard value > 0 else { throw .divisor("\(measure)", value: value) }
    return value
  }

  /// The value of a measure that does not depend on extents.
  private func integer(of measure: Measure) throws(Absence) -> Int64 {
    switch measure {
    case .literal(let value): return value
    case .rank(let operand): return Int64(try existing(operand).extents.count)
    case .inputCount: return Int64(facts.inputs.count { $0 != nil })
    case .outputCount: return Int64(facts.outputs.count)
    case .attribute(let name, let fallback): return try attribute(name, fallback: fallback)
    case .listCount(let name): return Int64(try existingItems(name).count)
    case .listItem(let name, let position):
      let items = try existingItems(name)
      let index = position < 0 ? items.count + position : position
      guard items.indices.contains(index) else {
        throw .item("\(measure)", count: items.count)
      }
      return items[index]
    case .eachItem(let name):
      guard let eachItem else { throw .attribute(name) }
      return eachItem
    case .arithmetic(let operation, let left, let right):
      let first = try integer(of: left)
      switch operation {
      case .sum: return try first + integer(of: right)
      case .difference: return try first - integer(of: right)
      case .product: return try first * integer(of: right)
      case .quotient: return try first.dividedRoundingDown(by: divisor(right))
      case .remainder: return try first.remainder(by: divisor(right))
      }
    case .extent, .axisExtent, .elements, .partStart, .partEnd:
      preconditionFailure("a divisor depends on extents: \(measure)")
    }
  }
}
