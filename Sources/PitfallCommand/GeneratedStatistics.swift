import Documents
import Generation
import Graphs
import Loading
import Randomness

/// The statistics of generated families beside those of the bundled models.
struct GeneratedStatistics {
  private var rows: [(name: String, statistics: GraphStatistics)] = []

  /// Generates so many graphs of each family and counts them and the real models.
  init(families: [GraphFamily], seed: Seed, size: GraphSize, count: Int, real: [Graph]) {
    for family in families {
      var statistics = GraphStatistics()
      for graph in GeneratedGraphs(families: [family], seed: seed, size: size).prefix(count) {
        statistics.add(graph)
      }
      rows.append((family.rawValue, statistics))
    }
    var all = GraphStatistics()
    for graph in real {
      var one = GraphStatistics()
      one.add(graph)
      all.add(graph)
      rows.append(("model " + graph.name, one))
    }
    if !real.isEmpty { rows.append(("all models", all)) }
  }

  /// The table as text; shares are percentages of operators.
  var text: String {
    let headings = ["graphs", "ops50", "ops90", "depth50", "width", "joins", "forks"]
    let works = GraphStatistics.Work.allCases.map { String($0.rawValue.prefix(6)) }
    var lines = [Self.line("", headings + works)]
    for (name, statistics) in rows {
      let figures = [
        "\(statistics.graphs)",
        "\(GraphStatistics.percentile(50, of: statistics.operatorCounts))",
        "\(GraphStatistics.percentile(90, of: statistics.operatorCounts))",
        "\(GraphStatistics.percentile(50, of: statistics.depths))",
        Self.decimal(statistics.width), Self.percent(statistics.joinShare),
        Self.percent(statistics.sharedShare),
      ]
      let mix = GraphStatistics.Work.allCases.map { Self.percent(statistics.share(of: $0)) }
      lines.append(Self.line(name, figures + mix))
    }
    return lines.joined(separator: "\n") + "\n"
  }

  /// The table as `pitfall.statistics/1`; shares and widths are in thousandths.
  var json: JSONValue {
    .object([
      "format": .text("pitfall.statistics/1"),
      "rows": .list(
        rows.map { (name, statistics) in
          .object([
            "name": .text(name),
            "graphs": .integer(Int64(statistics.graphs)),
            "operators_median": Self.percentile(50, statistics.operatorCounts),
            "operators_p90": Self.percentile(90, statistics.operatorCounts),
            "depth_median": Self.percentile(50, statistics.depths),
            "width": .integer(Int64(statistics.width)),
            "joins": .integer(Int64(statistics.joinShare)),
            "forks": .integer(Int64(statistics.sharedShare)),
            "mix": .object(
              GraphStatistics.Work.allCases.map {
                .init($0.rawValue, .integer(Int64(statistics.share(of: $0))))
              }
            ),
          ])
        }
      ),
    ])
  }

  private static func percentile(_ percent: Int, _ values: [Int]) -> JSONValue {
    .integer(Int64(GraphStatistics.percentile(percent, of: values)))
  }

  private static func line(_ name: String, _ figures: [String]) -> String {
    let shown = String(escaped(name, limit: 26).prefix(26))
    return shown + String(repeating: " ", count: 26 - shown.count)
      + figures.map { String(repeating: " ", count: max(8 - $0.count, 1)) + $0 }.joined()
  }

  private static func decimal(_ thousandths: Int) -> String {
    String(Thousandths.exact(UInt64(thousandths)).dropLast())
  }

  private static func percent(_ thousandths: Int) -> String { "\((thousandths + 5) / 10)%" }
}
