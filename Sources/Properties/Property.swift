/// A named claim about every test case.
package struct Property: Sendable {
  /// The name, by which failures are stored; it must not change between releases.
  package let name: String

  private let body: @Sendable (inout TestCase) throws -> Verdict
  private let concreteBody: (@Sendable (String) throws -> Verdict)?

  /// Makes a property that throws when it does not hold.
  package init(_ name: String, _ body: @escaping @Sendable (inout TestCase) throws -> Void) {
    self.name = name
    self.body = { test in
      try body(&test)
      return .holds
    }
    concreteBody = nil
  }

  /// Makes a property of the values of a generator, which throws when it does not hold.
  package init<Value>(
    _ name: String,
    forAll generator: Generator<Value>,
    _ body: @escaping @Sendable (Value) throws -> Void
  ) {
    self.init(name) { test in try body(try test.draw(generator, as: "value")) }
  }

  private init(
    name: String,
    body: @escaping @Sendable (inout TestCase) throws -> Verdict,
    concreteBody: (@Sendable (String) throws -> Verdict)?
  ) {
    self.name = name
    self.body = body
    self.concreteBody = concreteBody
  }

  /// Returns a property that answers with a verdict; an error it throws is a failure too.
  package static func judging(
    _ name: String,
    _ body: @escaping @Sendable (inout TestCase) throws -> Verdict
  ) -> Property {
    Property(name: name, body: body, concreteBody: nil)
  }

  /// Returns the property with a way to judge a case that ``TestCase/attach(concreteCase:)`` gave.
  ///
  /// A stored failure then survives a change of its generator.
  package func judgingConcreteCases(
    _ concreteBody: @escaping @Sendable (String) throws -> Verdict
  ) -> Property {
    Property(name: name, body: body, concreteBody: concreteBody)
  }

  /// Runs one case whose answers come from a source, and returns what became of it.
  ///
  /// - Parameters:
  ///   - source: The place that answers come from.
  ///   - choiceCountMax: The number of choices beyond which the case is too large.
  ///   - isReporting: Whether notes and the concrete case are wanted.
  ///   - isWanted: Whether it matters what becomes of a case, asked when everything is drawn.
  ///   - recycled: A sequence that is no longer needed, whose memory is used again.
  /// - Returns: The case as it was run.
  package func run(
    from source: ChoiceSource,
    choiceCountMax: Int = RunLimits.standard.choicesPerCase,
    isReporting: Bool = false,
    wanted isWanted: ((TestCase) -> Bool)? = nil,
    recycling recycled: consuming ChoiceSequence = ChoiceSequence()
  ) -> CaseRun {
    var test = TestCase(
      source,
      choiceCountMax: choiceCountMax,
      isReporting: isReporting,
      wanted: isWanted,
      recycling: recycled
    )
    let outcome: CaseOutcome
    do {
      let verdict = try body(&test)
      outcome = test.discard.map(CaseOutcome.discarded) ?? CaseOutcome(verdict)
    } catch {
      outcome = test.discard.map(CaseOutcome.discarded) ?? .failed(Failure(of: error))
    }
    return CaseRun(outcome: outcome, of: &test)
  }

  /// Runs the case that a fuzzer's input describes.
  package func fuzzOneInput(_ bytes: [UInt8]) -> CaseRun {
    run(from: .bytes(bytes))
  }

  /// Judges a concrete case; nil when the property cannot read such cases.
  package func judge(concreteCase: String) -> CaseOutcome? {
    guard let concreteBody else { return nil }
    do {
      return CaseOutcome(try concreteBody(concreteCase))
    } catch {
      return .failed(Failure(of: error))
    }
  }
}

extension CaseOutcome {
  fileprivate init(_ verdict: Verdict) {
    switch verdict {
    case .holds: self = .passed
    case .fails(let failure): self = .failed(failure)
    }
  }
}
