/// What the page's template is filled with.
///
/// Names are those of the template.
struct Page {
  let title: String
  let style = PageStyle.text
  let patterns = PageStyle.patterns
  let verdict: String
  let sign: String
  let headline: String
  let lead: String
  let tiles: [Tile]
  /// Whether a safety obligation is refuted.
  let isIllegal: Bool
  let timelines: Timelines?
  let findings: [FindingRow]
  let witnesses: [Witness]
  let memory: Memory?
  let graph: Graph
  let commands: Commands?
  let setup: [Setup]
  let reproduction: [String]
  let footer: String

  /// A number that matters.
  struct Tile {
    let name: String
    let value: String
    let note: String
  }

  /// A sign of a chart and what it means.
  struct LegendItem {
    let swatch: String
    let name: String
  }

  /// Both runs and where their time goes.
  struct Timelines {
    let introduction: String
    let runs: [Run]
    let legend: [LegendItem]
    let pathIntroduction: String
    let pathBars: [PathBar]
    let barLegend: [LegendItem]
    let longest: Longest?
    let queueBars: [QueueBars]
    let queueTables: [QueueTable]

    /// A run's chart.
    struct Run {
      let title: String
      let latency: String
      let svg: String
    }

    /// A run's latency as one bar.
    struct PathBar {
      let title: String
      let total: String
      let svg: String
    }

    /// What takes longest.
    struct Longest {
      let rows: [Row]

      /// A command.
      struct Row {
        let name: String
        let place: String
        let time: String
        let part: String
      }
    }

    /// A run's queues as bars.
    struct QueueBars {
      let title: String
      let bars: [Bar]

      /// A queue.
      struct Bar {
        let name: String
        let note: String
        let svg: String
      }
    }

    /// A run's queues in numbers.
    struct QueueTable {
      let title: String
      let columns: [String]
      let rows: [Row]

      /// A queue.
      struct Row {
        let name: String
        let steps: String
        let cells: [Cell]
      }

      /// A number with the name of its column.
      struct Cell {
        let label: String
        let value: String
      }
    }
  }

  /// An obligation with its verdict.
  struct FindingRow {
    let name: String
    let statement: String
    let verdict: String
    let sign: String
    let message: String
    let steps: String?
  }

  /// What shows a refutation, drawn.
  struct Witness {
    let title: String
    let introduction: String
    var svg = ""
    var queues: Queues?
    var items: Items?

    /// The state of each queue.
    struct Queues {
      let rows: [Row]
    }

    /// The state of one queue.
    struct Row {
      let name: String
      let chips: [Chip]
    }

    /// A command and how far it is.
    struct Chip {
      let name: String
      let sign: String
      let state: String
      /// The CSS class.
      let mark: String
      let note: String?
    }

    /// Names with amounts.
    struct Items {
      let rows: [Item]
    }

    /// A name with an amount.
    struct Item {
      let name: String
      let value: String
    }
  }

  /// The pools over time.
  struct Memory {
    let introduction: String
    let pools: [Pool]
    let legend: [LegendItem]

    /// A pool.
    struct Pool {
      let name: String
      let note: String
      let svg: String
    }
  }

  /// The graph's drawing.
  struct Graph {
    let introduction: String
    let svg: String
    let legend: [LegendItem]
  }

  /// All commands as a table.
  struct Commands {
    let summary: String
    let rows: [Row]
    let more: String?

    /// A command.
    struct Row {
      let name: String
      let step: String
      let queue: String
      let start: String
      let time: String
      let note: String
    }
  }

  /// A fact about what was judged.
  struct Setup {
    let name: String
    let lines: [String]
  }
}
