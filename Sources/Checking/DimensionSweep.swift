/// The judgements of a plan for several values of a model's symbolic dimensions, joined into one.
///
/// Each value is judged by itself, so that nothing is assumed of how shapes, rules or sizes depend
/// on the dimension. An obligation is refuted by the first value that breaks it; values come in
/// rising order, so for one dimension that is the smallest. Of long ranges the solver is asked only
/// about the first and the last value and those that the direct readings doubt.
package struct DimensionSweep: Sendable {
  /// A value of a dimension.
  package struct Value: Hashable, Sendable {
    package let name: String
    package let value: Int

    /// Makes a value.
    package init(name: String, value: Int) {
      self.name = name
      self.value = value
    }
  }

  private let range: String
  private var judgement: Judgement?
  private var findings: [Finding] = []
  private var isBroken = false
  private var hasInvalidValues = false
  /// How many values were judged with the solver, and how many by direct readings alone.
  private var judged = 0
  private var readDirectly = 0
  /// The first values for which the plan is none, where none have been judged yet.
  private var fault: (finding: Finding, values: [Value])?

  /// Joins judgements for all values of a range, such as `batch in 1..32`.
  package init(_ range: String) {
    self.range = range
  }

  /// Whether every obligation has been refuted, so that further values change nothing.
  package var isSettled: Bool {
    !findings.isEmpty && findings.allSatisfy { $0.verdict == .refuted }
  }

  /// The obligations of some that no value so far has refuted.
  package func unrefuted(among obligations: [Obligation]) -> [Obligation] {
    obligations.filter { obligation in
      !findings.contains { $0.obligation == obligation && $0.verdict == .refuted }
    }
  }

  /// Counts values which the direct readings of all obligations not yet refuted find legal.
  package mutating func addUndoubted() { readDirectly += 1 }

  /// Takes the judgement for the next values.
  package mutating func add(_ next: Judgement, for values: [Value]) {
    judged += 1
    let found = next.findings.map { Self.finding($0, for: values) }
    defer { if judgement == nil { judgement = next } }
    guard judgement != nil else {
      findings = found
      isBroken = next.verdict == .refuted
      if let fault { replaceCoverage(by: fault.finding, for: fault.values) }
      return
    }
    for (position, finding) in found.enumerated() {
      switch (findings[position].verdict, finding.verdict) {
      case (.refuted, _), (.undecided, .proved), (.undecided, .undecided): continue
      case (.proved, _), (.undecided, .refuted): findings[position] = finding
      }
    }
    // What shows a fault is read with the graph in which it is.
    if !isBroken {
      judgement = next
      isBroken = next.verdict == .refuted
    }
  }

  /// Takes values for which the plan is none, because a part of it does not exist.
  package mutating func add(invalid reason: String, for values: [Value]) {
    hasInvalidValues = true
    let finding = Finding(
      .coverage,
      .refuted,
      "the plan has parts that do not exist: \(reason)"
    )
    if judgement == nil {
      fault = fault ?? (finding, values)
    } else if !findings.contains(where: { $0.obligation == .coverage && $0.verdict == .refuted }) {
      replaceCoverage(by: finding, for: values)
    }
  }

  private mutating func replaceCoverage(by finding: Finding, for values: [Value]) {
    for (position, old) in findings.enumerated() where old.obligation == .coverage {
      findings[position] = Self.finding(finding, for: values)
    }
  }

  /// The judgement for all values; nil where there was none.
  package var joined: Judgement? {
    guard let judgement else { return nil }
    var scope = hasInvalidValues ? "\(range) for which the plan's parts exist" : range
    if readDirectly > 0 { scope += " (\(judged) of them confirmed by the solver)" }
    return Judgement(
      subject: judgement.subject,
      findings: findings.map { finding in
        finding.verdict == .proved
          ? finding.saying("for every \(scope): \(finding.message)", values: []) : finding
      },
      questions: judgement.questions
    )
  }

  private static func finding(_ finding: Finding, for values: [Value]) -> Finding {
    guard finding.verdict != .proved else { return finding }
    let names = values.map { "\($0.name)=\($0.value)" }.joined(separator: ", ")
    return finding.saying("for \(names): \(finding.message)", values: values)
  }
}

extension Finding {
  /// The finding in other words, for some values of symbolic dimensions.
  fileprivate func saying(_ message: String, values: [DimensionSweep.Value]) -> Finding {
    Finding(
      obligation,
      verdict,
      message,
      steps: steps,
      pool: pool,
      evidence: evidence,
      values: values
    )
  }
}
