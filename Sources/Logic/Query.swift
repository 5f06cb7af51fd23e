package import Quantities

/// A question to a solver, whether all of this can hold at once.
package struct Query: Hashable, Sendable {
  /// What people call the question; it names the file when the question is written out.
  package let name: String
  /// What must hold whatever is assumed; it is never part of an explanation.
  package let constraints: [Formula]
  /// What is assumed; where nothing satisfies the query, the answer says which of these clash.
  package let assumptions: Table<Assumption, Assumption>
  /// How small the set of clashing assumptions has to be.
  package let explanation: Explanation
  /// How much the solver may spend on each check.
  package let limit: SolverLimit
  /// Values that are tried first: where they satisfy everything no solver is needed.
  package let trial: Assignment?

  /// Asks whether the constraints and assumptions can hold together.
  ///
  /// Difference constraints are decided faster when those of late events come first.
  package init(
    name: String,
    constraints: [Formula],
    assumptions: [Assumption] = [],
    explanation: Explanation = .minimal,
    limit: SolverLimit = .unlimited,
    trial: Assignment? = nil
  ) {
    self.trial = trial
    self.name = name
    self.constraints = constraints
    self.assumptions = Table(assumptions)
    self.explanation = explanation
    self.limit = limit
  }

  /// The same constraints without the assumptions.
  ///
  /// Where these alone are unsatisfiable, nothing follows from the query: its premise is empty.
  package var premise: Query {
    Query(name: name + " premise", constraints: constraints, limit: limit)
  }

  /// The same question without values to try.
  package var untried: Query {
    Query(
      name: name,
      constraints: constraints,
      assumptions: assumptions.values,
      explanation: explanation,
      limit: limit
    )
  }

  /// Whether the values to try satisfy everything, by this package's own evaluator.
  package var isSatisfiedByTrial: Bool {
    guard let trial else { return false }
    var evaluator = Evaluator(trial)
    let formulas = constraints + assumptions.values.map(\.formula)
    return formulas.allSatisfy { (try? evaluator.value(of: $0)) == true }
  }

  /// The least kind of logic in which the query can be decided.
  package var kind: LogicKind {
    LogicKind(covering: constraints + assumptions.values.map(\.formula))
  }
}

/// A formula that may take part in an explanation, with a name for people.
package struct Assumption: Hashable, Sendable {
  /// What people call it; any text.
  package let name: String
  /// What is assumed.
  package let formula: Formula

  /// Assumes the formula under a name.
  package init(_ name: String, _ formula: Formula) {
    self.name = name
    self.formula = formula
  }
}

/// How small the set of clashing assumptions has to be.
package enum Explanation: Hashable, Sendable {
  /// Whatever the solver finds.
  case any
  /// A set from which nothing can be left out.
  case minimal
}

/// What a solver may spend on one check.
package struct SolverLimit: Hashable, Sendable {
  /// The solver's own count of its steps, the same on every machine; nil for no limit.
  package let resources: UInt32?
  /// A safety net in milliseconds of real time; nil for no limit.
  package let milliseconds: UInt32?

  /// Limits the steps, and as a safety net the time.
  package init(resources: UInt32? = nil, milliseconds: UInt32? = nil) {
    self.resources = resources
    self.milliseconds = milliseconds
  }

  /// No limit.
  package static var unlimited: Self { Self() }
}
