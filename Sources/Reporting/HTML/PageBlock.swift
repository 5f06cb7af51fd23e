/// A piece of a section; one member is set, and the template shows that one.
struct PageBlock {
  var heading: Heading?
  var paragraph: String?
  var drawing: String?
  var legend: Legend?
  var table: PageTable?
  var folded: Folded?
  var columns: Columns?
  var witness: Folded?
  var scrolled: Folded?
  var states: States?
  var amounts: Amounts?
  var facts: Facts?
  var command: String?

  /// A heading with a number behind it.
  struct Heading {
    let title: String
    let number: String?
    /// The CSS class.
    let mark: String
  }

  /// The signs of a chart.
  struct Legend {
    let label: String
    let items: [LegendItem]
  }

  /// A sign of a chart and what it means.
  struct LegendItem {
    let swatch: String
    let name: String
  }

  /// Blocks behind a summary, or framed below a title.
  struct Folded {
    let summary: String
    let blocks: [PageBlock]
  }

  /// Columns of blocks side by side.
  struct Columns {
    let items: [Column]
  }

  /// One of them.
  struct Column {
    let blocks: [PageBlock]
  }

  /// The state of each queue.
  struct States {
    let rows: [QueueState]
  }

  /// The state of one queue.
  struct QueueState {
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
  struct Amounts {
    let rows: [Amount]
  }

  /// A name with an amount.
  struct Amount {
    let name: String
    let value: String
  }

  /// Facts with what there is to say of each.
  struct Facts {
    let rows: [Fact]
  }

  /// A fact.
  struct Fact {
    let name: String
    let lines: [String]
  }
}

extension PageBlock {
  static func heading(_ title: String, _ number: String? = nil, mark: String = "") -> Self {
    Self(heading: Heading(title: title, number: number?.withBoundUnits, mark: mark))
  }

  static func paragraph(_ text: String) -> Self { Self(paragraph: text.withBoundUnits) }
  static func drawing(_ svg: String) -> Self { Self(drawing: svg) }

  static func legend(_ label: String, _ items: [LegendItem]) -> Self {
    Self(legend: Legend(label: label, items: items))
  }

  static func table(_ table: PageTable) -> Self { Self(table: table) }

  static func folded(_ summary: String, _ blocks: [PageBlock]) -> Self {
    Self(folded: Folded(summary: summary, blocks: blocks))
  }

  static func witness(_ title: String, _ blocks: [PageBlock]) -> Self {
    Self(witness: Folded(summary: title, blocks: blocks))
  }

  /// Blocks that may be wider than the window.
  static func scrolled(_ label: String, _ blocks: [PageBlock]) -> Self {
    Self(scrolled: Folded(summary: label, blocks: blocks))
  }

  static func columns(_ columns: [[PageBlock]]) -> Self {
    Self(columns: Columns(items: columns.map { Column(blocks: $0) }))
  }

  static func states(_ rows: [QueueState]) -> Self { Self(states: States(rows: rows)) }
  static func amounts(_ rows: [Amount]) -> Self { Self(amounts: Amounts(rows: rows)) }
  static func facts(_ rows: [Fact]) -> Self { Self(facts: Facts(rows: rows)) }
  static func command(_ line: String) -> Self { Self(command: line) }
}
