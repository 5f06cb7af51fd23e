/// One test case as it was run.
package struct CaseRun: Hashable, Sendable {
  /// How it ended.
  package let outcome: CaseOutcome
  /// The choices made.
  package let sequence: ChoiceSequence
  /// The score given to the search, if any.
  package let score: Int?
  /// The labels it bears.
  package let labels: [String]
  /// The numbers measured.
  package let measurements: [Measurement]
  /// Its description; empty unless the run was a reporting one.
  package let notes: [String]
  /// The case as a text that outlives its generator; nil unless the run was a reporting one.
  package let concreteCase: String?

  init(outcome: CaseOutcome, of test: inout TestCase) {
    self.outcome = outcome
    sequence = test.takeSequence()
    score = test.score
    labels = test.labels
    measurements = test.measurements
    notes = test.notes
    concreteCase = test.concreteCase
  }

  /// The number first measured under a name.
  package func measurement(_ name: String) -> Int? {
    measurements.first { $0.name == name }?.number
  }

  /// The token that replays the case.
  package var token: ReplayToken { ReplayToken(values: sequence.values) }

  /// The bytes of a fuzzer's input that describes the case, for a seed corpus.
  package var fuzzerBytes: [UInt8] { ByteSource.bytes(for: sequence.choices) }
}
