import Graphs

/// Says why a requirement does not hold, with the operator's own numbers.
extension RuleReading<Int64> {
  /// The clauses that keep a requirement from being true; none where it is true.
  func obstacles(to requirement: Requirement) -> [String] {
    var clauses: [String] = []
    for clause in obstacles(to: requirement, being: true) where !clauses.contains(clause) {
      clauses.append(clause)
    }
    return clauses
  }

  private func obstacles(to requirement: Requirement, being wanted: Bool) -> [String] {
    let truth = truth(of: requirement)
    guard wanted ? !truth.holds : !truth.fails else { return [] }
    do {
      return try clauses(for: requirement, being: wanted)
    } catch {
      return [error.description]
    }
  }

  private func clauses(for requirement: Requirement, being wanted: Bool)
    throws(Absence) -> [String]
  {
    switch requirement {
    case .negation(let inner): return obstacles(to: inner, being: !wanted)
    case .conjunction(let parts), .disjunction(let parts):
      return parts.flatMap { obstacles(to: $0, being: wanted) }
    case .implication(let premise, let conclusion) where wanted:
      guard truth(of: premise).holds else { return obstacles(to: premise, being: false) }
      if case .present = premise { return obstacles(to: conclusion, being: true) }
      let why = obstacles(to: conclusion).joined(separator: " and ")
      return ["\(why), as \(try found(premise))"]
    case .implication, .constant: return []
    case .every(let range, let inner), .some(let range, let inner):
      guard let members = members(of: range) else {
        guard case .list(let name) = range else { return [] }
        _ = try items(name)
        return []
      }
      guard !members.isEmpty else { return ["there is no \(range)"] }
      return members.flatMap { $0.obstacles(to: inner, being: wanted) }
    default:
      let verb = wanted ? "allowed" : "forbidden"
      return ["\(try found(requirement)), \(verb) \(try demand(of: requirement))"]
    }
  }

  /// What was found where a requirement looks: "rank(output) is 3".
  private func found(_ requirement: Requirement) throws(Absence) -> String {
    switch requirement {
    case .comparison(let measure, _, _), .membership(let measure, _):
      return try shown(measure)
    case .elementType(let operand, _):
      return "type(\(displayed(operand))) is \(try elementType(operand).rawValue)"
    case .word(let attribute, let fallback, _):
      return "attribute(\(attribute)) is \(try word(attribute, fallback: fallback))"
    case .partAxis: return "part_axis is \(try partAxis().rawValue)"
    case .present(let name):
      return "\(displayed(name)) is \(operand(name) == nil ? "left out" : "given")"
    case .fixed(let name):
      return "\(displayed(name)) is \(operand(name)?.isFixed == true ? "constant" : "computed")"
    case .constant(let value): return "the rule is \(value)"
    case .conjunction(let parts), .disjunction(let parts):
      var clauses: [String] = []
      for part in parts where truth(of: part).holds {
        let clause = try found(part)
        if !clauses.contains(clause) { clauses.append(clause) }
      }
      return clauses.joined(separator: " and ")
    case .negation(.comparison(let measure, _, _)), .negation(.membership(let measure, _)):
      return try shown(measure)
    case .negation, .every, .some, .implication: return "\(requirement)"
    }
  }

  /// What a requirement asks for: "2, 4", "<= 8", "constant".
  private func demand(of requirement: Requirement) throws(Absence) -> String {
    switch requirement {
    case .comparison(_, .equal, .literal(let value)): return "\(value)"
    case .comparison(_, let relation, .literal(let value)):
      return "\(relation.rawValue) \(value)"
    case .comparison(_, let relation, let right):
      return "\(relation.rawValue) \(right) = \(try value(of: right))"
    case .membership(_, let values): return list(values.map(String.init))
    case .elementType(_, let types): return list(types.map(\.rawValue))
    case .word(_, _, let words): return list(words)
    case .partAxis(let axes): return list(axes.map(\.rawValue))
    case .present: return "given"
    case .fixed: return "constant"
    case .constant, .every, .some, .negation, .conjunction, .disjunction, .implication:
      return "\(requirement)"
    }
  }

  private func shown(_ measure: Measure) throws(Absence) -> String {
    let value = try value(of: measure)
    guard case .arithmetic = measure else { return "\(name(of: measure)) is \(value)" }
    var leaves: [String] = []
    for leaf in measure.leaves {
      leaves.append("\(name(of: leaf)) = \(try self.value(of: leaf))")
    }
    return "\(name(of: measure)) is \(value) (\(leaves.joined(separator: ", ")))"
  }

  private func name(of measure: Measure) -> String {
    measure.text { displayed($0) }
  }

  private func list(_ items: [String]) -> String { items.joined(separator: ", ") }
}
