/// A table that turns into a list where the window is narrow.
struct PageTable {
  /// The CSS class.
  let kind: String
  let caption: String?
  let columns: [Column]
  let groups: [Group]

  /// Rows that belong together.
  struct Group {
    let heading: Heading?
    let rows: [Row]
  }

  /// What stands above the rows of a group.
  struct Heading {
    let cell: Cell
    /// How many columns it spans.
    let width: Int
  }

  /// The head of a column.
  struct Column {
    let title: String
    /// The CSS class of its cells.
    let mark: String
  }

  /// A row: the cell that names it, and the others.
  struct Row {
    let head: Cell
    let cells: [Cell]
  }

  /// A cell; on a narrow window its column's title stands before it.
  struct Cell {
    var text: String
    /// What stands below the text.
    var notes: [String] = []
    var badge: Page.Badge?
    /// The page that the text leads to.
    var link: String?
    var label = ""
    var mark = ""

    init(_ text: String, notes: [String] = [], badge: Page.Badge? = nil, link: String? = nil) {
      self.text = text
      self.notes = notes
      self.badge = badge
      self.link = link
    }
  }

  /// Makes a table whose columns after the first are numbers where their titles start with `#`.
  init(
    _ titles: [String],
    kind: String = "",
    caption: String? = nil,
    rows: [[Cell]]
  ) {
    self.init(titles, kind: kind, caption: caption, groups: [(nil, rows)])
  }

  /// Makes a table whose rows are grouped below headings.
  init(
    _ titles: [String],
    kind: String = "",
    caption: String? = nil,
    groups: [(heading: Cell?, rows: [[Cell]])]
  ) {
    self.kind = kind
    self.caption = caption
    let columns = titles.map { title in
      title.hasPrefix("#")
        ? Column(title: String(title.dropFirst()), mark: "n") : Column(title: title, mark: "")
    }
    self.columns = columns
    self.groups = groups.map { group in
      Group(
        heading: group.heading.map { Heading(cell: $0, width: titles.count) },
        rows: group.rows.compactMap { Self.row($0, columns) }
      )
    }
  }

  private static func row(_ row: [Cell], _ columns: [Column]) -> Row? {
    guard let head = row.first else { return nil }
    let cells = zip(row, columns).dropFirst()
      .map { cell, column in
        var cell = cell
        cell.label = column.title
        if cell.mark.isEmpty { cell.mark = column.mark }
        return cell
      }
    return Row(head: head, cells: cells)
  }
}
