import Documents

/// Rows of cells as comma-separated values: RFC 4180, with a line feed after each row.
///
/// A cell that a spreadsheet would take for a formula starts with an apostrophe, as OWASP advises.
enum CSVText {
  /// The rows, the titles first.
  static func text(_ rows: [[String]]) -> String {
    rows.map { $0.map(cell).joined(separator: ",") + "\n" }.joined()
  }

  private static func cell(_ content: String) -> String {
    var text = escaped(content, limit: 400)
    if let first = text.unicodeScalars.first, "=+-@".unicodeScalars.contains(first) {
      text = "'" + text
    }
    let needsQuotes = text.unicodeScalars.contains { $0 == "," || $0 == "\"" || $0 == "'" }
    guard needsQuotes else { return text }
    var quoted = "\""
    for scalar in text.unicodeScalars {
      if scalar == "\"" { quoted += "\"" }
      quoted.unicodeScalars.append(scalar)
    }
    return quoted + "\""
  }
}
