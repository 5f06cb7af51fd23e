/// The choices that made one test case, and the groups they form.
///
/// A test case *is* this sequence: generating, replaying, mutating, shrinking and fuzzing are one
/// operation, "run again with these answers", so validity has one source of truth, the generator.
/// MacIver and Donaldson, "Test-Case Reduction via Test-Case Generation: Insights from the
/// Hypothesis Reducer", ECOOP 2020, doi:10.4230/LIPIcs.ECOOP.2020.13.
package struct ChoiceSequence: Hashable, Sendable {
  /// The answered questions in the order they were asked.
  package private(set) var choices: [Choice] = []
  /// The groups in the order they were opened, so that a parent precedes its children.
  package private(set) var spans: [Span] = []

  private var openSpan: Int?

  /// Makes an empty sequence.
  package init() {}

  /// The answers alone, which is what a replay needs.
  package var values: [ChoiceValue] { choices.map(\.value) }

  mutating func append(_ value: ChoiceValue, in domain: ChoiceDomain) {
    choices.append(Choice(value, in: domain))
  }

  mutating func open(_ label: SpanLabel) {
    let start = choices.count
    spans.append(Span(label: label, parent: openSpan, start: start, end: start))
    openSpan = spans.count - 1
  }

  mutating func close() {
    guard let open = openSpan else { return }
    spans[open].end = choices.count
    openSpan = spans[open].parent
  }

  mutating func closeAll() {
    while openSpan != nil {
      close()
    }
  }

  mutating func removeAll() {
    choices.removeAll(keepingCapacity: true)
    spans.removeAll(keepingCapacity: true)
    openSpan = nil
  }
}
