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
      [changesSection, atlasSection, lossSection, casesSection].compactMap { $0 } + [again]
    return Page(
      title: "Pitfall: \(cases.count) cases",
      kicker: "Pitfall · corpus report",
      badge: badge,
      headline: headline,
      lead: lead,
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
    let who =
      strategies.isEmpty
      ? ""
      : " of " + Headline.listed(Array(strategies.prefix(4)))
        + (strategies.count > 4 ? " and others" : "")
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
        note: "of \(atlas.kinds.count) kinds on \(atlas.devices.count) devices"
      ),
      Page.Tile(
        name: "Worst loss",
        value: CaseWording.loss(cases.first?.loss),
        note: cases.first.map { escaped($0.cause, limit: 40) } ?? "–"
      ),
      Page.Tile(
        name: "Causes",
        value: "\(causes.count)",
        note: causes.sorted().prefix(4).map { escaped($0, limit: 24) }.joined(separator: ", ")
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

  // MARK: Changes

  private var changesSection: Page.Section? {
    guard changes != nil else { return nil }
    let rows = entries.map { entry in
      [
        cell(of: entry.item), PageTable.Cell("", badge: Self.badge(entry)),
        PageTable.Cell(CaseWording.loss(entry.before)),
        PageTable.Cell(CaseWording.loss(entry.now)),
      ]
    }
    return Page.Section(
      id: "changes",
      title: "Since the baseline",
      introduction: "Cases are matched by what they ask; the rest by property, cause and family. "
        + "Fixed is what only the baseline has.",
      blocks: [.table(PageTable(["case", "result", "#loss before", "#loss now"], rows: rows))]
    )
  }

  private static func badge(_ entry: Entry) -> Page.Badge {
    switch entry.status {
    case .new: Page.Badge(word: entry.result, sign: "✕", mark: "refuted")
    case .worse: Page.Badge(word: entry.result, sign: "▲", mark: "refuted")
    case .better: Page.Badge(word: entry.result, sign: "▼", mark: "proved")
    case .fixed: Page.Badge(word: entry.result, sign: "✓", mark: "proved")
    case .stillFailing, .noPlan, nil:
      Page.Badge(word: entry.result, sign: "=", mark: "undecided")
    }
  }

  // MARK: Atlas

  private var atlasSection: Page.Section? {
    guard !cases.isEmpty else { return nil }
    let rows = atlas.kinds.map { kind in
      [
        PageTable.Cell(
          escaped(kind.cause, limit: 40),
          notes: ["in \(escaped(kind.family, limit: 60))"]
        )
      ]
        + atlas.devices.map { device -> PageTable.Cell in
          guard let found = atlas[kind, device] else { return PageTable.Cell("·") }
          var cell = PageTable.Cell(
            CaseWording.loss(found.worst.loss),
            notes: found.count > 1 ? ["\(found.count) cases"] : [],
            link: links[found.worst.file]?.page
          )
          cell.mark = "heat " + Self.heat(found.worst.loss)
          return cell
        }
    }
    let table = PageTable(
      ["cause and family"] + atlas.devices.map { escaped($0, limit: 60) },
      kind: "atlas",
      rows: rows
    )
    return Page.Section(
      id: "atlas",
      title: "Atlas of pitfalls",
      introduction:
        "The worst loss of each cause in each family of models on each device: how many "
        + "times longer the plan takes than its rival.",
      blocks: [.scrolled("Atlas of pitfalls, a wide table", [.table(table)])]
    )
  }

  /// The class of a loss: from 1.5, 3 and 10 times on it is darker.
  private static func heat(_ loss: UInt64?) -> String {
    switch loss ?? 0 {
    case ..<1_500: "h0"
    case ..<3_000: "h1"
    case ..<10_000: "h2"
    default: "h3"
    }
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
      mark: (1_000, "as fast as the rival")
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
    return Page.Section(
      id: "cases",
      title: "All cases",
      blocks: [
        .table(PageTable(["case", "strategy", "device", "#operators", "#loss"], rows: rows))
      ]
    )
  }

  private func cell(of item: CaseSummary) -> PageTable.Cell {
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
