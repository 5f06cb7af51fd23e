import Documents
import Quantities
import Studies

/// One question of a study with what was found, in a form that every renderer shows.
struct StudySection: Sendable {
  /// The anchor, unique on the page.
  let id: String
  let title: String
  /// What was asked and how it was measured, in sentences.
  let method: String
  /// What was found, a sentence or two each.
  var findings: [String] = []
  var drawings: [Drawing] = []
  var panels: Panels?
  var tables: [Table] = []

  /// A chart with what it shows.
  struct Drawing: Sendable {
    let caption: String
    let svg: String
    var legend: [PageBlock.LegendItem] = []
  }

  /// Charts of one scale side by side.
  struct Panels: Sendable {
    let caption: String
    let items: [Item]
    let legend: [PageBlock.LegendItem]

    /// One of them.
    struct Item: Sendable {
      let name: String
      let note: String
      let svg: String
    }
  }

  /// A table whose numeric columns have titles that start with `#`.
  struct Table: Sendable {
    let caption: String
    let columns: [String]
    let rows: [[String]]
    /// Whether the page shows it behind its caption.
    var isFolded = false
  }
}

/// Thousandths in words.
enum StudyNumber {
  /// A share such as `48.4 %`.
  static func percent(_ thousandths: UInt64) -> String {
    "\(thousandths / 10).\(thousandths % 10)\u{A0}%"
  }

  /// The share of a count, such as `48.4 %`.
  static func share(_ count: Int, of whole: Int) -> String {
    percent(Ratio.thousandths(count, of: whole))
  }

  /// A factor such as `1.55`, rounded to the nearest hundredth.
  static func factor(_ thousandths: UInt64) -> String { Thousandths.rounded(thousandths) }

  /// A time in milliseconds such as `66.41`.
  static func milliseconds(_ time: Nanoseconds) -> String {
    factor(time.amount / 1_000)
  }
}
