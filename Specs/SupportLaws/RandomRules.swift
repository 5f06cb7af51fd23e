import Randomness

/// Rules made at random from the grammar, for operators as `RandomFacts` makes them.
extension RandomStream {
  mutating func condition(depth: Int, inEvery: Bool = false) -> String {
    guard depth > 0 else { return comparison(depth: 0, inEvery) }
    switch integer(in: 0...8) {
    case 0: return both("and", depth - 1, inEvery)
    case 1: return both("or", depth - 1, inEvery)
    case 2: return "not (\(condition(depth: depth - 1, inEvery: inEvery)))"
    case 3: return both("implies", depth - 1, inEvery)
    case 4:
      let inner = condition(depth: depth - 1, inEvery: true)
      return "\(element(of: ["every", "some"]))(input: \(inner))"
    case 5: return fact(inEvery)
    default: return comparison(depth: depth - 1, inEvery)
    }
  }

  private mutating func both(_ connective: String, _ depth: Int, _ inEvery: Bool) -> String {
    let first = condition(depth: depth, inEvery: inEvery)
    return "(\(first)) \(connective) (\(condition(depth: depth, inEvery: inEvery)))"
  }

  private mutating func comparison(depth: Int, _ inEvery: Bool) -> String {
    let left = measure(depth: depth, inEvery)
    switch integer(in: 0...3) {
    case 0: return "\(left) in {\(Int64(integer(in: 0...4))), \(Int64(integer(in: -2...12)))}"
    case 1:
      return "\(element(of: ["every", "some"]))(\(element(of: Self.lists))) "
        + "\(element(of: Self.relations)) \(integer(in: 0...3))"
    default: return "\(left) \(element(of: Self.relations)) \(measure(depth: depth, inEvery))"
    }
  }

  private mutating func measure(depth: Int, _ inEvery: Bool) -> String {
    guard depth > 0, integer(in: 0...2) > 0 else {
      return integer(in: 0...3) == 0 ? "\(integer(in: 0...12))" : leaf(inEvery)
    }
    let left = measure(depth: depth - 1, inEvery)
    switch integer(in: 0...4) {
    case 0: return "(\(left) + \(measure(depth: depth - 1, inEvery)))"
    case 1: return "(\(left) - \(measure(depth: depth - 1, inEvery)))"
    case 2: return "(\(left) * \(measure(depth: 0, inEvery)))"
    case 3: return "(\(left) / \(element(of: Self.divisors)))"
    default: return "(\(left) % \(element(of: Self.divisors)))"
    }
  }

  private mutating func leaf(_ inEvery: Bool) -> String {
    let operand = operand(inEvery)
    switch integer(in: 0...10) {
    case 0: return "rank(\(operand))"
    case 1: return "extent(\(operand), \(Int64(integer(in: -4...4))))"
    case 2: return "\(element(of: ["batch", "channels", "height", "width"]))(\(operand))"
    case 3: return "elements(\(operand))"
    case 4: return "attribute(\(element(of: ["group", "axis", "missing", "whole", "half"])))"
    case 5: return element(of: ["part_start", "part_end", "part_size"])
    case 6: return "item(\(element(of: Self.lists)), \(Int64(integer(in: -2...1))))"
    case 7: return element(of: ["count(inputs)", "count(outputs)", "count(axes)", "multiplier"])
    default: return "\(element(of: ["batch", "channels", "height", "width"]))(\(operand))"
    }
  }

  private mutating func fact(_ inEvery: Bool) -> String {
    let operand = operand(inEvery)
    switch integer(in: 0...6) {
    case 0: return "type(\(operand)) in {fp32, \(element(of: ["int8", "fp16"]))}"
    case 1: return "constant(\(operand))"
    case 2: return "present(\(operand))"
    case 3: return "depthwise"
    case 4: return "part_axis == \(element(of: ["channel", "height", "width", "batch"]))"
    case 5: return "attribute(mode, constant) == \(element(of: ["constant", "reflect"]))"
    default: return element(of: ["true", "false"])
    }
  }

  private mutating func operand(_ inEvery: Bool) -> String {
    if inEvery, integer(in: 0...2) > 0 { return "input" }
    return element(of: [
      "output", "output", "output(1)", "input(0)", "input(0)", "input(1)", "input(2)",
    ])
  }

  private static let lists = ["axes", "dilations", "none"]
  private static let relations = ["==", "!=", "<", "<=", ">", ">="]
  private static let divisors = [
    "1", "2", "3", "4", "attribute(group)", "rank(output)", "(1 + 3)",
  ]
}
