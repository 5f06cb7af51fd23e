/// Writes YAML that people edit: mappings in blocks, what fits on a line in braces or brackets.
package enum YAMLWriter {
  private static let width = 100

  /// The text of an object, with comment lines before it.
  package static func text(_ value: JSONValue, comments: [String] = []) -> String {
    var lines = comments.map { $0.isEmpty ? "#" : "# \($0)" }
    write(value, indentation: 0, to: &lines)
    return lines.joined(separator: "\n") + "\n"
  }

  private static func write(_ value: JSONValue, indentation: Int, to lines: inout [String]) {
    let margin = String(repeating: " ", count: indentation)
    switch value {
    case .object(let members):
      for member in members {
        write(margin + key(member.key) + ":", member.value, indentation, isNamed: true, &lines)
      }
    case .list(let items):
      for item in items { write(margin + "-", item, indentation, isNamed: false, &lines) }
    default: lines.append(margin + flow(value))
    }
  }

  private static func write(
    _ start: String,
    _ value: JSONValue,
    _ indentation: Int,
    isNamed: Bool,
    _ lines: inout [String]
  ) {
    let line = start + " " + flow(value)
    if isLeaf(value) || isShallow(value) && line.utf8.count < width {
      lines.append(line)
      return
    }
    lines.append(start)
    write(value, indentation: indentation + 2, to: &lines)
  }

  private static func isLeaf(_ value: JSONValue) -> Bool {
    switch value {
    case .object(let members): members.isEmpty
    case .list(let items): items.isEmpty
    default: true
    }
  }

  /// Whether a value may stand on one line: leaves, and objects and lists of at most five leaves.
  private static func isShallow(_ value: JSONValue) -> Bool {
    switch value {
    case .object(let members): members.count <= 5 && members.allSatisfy { isLeaf($0.value) }
    case .list(let items): items.count <= 5 && items.allSatisfy { !isText($0) && isLeaf($0) }
    default: true
    }
  }

  private static func isText(_ value: JSONValue) -> Bool {
    if case .text = value { true } else { false }
  }

  private static func flow(_ value: JSONValue) -> String {
    switch value {
    case .object(let members):
      let parts = members.map { key($0.key) + ": " + flow($0.value) }
      return "{" + parts.joined(separator: ", ") + "}"
    case .list(let items): return "[" + items.map(flow).joined(separator: ", ") + "]"
    case .text(let text): return isPlain(text) ? text : JSONWriter.text(value, .compact)
    default: return JSONWriter.text(value, .compact)
    }
  }

  private static func key(_ text: String) -> String {
    isPlain(text) ? text : JSONWriter.text(.text(text), .compact)
  }

  /// Whether a text means itself without quotes: words, and figures with their units.
  private static func isPlain(_ text: String) -> Bool {
    let words = text.split(separator: " ", omittingEmptySubsequences: false)
    guard let first = words.first, words.count <= 2, words.allSatisfy({ !$0.isEmpty }) else {
      return false
    }
    let reserved = ["true", "false", "null", "yes", "no", "on", "off", "y", "n", "~"]
    guard !reserved.contains(text.lowercased()) else { return false }
    if words.count == 1, !isLetter(first.utf8.first) { return false }
    return words.allSatisfy { word in
      word.utf8.allSatisfy { isLetter($0) || isDigit($0) || "-./_".utf8.contains($0) }
    } && (isLetter(first.utf8.first) || isDigit(first.utf8.first))
  }

  private static func isLetter(_ byte: UInt8?) -> Bool {
    guard let byte else { return false }
    return UInt8(ascii: "a")...UInt8(ascii: "z") ~= byte | 0x20
  }

  private static func isDigit(_ byte: UInt8?) -> Bool {
    guard let byte else { return false }
    return UInt8(ascii: "0")...UInt8(ascii: "9") ~= byte
  }
}
