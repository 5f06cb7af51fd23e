import Graphs

/// A number that a rule reads off an operator, or arithmetic over such numbers.
indirect enum Measure: Hashable, Sendable {
  case literal(Int64)
  case rank(OperandName)
  /// The extent of a dimension; a negative one counts from the innermost.
  case extent(OperandName, dimension: Int)
  case axisExtent(Axis, OperandName)
  case elements(OperandName)
  case inputCount
  case outputCount
  case attribute(String, fallback: Int64?)
  case listCount(String)
  /// The number at a position of a list; a negative position counts from the last.
  case listItem(String, position: Int)
  /// The number that `every(…)` or `some(…)` is looking at.
  case eachItem(String)
  case partStart
  case partEnd
  case arithmetic(Arithmetic, Measure, Measure)
}

/// A tensor that a rule speaks of.
enum OperandName: Hashable, Sendable {
  case input(Int)
  case output(Int)
  /// The input that `every(input: …)` or `some(input: …)` is looking at.
  case eachInput
  /// The output that `every(output: …)` or `some(output: …)` is looking at.
  case eachOutput
}

/// The arithmetic of rules.
enum Arithmetic: String, Hashable, Sendable {
  case sum = "+"
  case difference = "-"
  case product = "*"
  /// Rounded towards minus infinity, by a positive divisor.
  case quotient = "/"
  /// Never negative, for a positive divisor.
  case remainder = "%"
}

extension Measure {
  /// The largest magnitude of a single extent or attribute that a rule reads; 2³¹.
  ///
  /// An operator with a larger one does not have the measure, so that arithmetic whose magnitude
  /// was found to fit when the rule was read cannot overflow.
  static let largest: Int64 = 1 << 31

  /// An upper bound of the absolute value, nil where it may leave 64 bits.
  var magnitude: Int64? {
    switch self {
    case .literal(let value): return value.magnitude > Int64.max ? nil : abs(value)
    case .rank: return Int64(Limits.rank)
    case .elements, .partStart, .partEnd: return Int64(Limits.elements)
    case .extent, .axisExtent, .inputCount, .outputCount, .attribute, .listCount, .listItem,
      .eachItem:
      return Self.largest
    case .arithmetic(let operation, let left, let right):
      guard let left = left.magnitude, let right = right.magnitude else { return nil }
      let (value, overflow) =
        switch operation {
        case .sum, .difference: left.addingReportingOverflow(right)
        case .product: left.multipliedReportingOverflow(by: right)
        case .quotient: (left, false)
        case .remainder: (right, false)
        }
      return overflow ? nil : value
    }
  }

  /// Whether the number follows from attributes, ranks and counts alone, not from extents.
  ///
  /// Only such numbers may be divisors, because extents may be the solver's terms.
  var isFixed: Bool {
    switch self {
    case .literal, .rank, .inputCount, .outputCount, .attribute, .listCount, .listItem, .eachItem:
      true
    case .extent, .axisExtent, .elements, .partStart, .partEnd: false
    case .arithmetic(_, let left, let right): left.isFixed && right.isFixed
    }
  }

  /// Whether a part's start or end is read.
  var readsPart: Bool {
    switch self {
    case .partStart, .partEnd: true
    case .arithmetic(_, let left, let right): left.readsPart || right.readsPart
    case .literal, .rank, .extent, .axisExtent, .elements, .inputCount, .outputCount, .attribute,
      .listCount, .listItem, .eachItem:
      false
    }
  }

  /// The measures that arithmetic is made of, literals left out, each once.
  var leaves: [Measure] {
    switch self {
    case .literal: []
    case .arithmetic(_, let left, let right):
      left.leaves + right.leaves.filter { !left.leaves.contains($0) }
    case .rank, .extent, .axisExtent, .elements, .inputCount, .outputCount, .attribute, .listCount,
      .listItem, .eachItem, .partStart, .partEnd:
      [self]
    }
  }
}

extension Measure: CustomStringConvertible {
  var description: String { text { $0.description } }

  /// The measure as rules write it, with operands called as given.
  func text(naming operand: (OperandName) -> String) -> String {
    switch self {
    case .literal(let value): "\(value)"
    case .rank(let name): "rank(\(operand(name)))"
    case .extent(let name, let dimension): "extent(\(operand(name)), \(dimension))"
    case .axisExtent(let axis, let name): "\(axis.measureName)(\(operand(name)))"
    case .elements(let name): "elements(\(operand(name)))"
    case .inputCount: "count(inputs)"
    case .outputCount: "count(outputs)"
    case .attribute(let name, _): "attribute(\(name))"
    case .listCount(let name): "count(\(name))"
    case .listItem(let name, let position): "item(\(name), \(position))"
    case .eachItem(let name): "one of \(name)"
    case .partStart: "part_start"
    case .partEnd: "part_end"
    case .arithmetic(.difference, .partEnd, .partStart): "part_size"
    case .arithmetic(let operation, let left, let right):
      "\(left.inParentheses(operand)) \(operation.rawValue) \(right.inParentheses(operand))"
    }
  }

  private func inParentheses(_ operand: (OperandName) -> String) -> String {
    let text = text(naming: operand)
    guard case .arithmetic = self, text != "part_size" else { return text }
    return "(\(text))"
  }
}

extension OperandName: CustomStringConvertible {
  var description: String {
    switch self {
    case .input(let position): "input(\(position))"
    case .output(0): "output"
    case .output(let position): "output(\(position))"
    case .eachInput: "input"
    case .eachOutput: "output"
    }
  }
}

extension Axis {
  /// The name of the measure that gives the axis's extent.
  var measureName: String {
    switch self {
    case .batch: "batch"
    case .channel: "channels"
    case .height: "height"
    case .width: "width"
    }
  }
}
