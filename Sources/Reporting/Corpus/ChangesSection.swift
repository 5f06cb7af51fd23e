import Documents
import Formats
import Hunting

/// What became of cases since a baseline: how many of each result, and which.
struct ChangesSection {
  let report: CorpusReport

  /// How many cases of a result are shown before the rest is folded away.
  private static let limit = 10

  private struct Part {
    let status: CaseReplay.Status
    let entries: [CorpusReport.Entry]
  }

  private var parts: [Part] {
    CorpusChange.order.compactMap { status in
      let entries = report.entries.filter { $0.status == status }
      return entries.isEmpty ? nil : Part(status: status, entries: entries)
    }
  }

  var section: Page.Section {
    let bar = StackedBar(
      summary: "Cases by result",
      parts: parts.map { .init(Self.mark($0.status), $0.status.rawValue, count: $0.entries.count) },
      scale: ChartScale(UInt64(report.entries.count))
    )
    let legend = parts.map {
      Swatch.filled(Self.mark($0.status)).item("\($0.entries.count) \($0.status.rawValue)")
    }
    return Page.Section(
      id: "changes",
      title: "Since the baseline",
      introduction: report.entries.isEmpty
        ? "There is nothing to compare."
        : "Cases are matched by what they ask, the rest by property, cause and family of models.",
      blocks: report.entries.isEmpty
        ? [] : [.drawing(bar.svg), .legend("Results", legend)] + parts.flatMap(blocks)
    )
  }

  private func blocks(of part: Part) -> [PageBlock] {
    let shown = part.entries.prefix(Self.limit)
    let rest = part.entries.dropFirst(Self.limit)
    let heading = PageBlock.heading(
      part.status.rawValue.capitalisedFirst,
      "\(part.entries.count), \(Self.meaning(part.status))"
    )
    guard part.status != .stillFailing else {
      let words = part.entries.count.counted("case that is", "cases that are")
      return [heading, .folded(words + " as before", [.table(table(part.entries, part.status))])]
    }
    return [heading, .table(table(Array(shown), part.status))]
      + (rest.isEmpty
        ? [] : [.folded("\(rest.count) more", [.table(table(Array(rest), part.status))])])
  }

  private static func mark(_ status: CaseReplay.Status) -> String {
    switch status {
    case .new: "fresh"
    case .worse: "worse"
    case .stillFailing: "same"
    case .better: "better"
    case .fixed: "gone"
    case .noPlan: "mute"
    }
  }

  private static func meaning(_ status: CaseReplay.Status) -> String {
    switch status {
    case .new: "not in the baseline"
    case .worse: "more is lost than in the baseline"
    case .stillFailing: "as much is lost as in the baseline"
    case .better: "less is lost than in the baseline"
    case .fixed: "in the baseline only"
    case .noPlan: "the strategy has no plan any more"
    }
  }

  private func table(_ entries: [CorpusReport.Entry], _ status: CaseReplay.Status) -> PageTable {
    let isChange = status == .worse || status == .better
    let rows = entries.map { entry in
      let loss = entry.now ?? entry.before
      let numbers =
        isChange
        ? [
          CaseWording.loss(entry.before), CaseWording.loss(entry.now),
          Self.change(from: entry.before, to: entry.now),
        ] : [CaseWording.loss(loss)]
      return [report.cell(of: entry.item), PageTable.Cell(escaped(entry.item.device, limit: 60))]
        + numbers.map { PageTable.Cell($0) }
    }
    return PageTable(
      ["case", "device"] + (isChange ? ["#before", "#now", "#change"] : ["#loss"]),
      kind: "cases",
      rows: rows
    )
  }

  /// How much greater or less a loss is, such as `+ 12 %`.
  private static func change(from before: UInt64?, to now: UInt64?) -> String {
    guard let before, let now, before > 0 else { return "–" }
    let gap = max(before, now) - min(before, now)
    let thousandths = ChartScale.thousandths(gap, of: before)
    let percent = thousandths < 500 ? "under 1" : "\((thousandths + 500) / 1_000)"
    return "\(now < before ? "−" : "+") \(percent)\u{A0}%"
  }
}
