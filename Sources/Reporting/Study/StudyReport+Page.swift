import Strategies
import Documents
import Studies

/// A study as a page to look at, and as text.
extension StudyReport {
  /// One self-contained HTML file without scripts.
  package var html: String {
    PageTemplate.render(
      Page(
        title: "Pitfall: a study",
        kicker: "Pitfall · study",
        headline: headline,
        lead: scope + ".",
        tiles: Page.Tiles(items: tiles),
        sections: sections.map(Self.section) + [again],
        footer:
          "Made by pitfall. Latencies are simulated with the figures of the device files; the "
          + "questions are those of arXiv:2405.01851."
      )
    )
  }

  private var tiles: [Page.Tile] {
    let comparison = results.comparison
    let losses = comparison.losses
    let offline = results.predictions.summaries.filter { $0.estimate == .offline }
    let best = results.passes.summaries.max { $0.greatest < $1.greatest }
    var tiles = [
      Page.Tile(
        name: "One processor wins",
        value: StudyNumber.share(comparison.settingsForOneProcessor, of: comparison.groups.count),
        note: "\(comparison.settingsForOneProcessor) of "
          + comparison.groups.count.counted("setting", "settings")
      ),
      Page.Tile(
        name: "Slower in parallel",
        value: StudyNumber.share(losses.count, of: losses.of),
        note: "\(losses.count) of \(losses.of.counted("run", "runs"))"
      ),
    ]
    if let row = results.fallbacks.rows.first {
      tiles.append(
        Page.Tile(
          name: "Fallback ratio",
          value: StudyNumber.percent(row.ratio),
          note: escaped("\(row.model) on \(row.device)", limit: 80)
        )
      )
    }
    if let most = offline.map(\.median).max(), let least = offline.map(\.median).min() {
      tiles.append(
        Page.Tile(
          name: "Offline predictions off by",
          value: StudyNumber.percent(most),
          note: "median in the worst condition; \(StudyNumber.percent(least)) in the best"
        )
      )
    }
    if let best {
      tiles.append(
        Page.Tile(
          name: "Passes save up to",
          value: StudyNumber.percent(best.greatest),
          note: escaped(best.passes, limit: 60)
        )
      )
    }
    return tiles
  }

  private static func section(_ section: StudySection) -> Page.Section {
    var blocks = section.findings.map { PageBlock.paragraph(escaped($0, limit: 4_000)) }
    for drawing in section.drawings {
      blocks.append(.heading(escaped(drawing.caption, limit: 200)))
      blocks.append(.drawing(drawing.svg))
      if !drawing.legend.isEmpty {
        blocks.append(
          .legend(
            "Signs in the chart",
            drawing.legend
          )
        )
      }
    }
    if let panels = section.panels { blocks += Self.blocks(panels) }
    for table in section.tables {
      let shown = PageBlock.table(
        PageTable(
          table.columns,
          caption: table.isFolded ? nil : escaped(table.caption, limit: 200),
          rows: table.rows.map { $0.map { PageTable.Cell(escaped($0, limit: 300)) } }
        )
      )
      let wide = PageBlock.scrolled("Table: " + escaped(table.caption, limit: 200), [shown])
      let block = table.columns.count > 6 ? wide : shown
      blocks.append(table.isFolded ? .folded(escaped(table.caption, limit: 200), [block]) : block)
    }
    return Page.Section(
      id: section.id,
      title: section.title,
      introduction: section.method,
      blocks: blocks
    )
  }

  /// Charts two by two, with their legend.
  private static func blocks(_ panels: StudySection.Panels) -> [PageBlock] {
    let columns = panels.items.map { item -> [PageBlock] in
      [
        .heading(escaped(item.name, limit: 60), escaped(item.note, limit: 60), mark: "bar-name"),
        .drawing(item.svg),
      ]
    }
    let rows = stride(from: 0, to: columns.count, by: 2)
      .map { PageBlock.columns(Array(columns[$0..<min($0 + 2, columns.count)])) }
    return [.heading(escaped(panels.caption, limit: 200))] + rows
      + [.legend("Lines in the charts", panels.legend)]
  }

  private var again: Page.Section {
    Page.Section(
      id: "again",
      title: "Do it again",
      blocks: reproduction.map { .command(escaped($0, limit: 4_096)) }
    )
  }

  // MARK: Markdown

  /// The report for a repository or a pull request.
  package var markdown: String {
    var lines = ["# \(MarkdownText.plain(headline))", "", MarkdownText.plain(scope) + ".", ""]
    for line in reproduction { lines += MarkdownText.code(line) + [""] }
    for section in sections {
      lines += ["## \(MarkdownText.plain(section.title))", ""]
      lines += [MarkdownText.plain(section.method, limit: 4_000), ""]
      for finding in section.findings {
        lines += ["**\(MarkdownText.plain(finding, limit: 4_000))**", ""]
      }
      for table in section.tables where !table.isFolded {
        let rows = table.rows.map { $0.map { MarkdownText.plain($0, limit: 300) } }
        lines += ["*\(MarkdownText.plain(table.caption))*", ""]
        lines += MarkdownText.table(table.columns, rows) + [""]
      }
    }
    return lines.dropLast().joined(separator: "\n") + "\n"
  }

  // MARK: Text

  /// The report for a terminal.
  package var text: String {
    var lines = wrapped(escaped(headline, limit: 400), to: 100) + ["", scope + ".", ""]
    for section in sections {
      lines += [section.title.uppercased(), ""]
      for finding in section.findings {
        lines += wrapped(escaped(finding, limit: 4_000), to: 98).map { "  " + $0 } + [""]
      }
      for table in section.tables.prefix(1) {
        lines += ["  " + table.caption, ""] + Self.aligned(table).map { "  " + $0 } + [""]
      }
    }
    return lines.dropLast().joined(separator: "\n") + "\n"
  }

  private static func aligned(_ table: StudySection.Table) -> [String] {
    let titles = table.columns.map { $0.hasPrefix("#") ? String($0.dropFirst()) : $0 }
    let rows = [titles] + table.rows.map { $0.map { escaped($0, limit: 60) } }
    let widths = titles.indices.map { column in rows.map { $0[column].count }.max() ?? 0 }
    return rows.map { row in
      var line = ""
      for (column, cell) in row.enumerated() {
        let space = String(repeating: " ", count: widths[column] - cell.count)
        let isNumber = table.columns[column].hasPrefix("#")
        line += (column == 0 ? "" : "  ") + (isNumber ? space + cell : cell + space)
      }
      while line.hasSuffix(" ") { line.removeLast() }
      return line
    }
  }
}
