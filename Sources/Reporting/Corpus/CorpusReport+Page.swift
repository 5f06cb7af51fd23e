import Checking
import Documents
import Formats
import Hunting
import Plans
import Quantities

/// A folder of cases as a page to look at.
extension CorpusReport {
  /// One self-contained HTML file without scripts.
  package var html: String { PageTemplate.render(page) }

  private var page: Page {
    let sections =
      [
        changes.map { _ in ChangesSection(report: self).section },
        cases.isEmpty ? nil : AtlasSection(report: self).section, lossSection, casesSection,
      ]
      .compactMap { $0 } + [again]
    return Page(
      title: "Pitfall: \(cases.count) cases",
      kicker: "Pitfall · corpus report",
      badge: badge,
      headline: headline,
      lead: lead.withBoundUnits,
      tiles: Page.Tiles(items: tiles),
      sections: sections,
      footer: "Made by pitfall. A case is a plan that breaks a property, with everything needed to "
        + "ask again: model, device, condition and strategy."
    )
  }

  private var badge: Page.Badge {
    if changes == nil {
      return cases.isEmpty
        ? Page.Badge(word: "no case", sign: "✓", mark: "proved")
        : Page.Badge(word: "cases found", sign: "✕", mark: "refuted")
    }
    return hasRegressed
      ? Page.Badge(word: "regressed", sign: "✕", mark: "refuted")
      : Page.Badge(word: "no regression", sign: "✓", mark: "proved")
  }

  private var headline: String {
    let strategies = Set(cases.map(\.strategy)).sorted().map { escaped($0, limit: 40) }
    let who = strategies.isEmpty ? "" : " of " + Self.listed(strategies)
    let count = cases.count == 1 ? "1 pitfall" : "\(cases.count) pitfalls"
    guard let changes else { return "\(count)\(who)" }
    let fresh = changes.count { $0.status == .new }
    let worse = changes.count { $0.status == .worse }
    let fixed = changes.count { $0.status == .fixed }
    return "\(count)\(who): \(fresh) new, \(worse) worse, \(fixed) fixed"
  }

  private var lead: String {
    guard let worst = cases.first, let numbers = worst.numbers else {
      return "Nothing here loses time."
    }
    return "The worst takes \(numbers.plan.inWords) instead of \(numbers.best.inWords), "
      + "\(CaseWording.factor(worst.loss ?? 0)) times as long, by "
      + "\(escaped(worst.cause, limit: 40)), with a "
      + "model of \(worst.operators == 1 ? "1 operator" : "\(worst.operators) operators") on "
      + "\(escaped(worst.device, limit: 60))."
  }

  private var tiles: [Page.Tile] {
    let causes = Set(cases.map(\.cause))
    var tiles = [
      Page.Tile(
        name: "Cases",
        value: "\(cases.count)",
        note: "\(atlas.kinds.count.counted("kind", "kinds")) on "
          + atlas.devices.count.counted("device", "devices")
      ),
      Page.Tile(
        name: "Worst loss",
        value: CaseWording.loss(cases.first?.loss),
        note: cases.first.map { escaped($0.cause, limit: 40) } ?? "–"
      ),
      Page.Tile(
        name: "Causes",
        value: "\(causes.count)",
        note: Self.listed(causes.sorted().map { escaped($0, limit: 24) })
      ),
    ]
    if let changes {
      let words = CorpusChange.order.compactMap { status -> String? in
        let number = changes.count { $0.status == status }
        return number > 0 ? "\(number) \(status.rawValue)" : nil
      }
      tiles.append(
        Page.Tile(
          name: "Against the baseline",
          value: "\(changes.count { $0.status == .new || $0.status == .worse }) regressed",
          note: words.joined(separator: ", ")
        )
      )
    }
    return tiles
  }

  /// Names in a row, those that would be too many as a number.
  private static func listed(_ names: [String]) -> String {
    let rest = names.count > 5 ? ["\(names.count - 4) others"] : []
    return Headline.listed(names.prefix(rest.isEmpty ? 5 : 4) + rest)
  }

  // MARK: Cases

  private var lossSection: Page.Section? {
    let shown = cases.filter { $0.loss != nil }.prefix(12)
    guard let most = shown.first?.loss else { return nil }
    let bars = RangeBars(
      scale: ChartScale(most + most / 50),
      rows: shown.map { item in
        let times = item.numbers.map { "\($0.plan.inWords) instead of \($0.best.inWords)" } ?? ""
        return RangeBars.Row(
          name: CaseWording.loss(item.loss),
          words: "\(escaped(item.cause, limit: 20)), \(escaped(item.family, limit: 20))",
          more: times,
          from: 0,
          to: item.loss ?? 0
        )
      },
      mark: RangeBars.Tick(at: 1_000, "as fast as the rival")
    )
    return Page.Section(
      id: "losses",
      title: "What is lost",
      introduction: cases.count > shown.count ? "The \(shown.count) worst." : nil,
      blocks: [.drawing(bars.svg)]
    )
  }

  private var casesSection: Page.Section? {
    guard !cases.isEmpty else { return nil }
    let rows = cases.map { item in
      [
        cell(of: item), PageTable.Cell(escaped(item.strategy, limit: 60)),
        PageTable.Cell(
          escaped(item.device, limit: 60),
          notes: [escaped(item.condition, limit: 60)]
        ),
        PageTable.Cell("\(item.operators)"), PageTable.Cell(CaseWording.loss(item.loss)),
      ]
    }
    let table = PageTable(
      ["case", "strategy", "device", "#operators", "#loss"],
      kind: "cases",
      rows: rows
    )
    return Page.Section(
      id: "cases",
      title: "All cases",
      // With a baseline they are shown above, by result.
      blocks: changes == nil
        ? [.table(table)]
        : [.folded(cases.count.counted("case", "cases"), [.table(table)])]
    )
  }

  /// A case with what happened, and the page that shows it.
  func cell(of item: CaseSummary) -> PageTable.Cell {
    let kind = [item.property, item.cause, item.family].map { escaped($0, limit: 40) }
    return PageTable.Cell(
      kind.joined(separator: " · "),
      notes: [
        escaped(item.message, limit: 300).capitalisedFirst + ".",
        escaped(Self.fileName(of: item), limit: 120),
      ],
      link: links[item.file]?.page
    )
  }

  private var again: Page.Section {
    Page.Section(
      id: "again",
      title: "Do it again",
      blocks: reproduction.map { .command(escaped($0, limit: 4_096)) }
    )
  }
}
