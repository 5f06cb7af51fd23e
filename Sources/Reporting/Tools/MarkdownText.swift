import Documents

/// Text in Markdown as GitHub reads it.
enum MarkdownText {
  /// A text that is shown as it stands, on one line, also in a table.
  ///
  /// It goes scalar by scalar, as a sign with a combining accent is still that sign. A comment
  /// behind `@` and `#` keeps GitHub from taking names for people and issues; an escaped colon and
  /// point keep it from making links.
  static func plain(_ text: String, limit: Int = 2_000) -> String {
    var result = ""
    for scalar in escaped(text, limit: limit).unicodeScalars {
      switch scalar {
      case "&": result += "&amp;"
      case "<": result += "&lt;"
      case ">": result += "&gt;"
      case "@", "#": result += "\\\(scalar)<!-- -->"
      case ":" where result.hasSuffix("http") || result.hasSuffix("https"): result += "&#58;"
      case "." where result.hasSuffix("www"): result += "&#46;"
      case "|", "*", "_", "`", "[", "]", "\\", "~", "!", "$": result += "\\\(scalar)"
      default: result.unicodeScalars.append(scalar)
      }
    }
    return result
  }

  /// A table; cells are taken as they are.
  static func table(_ titles: [String], _ rows: [[String]]) -> [String] {
    let rule = titles.map { $0.hasPrefix("#") ? "--:" : "---" }
    let names = titles.map { $0.hasPrefix("#") ? String($0.dropFirst()) : $0 }
    return ([names, rule] + rows).map { "| " + $0.joined(separator: " | ") + " |" }
  }

  /// A code block of one line, which no content can end.
  static func code(_ line: String) -> [String] {
    let safe = escaped(line, limit: 4_096)
    var fence = "```"
    while safe.contains(fence) { fence += "`" }
    return [fence, safe, fence]
  }
}
