import Documents
import Formats

/// The worst loss of each cause in each family of models on each device, as a shaded table.
struct AtlasSection {
  let report: CorpusReport

  /// From how many thousandths on a cell has the next darker shade, and in words.
  private static let shades: [(loss: UInt64, words: String)] = [
    (1_500, "1.5"), (3_000, "3"), (10_000, "10"), (30_000, "30"),
  ]

  private var atlas: Atlas { report.atlas }

  /// A cause with its families, the one with the most cases first.
  private struct Cause {
    let name: String
    let kinds: [Atlas.Kind]
    let cases: [CaseSummary]
  }

  private var causes: [Cause] {
    var names: [String] = []
    for kind in atlas.kinds where names.last != kind.cause { names.append(kind.cause) }
    return
      names.map { name in
        Cause(
          name: name,
          kinds: atlas.kinds.filter { $0.cause == name },
          cases: report.cases.filter { $0.cause == name }
        )
      }
      .sorted { ($1.cases.count, $0.name) < ($0.cases.count, $1.name) }
  }

  var section: Page.Section {
    let devices = atlas.devices.map { escaped($0, limit: 28) }
    let table = PageTable(
      ["family of models"] + devices,
      kind: devices.count > 6 ? "atlas tall" : "atlas",
      groups: causes.map { (heading(of: $0), $0.kinds.map(row)) }
    )
    return Page.Section(
      id: "atlas",
      title: "Atlas of pitfalls",
      introduction: "By cause, family of models and device: how many times longer the worst case "
        + "takes than what it is held against. Below a number stands how many cases there are, "
        + "where there are several.",
      blocks: [
        .scrolled("Atlas of pitfalls, a wide table", [.table(table)]),
        .legend("Shades of the atlas", legend),
      ]
    )
  }

  private func heading(of cause: Cause) -> PageTable.Cell {
    let worst = cause.cases.first?.loss
    let words = [
      cause.cases.count.counted("case", "cases"),
      "in " + cause.kinds.count.counted("family", "families"),
      worst.map { "worst ×\u{A0}\(CaseWording.brief($0))" },
    ]
    return PageTable.Cell(
      escaped(cause.name, limit: 40),
      notes: [words.compactMap { $0 }.joined(separator: " · ")]
    )
  }

  private func row(of kind: Atlas.Kind) -> [PageTable.Cell] {
    [PageTable.Cell(escaped(kind.family, limit: 60))]
      + atlas.devices.map { device in
        guard let found = atlas[kind, device] else {
          var cell = PageTable.Cell("")
          cell.mark = "none"
          return cell
        }
        var cell = PageTable.Cell(
          found.worst.loss.map { CaseWording.brief($0) } ?? "–",
          notes: found.count > 1 ? ["\(found.count) cases"] : [],
          link: report.links[found.worst.file]?.page
        )
        cell.mark = "heat h\(Self.shade(of: found.worst.loss))"
        return cell
      }
  }

  private static func shade(of loss: UInt64?) -> Int {
    shades.count { $0.loss <= loss ?? 0 }
  }

  private var legend: [PageBlock.LegendItem] {
    let names = Self.shades.map(\.words)
    return (0...Self.shades.count)
      .map { shade in
        let words =
          shade == 0
          ? "less than ×\u{A0}\(names[0])"
          : shade == names.count
            ? "×\u{A0}\(names[shade - 1]) and more" : "from ×\u{A0}\(names[shade - 1])"
        return Swatch.filled("heat h\(shade)").item(words)
      }
  }
}
