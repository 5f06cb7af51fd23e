public import Graphs
public import Quantities

/// What a backend accepts: operator kinds with the rules that each must meet.
public struct SupportTable: Hashable, Sendable {
  /// Operator kinds that a backend has, with rules that all of them must meet.
  public struct Entry: Hashable, Sendable {
    /// The kinds.
    public let kinds: [OperatorKind]
    /// What the backend calls them; empty where it has no name of its own.
    public let sourceName: String
    /// The types in which it computes them; nil for those of the whole backend.
    ///
    /// Of several entries for a kind the last that has types counts.
    public let elementTypes: [ElementType]?
    /// The rules.
    public let rules: [SupportRule]

    /// Makes an entry.
    public init(
      kinds: [OperatorKind],
      sourceName: String = "",
      elementTypes: [ElementType]? = nil,
      rules: [SupportRule] = []
    ) {
      self.kinds = kinds
      self.sourceName = sourceName
      self.elementTypes = elementTypes
      self.rules = rules
    }
  }

  /// Whether kinds without an entry are accepted.
  public let acceptsUnlisted: Bool
  /// What is listed; a kind in several entries must meet the rules of all of them.
  public let entries: [Entry]
  /// The types in which the backend computes; nil for any.
  public let elementTypes: [ElementType]?
  /// The rules that all operators must meet.
  public let commonRules: [SupportRule]
  private let rulesByKind: [OperatorKind: [SupportRule]]
  private let unlistedRules: [SupportRule]
  /// Whether every operator is accepted.
  private let hasNoRules: Bool
  /// Whether some rule judges parts.
  private let hasPartRules: Bool

  /// Makes a table.
  public init(
    entries: [Entry],
    elementTypes: [ElementType]? = nil,
    commonRules: [SupportRule] = [],
    acceptsUnlisted: Bool = false
  ) {
    self.entries = entries
    self.elementTypes = elementTypes
    self.commonRules = commonRules
    self.acceptsUnlisted = acceptsUnlisted
    let typeRule = elementTypes.map(SupportRule.elementType)
    var rulesByKind: [OperatorKind: [SupportRule]] = [:]
    var entriesByKind: [OperatorKind: [Entry]] = [:]
    for entry in entries {
      for (position, kind) in entry.kinds.enumerated()
      where !entry.kinds[..<position].contains(kind) {
        entriesByKind[kind, default: []].append(entry)
      }
    }
    for (kind, own) in entriesByKind {
      let types = own.lazy.compactMap(\.elementTypes).last.map(SupportRule.elementType) ?? typeRule
      rulesByKind[kind] = (types.map { [$0] } ?? []) + own.flatMap(\.rules) + commonRules
    }
    self.rulesByKind = rulesByKind
    hasNoRules =
      acceptsUnlisted && typeRule == nil && commonRules.isEmpty
      && rulesByKind.values.allSatisfy(\.isEmpty)
    hasPartRules = (commonRules + entries.flatMap(\.rules)).contains { $0.scope == .parts }
    unlistedRules =
      acceptsUnlisted ? (typeRule.map { [$0] } ?? []) + commonRules : [SupportRule.unlisted]
  }

  /// Accepts every operator.
  public static let everything = SupportTable(entries: [], acceptsUnlisted: true)

  /// The rules that an operator of a kind must meet; all of them together are acceptance.
  ///
  /// A kind that the backend does not have has one rule, `operator-kind`, which never holds.
  public func rules(for kind: OperatorKind) -> [SupportRule] {
    rulesByKind[kind] ?? unlistedRules
  }

  /// Whether a kind is accepted where its rules are met.
  public func accepts(_ kind: OperatorKind) -> Bool {
    acceptsUnlisted || rulesByKind[kind] != nil
  }

  /// What the backend calls a kind, where it has a name of its own.
  public func sourceName(of kind: OperatorKind) -> String? {
    entries.first { $0.kinds.contains(kind) && !$0.sourceName.isEmpty }?.sourceName
  }

  /// Every rule that refuses the operator, none if it is accepted.
  public func refusals(of facts: OperatorFacts<Int64>) -> [Refusal] {
    rules(for: facts.kind).compactMap { $0.refusal(of: facts) }
  }

  /// Every rule that refuses an operator of a graph, none if it is accepted.
  ///
  /// Floating-point tensors count as being computed in the precision, where the plan names one.
  /// A part is the share of the output that is computed, nil for all of it.
  public func refusals(
    of index: Index<Operator>,
    in graph: Graph,
    precision: ElementType? = nil,
    part: Slice? = nil
  ) -> [Refusal] {
    let rules = rules(for: graph.operators[index].kind)
    guard !rules.isEmpty else { return [] }
    let facts = OperatorFacts<Int64>(
      of: index,
      in: graph,
      precision: precision,
      part: OperatorFacts<Int64>.Part(part)
    )
    return rules.compactMap { $0.refusal(of: facts) }
  }

  /// Whether some rule judges the parts of operators of a kind, besides the operators themselves.
  public func judgesParts(of kind: OperatorKind) -> Bool {
    hasPartRules && rules(for: kind).contains { $0.scope == .parts }
  }

  /// Whether no rule refuses an operator of a graph, or the part of it.
  public func accepts(
    _ index: Index<Operator>,
    in graph: Graph,
    precision: ElementType? = nil,
    part: Slice? = nil
  ) -> Bool {
    if hasNoRules { return true }
    let rules = rules(for: graph.operators[index].kind)
    guard !rules.isEmpty else { return true }
    let facts = OperatorFacts<Int64>(
      of: index,
      in: graph,
      precision: precision,
      part: OperatorFacts<Int64>.Part(part)
    )
    return rules.allSatisfy { $0.holds(for: facts) }
  }

  /// Every rule that refuses an operator that stands outside a graph, none if it is accepted.
  ///
  /// Such an operator does not say which inputs are weights; the operands that are weights in
  /// common models (filters, biases, slopes, statistics) count as such.
  public func refusals(of context: OperatorContext, precision: ElementType?, part: Slice?)
    -> [Refusal]
  {
    refusals(
      of: OperatorFacts<Int64>(
        of: context,
        fixedInputs: context.usualWeights,
        precision: precision,
        part: OperatorFacts<Int64>.Part(part)
      )
    )
  }

  /// Whether an operator is accepted, over numbers or over the solver's terms.
  public func accepts<Number: Numeral>(_ facts: OperatorFacts<Number>) -> Number.Truth {
    Number.Truth.conjunction(rules(for: facts.kind).map { $0.holds(for: facts) })
  }
}

extension OperatorContext {
  /// The positions of the inputs that are weights in common models.
  fileprivate var usualWeights: Set<Int> {
    switch kind.rawValue {
    case "Conv", "ConvTranspose", "Gemm", "BatchNormalization", "InstanceNormalization",
      "LayerNormalization", "GroupNormalization", "PRelu", "LSTM", "GRU", "RNN":
      Set(inputs.indices.dropFirst())
    default: []
    }
  }
}

extension SupportRule {
  fileprivate static let unlisted = SupportRule(
    id: "operator-kind",
    .constant(false),
    statement: "the backend has the operator",
    because: "the backend's source does not list it"
  )

  fileprivate static func elementType(_ types: [ElementType]) -> SupportRule {
    SupportRule(
      id: "element-type",
      .implication(.present(.input(0)), .elementType(.input(0), types)),
      because: "the backend computes in these types"
    )
  }
}
