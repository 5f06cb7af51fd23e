package import Documents
package import Formats
import Hunting
import Plans

/// A folder of cases, and what has changed in it, in the forms that people and tools read.
package struct CorpusReport: Sendable {
  /// The cases, the greatest loss first.
  let cases: [CaseSummary]
  /// What became of them since a baseline, if there is one.
  let changes: [CorpusChange]?
  let atlas: Atlas
  /// Command lines that ask the cases again.
  let reproduction: [String]
  /// Where there is more to know of a case, by the case's file.
  let links: [String: Link]

  /// Where there is more to know of a case.
  package struct Link: Hashable, Sendable {
    /// Its page, as seen from the index.
    package let page: String?
    /// Where its claim stands in its file.
    package let place: Place?

    /// Puts a link together.
    package init(page: String?, place: Place?) {
      self.page = page
      self.place = place
    }
  }

  /// Collects cases, and compares them with a baseline.
  package init(
    _ cases: [CaseSummary],
    baseline: [CaseSummary]? = nil,
    reproduction: [String],
    links: [String: Link] = [:]
  ) {
    self.cases = cases.sorted(by: CorpusChange.isWorse)
    changes = baseline.map { CorpusChange.changes(from: $0, to: cases) }
    atlas = Atlas(self.cases)
    self.reproduction = reproduction
    self.links = links
  }

  /// Takes what became of stored cases when a strategy was asked again.
  package init(
    replayed changes: [CorpusChange],
    reproduction: [String],
    links: [String: Link] = [:]
  ) {
    cases = changes.compactMap(\.now).sorted(by: CorpusChange.isWorse)
    self.changes = CorpusChange.sorted(changes)
    atlas = Atlas(cases)
    self.reproduction = reproduction
    self.links = links
  }

  /// A file beside the index as a reference.
  package static func reference(to name: String) -> String { "./" + URIText.encoded(name) }

  /// Whether a case is new or worse than in the baseline; without one, whether there is a case.
  package var hasRegressed: Bool {
    guard let changes else { return !cases.isEmpty }
    return changes.contains { $0.status == .new || $0.status == .worse }
  }

  /// How many cases there are and how they have changed, in a sentence.
  var summary: String {
    let count = cases.count == 1 ? "1 case" : "\(cases.count) cases"
    guard let changes else {
      let worst = cases.first.flatMap { item in item.loss.map { _ in item } }
      guard let worst else { return "\(count)" }
      return "\(count); the worst loses \(CaseWording.loss(worst.loss)) "
        + "by \(escaped(worst.cause, limit: 40)) on \(escaped(worst.device, limit: 60))"
    }
    let counts = CorpusChange.order.compactMap { status -> String? in
      let number = changes.count { $0.status == status }
      return number == 0 ? nil : "\(number) \(status.rawValue)"
    }
    return "\(count); against the baseline: "
      + (counts.isEmpty ? "nothing to compare" : counts.joined(separator: ", "))
  }

  // MARK: JSON

  /// The `pitfall.corpus/1` document.
  package var json: JSONValue {
    .object([
      "format": .text(CorpusFile.format),
      "cases": .list(cases.map(\.json)),
      "atlas": .list(
        atlas.kinds.flatMap { kind in
          atlas.devices.compactMap { device in atlas[kind, device].map(Self.json) }
        }
      ),
      "changes": changes.map { .list($0.map(Self.json)) },
    ])
  }

  private static func json(_ cell: Atlas.Cell) -> JSONValue {
    .object([
      "cause": .text(cell.worst.cause), "family": .text(cell.worst.family),
      "device": .text(cell.worst.device), "cases": .integer(Int64(cell.count)),
      "worst": .text(cell.worst.file),
    ])
  }

  private static func json(_ change: CorpusChange) -> JSONValue {
    .object([
      "result": .text(change.status.rawValue), "before": change.before.map { .text($0.file) },
      "now": change.now.map { .text($0.file) },
    ])
  }

  // MARK: CSV

  /// A row for each case; those that a baseline alone has come last.
  package var csv: String {
    let titles = [
      "result", "file", "strategy", "property", "cause", "family", "device", "condition",
      "operators", "plan_us", "best_us", "best", "loss", "loss_before",
    ]
    let rows = entries.map { entry in
      let item = entry.item
      return [
        entry.result, item.file, item.strategy, item.property, item.cause, item.family,
        item.device, item.condition, "\(item.operators)",
        item.numbers?.plan.microsecondsText ?? "", item.numbers?.best.microsecondsText ?? "",
        item.numbers?.rival ?? "", Self.decimal(entry.now),
        Self.decimal(entry.before),
      ]
    }
    return CSVText.text([titles] + rows)
  }

  /// A case with what became of it.
  struct Entry {
    let item: CaseSummary
    /// The word for people; empty without a baseline.
    let result: String
    let status: CaseReplay.Status?
    /// The losses before and now.
    let before: UInt64?
    let now: UInt64?
  }

  /// The cases in the order of the changes, or by loss.
  var entries: [Entry] {
    guard let changes else {
      return cases.map { Entry(item: $0, result: "", status: nil, before: nil, now: $0.loss) }
    }
    return changes.compactMap { change in
      change.item.map {
        Entry(
          item: $0,
          result: change.status.rawValue,
          status: change.status,
          before: change.before?.loss,
          now: change.now?.loss
        )
      }
    }
  }

  private static func decimal(_ thousandths: UInt64?) -> String {
    thousandths.map { Thousandths.exact($0) } ?? ""
  }
}
