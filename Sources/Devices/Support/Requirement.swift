import Graphs

/// What a rule demands of an operator: comparisons of measures, joined by logic.
indirect enum Requirement: Hashable, Sendable {
  case constant(Bool)
  case comparison(Measure, Relation, Measure)
  case membership(Measure, [Int64])
  case elementType(OperandName, [ElementType])
  /// An attribute that holds a word, such as `mode`.
  case word(attribute: String, fallback: String?, [String])
  case partAxis([Axis])
  case present(OperandName)
  /// The tensor is a weight or a constant, known before the run.
  case fixed(OperandName)
  /// All inputs or outputs that are present, or all numbers of a list.
  case every(Range, Requirement)
  case some(Range, Requirement)
  case negation(Requirement)
  case conjunction([Requirement])
  case disjunction([Requirement])
  case implication(Requirement, Requirement)

  /// What `every` and `some` go through.
  enum Range: Hashable, Sendable {
    case inputs
    case outputs
    case list(String)
  }
}

/// The comparisons of rules.
enum Relation: String, Hashable, Sendable {
  case equal = "=="
  case unequal = "!="
  case less = "<"
  case atMost = "<="
  case greater = ">"
  case atLeast = ">="
}

extension Requirement {
  /// Whether a fact about the part is read.
  var readsPart: Bool {
    switch self {
    case .partAxis: true
    case .comparison(let left, _, let right): left.readsPart || right.readsPart
    case .membership(let measure, _): measure.readsPart
    case .every(_, let inner), .some(_, let inner), .negation(let inner): inner.readsPart
    case .conjunction(let parts), .disjunction(let parts): parts.contains(where: \.readsPart)
    case .implication(let premise, let conclusion): premise.readsPart || conclusion.readsPart
    case .constant, .elementType, .word, .present, .fixed: false
    }
  }
}

extension Requirement: CustomStringConvertible {
  var description: String {
    switch self {
    case .constant(let value): "\(value)"
    case .comparison(let left, let relation, let right): "\(left) \(relation.rawValue) \(right)"
    case .membership(let measure, let values): "\(measure) in {\(list(values))}"
    case .elementType(let operand, let types):
      "type(\(operand)) in {\(list(types.map(\.rawValue)))}"
    case .word(let attribute, _, let words): "attribute(\(attribute)) in {\(list(words))}"
    case .partAxis(let axes): "part_axis in {\(list(axes.map(\.rawValue)))}"
    case .present(let operand): "present(\(operand))"
    case .fixed(let operand): "constant(\(operand))"
    case .every(let range, let inner): "every(\(range): \(inner))"
    case .some(let range, let inner): "some(\(range): \(inner))"
    case .negation(let inner): "not (\(inner))"
    case .conjunction(let parts): parts.map { "(\($0))" }.joined(separator: " and ")
    case .disjunction(let parts): parts.map { "(\($0))" }.joined(separator: " or ")
    case .implication(let premise, let conclusion): "(\(premise)) implies (\(conclusion))"
    }
  }

  private func list(_ items: [some CustomStringConvertible]) -> String {
    items.map(\.description).joined(separator: ", ")
  }
}

extension Requirement.Range: CustomStringConvertible {
  var description: String {
    switch self {
    case .inputs: "input"
    case .outputs: "output"
    case .list(let name): name
    }
  }
}
