import Graphs
import Quantities

/// Numbers, words and lists among the attributes, and lists among the inputs.
extension RuleReading {
  func attribute(_ name: String, fallback: Int64?) throws(Absence) -> Int64 {
    let value: Int64
    switch facts.attributes[name] {
    case .integer(let number): value = number
    case .real(let number):
      guard let whole = Int64(exactly: number) else { throw .notAnInteger(attribute: name) }
      value = whole
    case nil:
      guard let fallback else { throw .attribute(name) }
      value = fallback
    case .integers, .reals, .text, .texts: throw .notAnInteger(attribute: name)
    }
    guard value.magnitude <= Measure.largest.magnitude else { throw .attributeTooLarge(name) }
    return name == "axis" ? fromStart(value, rankOf: .input(0)) : value
  }

  /// The word under an attribute's name.
  func word(_ name: String, fallback: String?) throws(Absence) -> String {
    if let text = facts.attributes.text(name) { return text }
    guard facts.attributes[name] == nil, let fallback else { throw .attribute(name) }
    return fallback
  }

  func existingItems(_ name: String) throws(Absence) -> [Int64] {
    guard let items = try items(name) else { throw .attribute(name) }
    return items
  }

  /// The numbers of a list attribute, or of the input that holds it in later operator sets.
  ///
  /// Nil where it is left out.
  func items(_ name: String) throws(Absence) -> [Int64]? {
    let found: [Int64]
    if let integers = facts.attributes.integers(name) {
      found = integers
    } else if facts.attributes[name] != nil {
      return [try attribute(name, fallback: nil)]
    } else if let position = facts.kind.position(ofList: name) {
      guard let operand = operand(.input(position)) else { return nil }
      guard let value = operand.value else { throw .unknownValue(list: name, input: position) }
      found = value
    } else {
      return nil
    }
    guard found.allSatisfy({ $0.magnitude <= Measure.largest.magnitude }) else {
      throw .attributeTooLarge(name)
    }
    guard name == "axes" else { return found }
    let reference: OperandName = facts.kind.rawValue == "Unsqueeze" ? .output(0) : .input(0)
    return found.map { fromStart($0, rankOf: reference) }
  }

  /// A dimension counted from the outermost, where a negative one counts from the end.
  private func fromStart(_ dimension: Int64, rankOf name: OperandName) -> Int64 {
    guard dimension < 0, let operand = operand(name) else { return dimension }
    return dimension + Int64(operand.extents.count)
  }
}

extension OperatorKind {
  /// The input that holds a list which earlier operator sets kept in an attribute.
  fileprivate func position(ofList name: String) -> Int? {
    switch (rawValue, name) {
    case ("Slice", "starts"): 1
    case ("Slice", "ends"): 2
    case ("Slice", "axes"): 3
    case ("Slice", "steps"): 4
    case ("Resize", "sizes"): 3
    case (_, "axes") where rawValue.hasPrefix("Reduce"): 1
    case ("Squeeze", "axes"), ("Unsqueeze", "axes"): 1
    case ("Pad", "pads"), ("Split", "split"), ("Reshape", "shape"), ("Tile", "repeats"),
      ("Expand", "shape"), ("TopK", "k"):
      1
    case ("Clip", "min"): 1
    case ("Clip", "max"), ("Pad", "constant_value"), ("Resize", "scales"): 2
    case ("Pad", "axes"): 3
    default: nil
    }
  }
}
