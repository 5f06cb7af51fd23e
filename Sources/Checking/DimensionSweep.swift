import Devices
import Quantities
import Strategies

/// The judgements of a plan for several values of a model's symbolic dimensions, joined into one.
///
/// Each value is judged by itself, so that nothing is assumed of how shapes, rules or sizes depend
/// on the dimension. An obligation is refuted by the first value that breaks it; values come in
/// rising order, so for one dimension that is the smallest. Of long ranges the solver is asked only
/// about the first and the last value, those that the direct readings doubt, and those for which a
/// pool is fullest.
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

  /// The fullest moment of a pool over all values.
  private struct Peak {
    var bound: Bytes
    var values: [Value]
    /// What lies there; nil where the solver was not asked about these values.
    var occupancy: Evidence.Occupancy?
  }

  private let range: String
  private var judgement: Judgement?
  private var findings: [Finding] = []
  private var isBroken = false
  private var hasInvalidValues = false
  /// How many values were judged with the solver, and how many by direct readings alone.
  private var judged = 0
  private var readDirectly = 0
  /// The fullest moments so far, by pool.
  private var peaks: [String: Peak] = [:]
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

  /// Reads the next values directly and takes them where nothing is in doubt of all obligations
  /// that no value so far has refuted; otherwise the solver is to be asked.
  package mutating func addIfUndoubted(
    _ subject: Subject,
    _ obligations: [Obligation],
    for values: [Value]
  ) -> Bool {
    let open = obligations.filter { obligation in
      !findings.contains { $0.obligation == obligation && $0.verdict == .refuted }
    }
    let verdict = DirectVerdict(subject, on: open)
    guard verdict.doubts.isEmpty else { return false }
    readDirectly += 1
    for peak in verdict.peaks {
      note(peak.bound, subject.task.device.pools[peak.pool].name, nil, values)
    }
    return true
  }

  /// Values for which a pool is fullest and about which the solver was not asked.
  package var unconfirmedPeaks: [[Value]] {
    guard findings.contains(where: { $0.obligation == .memory && $0.verdict == .proved }) else {
      return []
    }
    let open = peaks.sorted { $0.key < $1.key }.map(\.value).filter { $0.occupancy == nil }
    var result: [[Value]] = []
    for peak in open where !result.contains(peak.values) { result.append(peak.values) }
    return result
  }

  /// Takes the judgement for values that were only read directly before.
  package mutating func confirm(_ judgement: Judgement, for values: [Value]) {
    readDirectly -= 1
    add(judgement, for: values)
  }

  private mutating func note(
    _ bound: Bytes,
    _ pool: String,
    _ occupancy: Evidence.Occupancy?,
    _ values: [Value]
  ) {
    if let known = peaks[pool] {
      let isNews = known.occupancy == nil && occupancy != nil
      guard bound > known.bound || bound == known.bound && isNews else { return }
    }
    peaks[pool] = Peak(bound: bound, values: values, occupancy: occupancy)
  }

  /// Takes the judgement for the next values.
  package mutating func add(_ next: Judgement, for values: [Value]) {
    judged += 1
    for case .peaks(let pools) in next.findings.map(\.evidence) {
      for pool in pools { note(pool.bound, pool.pool, pool.at(values), values) }
    }
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
          ? withPeaks(finding).saying { "for every \(scope): \($0)" } : finding
      },
      questions: judgement.questions
    )
  }

  /// A finding that speaks of the fullest moments of pools for any values.
  private func withPeaks(_ finding: Finding) -> Finding {
    guard case .peaks = finding.evidence, let judgement else { return finding }
    let pools = judgement.subject.task.device.pools.values
    let fullest = pools.compactMap { peaks[$0.name]?.occupancy }
    return Finding(
      finding.obligation,
      finding.verdict,
      MemoryRule.sentence(on: fullest),
      evidence: .peaks(fullest)
    )
  }

  private static func finding(_ finding: Finding, for values: [Value]) -> Finding {
    guard finding.verdict != .proved else { return finding }
    return finding.saying(values) { "for \(values.inWords): \($0)" }
  }
}

extension [DimensionSweep.Value] {
  /// The values as people type them.
  var inWords: String { map { "\($0.name)=\($0.value)" }.joined(separator: ", ") }
}

extension Finding {
  /// The finding in other words, for some values of symbolic dimensions.
  fileprivate func saying(
    _ values: [DimensionSweep.Value] = [],
    _ words: (String) -> String
  ) -> Finding {
    Finding(
      obligation,
      verdict,
      words(message),
      steps: steps,
      pool: pool,
      evidence: evidence,
      values: values
    )
  }
}
