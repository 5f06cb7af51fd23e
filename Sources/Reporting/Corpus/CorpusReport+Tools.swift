package import Documents
import Formats
import Hunting
import Quantities

/// A folder of cases for pull requests, code scanning and continuous integration.
extension CorpusReport {
  // MARK: Markdown

  /// A comment for a pull request.
  package var markdown: String {
    var lines = ["### Pitfall: \(MarkdownText.plain(summary))", ""]
    let isCompared = changes != nil
    let titles =
      (isCompared ? ["result"] : [])
      + ["case", "strategy", "property", "cause", "family", "device", "#loss"]
      + (isCompared ? ["#before"] : [])
    let shown = entries.prefix(50)
      .map { entry in
        let item = entry.item
        let cells =
          [
            Self.fileName(of: item), item.strategy, item.property, item.cause, item.family,
            item.device,
          ]
          .map { MarkdownText.plain($0, limit: 80) }
        let loss = CaseWording.loss(entry.now)
        return (isCompared ? [Self.sign(of: entry) + entry.result] : []) + cells + [loss]
          + (isCompared ? [CaseWording.loss(entry.before)] : [])
      }
    lines += MarkdownText.table(titles, Array(shown))
    if entries.count > 50 { lines += ["", "and \(entries.count - 50) more"] }
    lines.append("")
    for line in reproduction { lines += MarkdownText.code(line) }
    return lines.joined(separator: "\n") + "\n"
  }

  private static func sign(of entry: Entry) -> String {
    switch entry.status {
    case .new, .worse: "❌ "
    case .better, .fixed: "✅ "
    case .stillFailing, .noPlan, nil: "➖ "
    }
  }

  /// The last component of the case's path.
  static func fileName(of item: CaseSummary) -> String { FileReading.name(of: item.file) }

  // MARK: JUnit

  /// A test for each case.
  ///
  /// It has failed where the case is new or worse, is skipped where it is as bad as in the baseline
  /// or better, has passed where it is fixed, and is in error where the strategy has no plan.
  /// Without a baseline all have failed.
  package var junit: String {
    let names = Set(entries.map(\.item.strategy)).sorted()
    return JUnitDocument(
      suites: names.map { name in
        JUnitDocument.Suite(
          name: escaped(name, limit: 200),
          tests: entries.filter { $0.item.strategy == name }.map(Self.test)
        )
      }
    )
    .xml
  }

  private static func test(_ entry: Entry) -> JUnitDocument.Test {
    let item = entry.item
    let message = escaped(item.message, limit: 2_000)
    let group = [item.property, item.cause, item.family].map { escaped($0, limit: 100) }
    let outcome: JUnitDocument.Test.Outcome =
      switch entry.status {
      case .fixed: .passed
      case .noPlan:
        .unknown(
          kind: "no plan",
          message: "the strategy has no plan",
          details: escaped(item.file, limit: 400)
        )
      case .stillFailing, .better: .skipped(message: "\(entry.result): \(message)")
      case .new, .worse, nil:
        .failed(
          kind: entry.result.isEmpty ? "failing" : entry.result,
          message: message,
          details: "\(escaped(item.file, limit: 400))\ndevice: \(escaped(item.device, limit: 200))"
        )
      }
    return JUnitDocument.Test(
      group: group.joined(separator: "."),
      name: escaped(fileName(of: item), limit: 200),
      outcome: outcome
    )
  }

  // MARK: SARIF

  /// A result for each case, in the case's file; its fingerprint is what was asked of whom.
  package var sarif: JSONValue {
    SARIFDocument(category: "corpus", results: entries.map(result)).json
  }

  private func result(_ entry: Entry) -> JSONValue {
    let item = entry.item
    let number = SARIFDocument.rules.firstIndex { $0.name == item.property }
    let rule = number.map { SARIFDocument.rules[$0] }
    let place = links[item.file]?.place
    let identity = StableHash.digits(of: Array("\(item.question) \(item.strategy)".utf8))
    let words = "\(item.strategy), \(item.cause), \(item.family) on \(item.device): \(item.message)"
    return .object([
      "ruleId": .text(rule?.id ?? "pitfall/other"),
      "ruleIndex": number.map { .integer(Int64($0)) },
      "level": .text(rule?.level ?? "warning"),
      "message": .object(["text": .text(escaped(words, limit: 2_000).capitalisedFirst + ".")]),
      "locations": [
        .object([
          "physicalLocation": SARIFDocument.location(
            item.file,
            line: place?.line ?? 1,
            column: place?.column ?? 1
          )
        ])
      ],
      "partialFingerprints": .object(["pitfallCase/v1": .text(identity)]),
      "baselineState": entry.status.map { .text(Self.baselineState($0)) },
    ])
  }

  private static func baselineState(_ status: CaseReplay.Status) -> String {
    switch status {
    case .new: "new"
    case .worse, .better: "updated"
    case .stillFailing, .noPlan: "unchanged"
    case .fixed: "absent"
    }
  }
}
