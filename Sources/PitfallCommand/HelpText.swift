/// Texts of the command line's help, in lines that a terminal of 80 columns shows as they are.
enum HelpText {
  /// The longest line.
  static let width = 79

  /// Breaks indented lines that are too long and indents what follows.
  ///
  /// An example of a command is broken before an option and stays one command. Paragraphs are left
  /// to whoever shows them.
  static func filled(_ text: String) -> String {
    // Every start reads every command's text, and going through characters is slow.
    text.utf8.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
      .map { line in
        let isLong = line.count > width && line.first == UInt8(ascii: " ")
        let text = String(Substring(line))
        return isLong && text.count > width ? broken(text).joined(separator: "\n") : text
      }
      .joined(separator: "\n")
  }

  private static func broken(_ line: String) -> [String] {
    let margin = String(line.prefix { $0 == " " })
    let isCommand = line.dropFirst(margin.count).hasPrefix("pitfall ")
    var lines: [String] = []
    var current = margin
    for piece in isCommand ? options(of: line) : line.split(separator: " ").map(String.init) {
      let isFirst = current.allSatisfy { $0 == " " }
      if !isFirst, current.count + 1 + piece.count > (isCommand ? width - 2 : width) {
        lines.append(current + (isCommand ? " \\" : ""))
        current = margin + "  " + piece
      } else {
        current += (isFirst ? "" : " ") + piece
      }
    }
    return lines + [current]
  }

  /// A command's words, each option with its value.
  private static func options(of line: String) -> [String] {
    var pieces: [String] = []
    for word in line.split(separator: " ").map(String.init) {
      if pieces.isEmpty || word.hasPrefix("-") || word == ">" || word == "|" {
        pieces.append(word)
      } else {
        pieces[pieces.count - 1] += " " + word
      }
    }
    return pieces
  }
}
