/// Rows of cells in columns.
enum TextTable {
  /// The lines, each cell as wide as the widest of its column.
  static func lines(_ rows: [[String]]) -> [String] {
    let count = rows.map(\.count).max() ?? 0
    let widths = (0..<count)
      .map { column in
        rows.map { column < $0.count ? $0[column].count : 0 }.max() ?? 0
      }
    return rows.map { row in
      let cells = zip(row, widths)
        .map { cell, width in
          cell + String(repeating: " ", count: width - cell.count)
        }
      let line = "  " + cells.joined(separator: "  ")
      return String(line.reversed().drop { $0 == " " }.reversed())
    }
  }
}
