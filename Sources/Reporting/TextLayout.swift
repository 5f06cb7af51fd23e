import Documents

/// The words of a text on lines of at most so many characters, longer words on lines of their own.
func wrapped(_ text: String, to width: Int) -> [String] {
  var lines: [String] = []
  var line = ""
  for word in text.split(separator: " ") {
    if !line.isEmpty, line.count + 1 + word.count > width {
      lines.append(line)
      line = ""
    }
    line += line.isEmpty ? String(word) : " \(word)"
  }
  return lines + [line]
}

/// Text that Markdown shows as it is, on one line of a table.
func markdownText(_ text: String) -> String {
  var result = ""
  for character in escaped(text, limit: 2_000) {
    switch character {
    case "&": result += "&amp;"
    case "<": result += "&lt;"
    case ">": result += "&gt;"
    case "|", "*", "_", "`", "[", "]", "\\", "#", "~", "@", "!": result += "\\\(character)"
    default: result.append(character)
    }
  }
  return result
}
