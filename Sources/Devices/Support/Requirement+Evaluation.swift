import Quantities

/// A truth value that may be neither: a measure that does not exist makes both sides false.
struct Ternary<Truth: Connective> {
  /// Whether the requirement is true.
  let holds: Truth
  /// Whether it is false.
  let fails: Truth

  static var unknown: Self { Self(holds: Truth(constant: false), fails: Truth(constant: false)) }

  init(holds: Truth, fails: Truth) {
    self.holds = holds
    self.fails = fails
  }

  init(_ truth: Truth) {
    self.init(holds: truth, fails: truth.negated)
  }

  static func conjunction(_ parts: [Self]) -> Self {
    Self(
      holds: Truth.conjunction(parts.map(\.holds)),
      fails: Truth.disjunction(parts.map(\.fails))
    )
  }

  var negated: Self { Self(holds: fails, fails: holds) }

  static func disjunction(_ parts: [Self]) -> Self {
    conjunction(parts.map(\.negated)).negated
  }
}

extension RuleReading {
  /// The truth of a requirement (Kleene's strong logic).
  func truth(of requirement: Requirement) -> Ternary<Number.Truth> {
    switch requirement {
    case .constant(let value): return constant(value)
    case .comparison(let left, let relation, let right):
      return known { reading throws(Absence) in
        try reading.comparison(
          reading.value(of: left),
          relation,
          reading.value(of: right)
        )
      }
    case .membership(let measure, let values):
      return known { reading throws(Absence) in
        let number = try reading.value(of: measure)
        return Number.Truth.disjunction(
          values.map { number.isEqual(to: Number(constant: $0)) }
        )
      }
    case .elementType(let operand, let types):
      return known { reading throws(Absence) in
        Number.Truth(constant: types.contains(try reading.elementType(operand)))
      }
    case .word(let attribute, let fallback, let words):
      return known { reading throws(Absence) in
        Number.Truth(constant: words.contains(try reading.word(attribute, fallback: fallback)))
      }
    case .partAxis(let axes):
      return known { reading throws(Absence) in
        Number.Truth(constant: axes.contains(try reading.partAxis()))
      }
    case .present(let name): return constant(operand(name) != nil)
    case .fixed(let name): return constant(operand(name)?.isFixed ?? false)
    case .every(let range, let inner):
      return members(of: range).map { .conjunction($0.map { $0.truth(of: inner) }) } ?? .unknown
    case .some(let range, let inner):
      return members(of: range).map { .disjunction($0.map { $0.truth(of: inner) }) } ?? .unknown
    case .negation(let inner): return truth(of: inner).negated
    case .conjunction(let parts): return .conjunction(parts.map(truth(of:)))
    case .disjunction(let parts): return .disjunction(parts.map(truth(of:)))
    case .implication(let premise, let conclusion):
      return .disjunction([truth(of: premise).negated, truth(of: conclusion)])
    }
  }

  /// The readings that `every` and `some` go through; nil for a list whose value is not known.
  ///
  /// A list that is left out has no members.
  func members(of range: Requirement.Range) -> [Self]? {
    switch range {
    case .inputs:
      return facts.inputs.indices.filter { facts.inputs[$0] != nil }
        .map { position in
          with { $0.eachInput = position }
        }
    case .outputs:
      return facts.outputs.indices.map { position in with { $0.eachOutput = position } }
    case .list(let name):
      do {
        return try (items(name) ?? []).map { item in with { $0.eachItem = item } }
      } catch {
        return nil
      }
    }
  }

  private func with(_ change: (inout Self) -> Void) -> Self {
    var copy = self
    change(&copy)
    return copy
  }

  private func constant(_ value: Bool) -> Ternary<Number.Truth> {
    Ternary(Number.Truth(constant: value))
  }

  private func known(_ truth: (Self) throws(Absence) -> Number.Truth) -> Ternary<Number.Truth> {
    do {
      return Ternary(try truth(self))
    } catch {
      return .unknown
    }
  }

  private func comparison(_ left: Number, _ relation: Relation, _ right: Number) -> Number.Truth {
    switch relation {
    case .equal: left.isEqual(to: right)
    case .unequal: left.isEqual(to: right).negated
    case .less: left.isLess(than: right)
    case .atMost: left.isAtMost(right)
    case .greater: right.isLess(than: left)
    case .atLeast: right.isAtMost(left)
    }
  }
}
