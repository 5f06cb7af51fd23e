/// Writes JSON: the same value always as the same bytes, members in the order given.
package struct JSONWriter {
  /// How the text is laid out.
  package enum Layout: Hashable, Sendable {
    /// All on one line, without spaces.
    case compact
    /// What fits into 100 columns on one line, everything else indented by two spaces.
    case pretty
  }

  private var output: [UInt8] = []
  private let layout: Layout
  private static let width = 100

  private init(layout: Layout) {
    self.layout = layout
  }

  /// The text of a value; a pretty text ends with a line break.
  package static func text(_ value: JSONValue, _ layout: Layout = .pretty) -> String {
    String(decoding: bytes(value, layout), as: UTF8.self)
  }

  /// The text of a value in UTF-8.
  package static func bytes(_ value: JSONValue, _ layout: Layout = .pretty) -> [UInt8] {
    var writer = JSONWriter(layout: layout)
    switch layout {
    case .compact:
      writer.write(value)
    case .pretty:
      writer.writeLines(value, indentation: 0, before: 0)
      writer.write("\n")
    }
    return writer.output
  }

  private mutating func write(_ text: String) {
    output.append(contentsOf: text.utf8)
  }

  /// Writes a value over as many lines as it needs.
  ///
  /// On the first line, `before` columns are taken.
  private mutating func writeLines(_ value: JSONValue, indentation: Int, before: Int) {
    let start = output.count
    if Self.mayFit(value) {
      write(value)
      if output.count - start + before <= Self.width - 1 { return }
    }
    output.removeSubrange(start...)
    switch value {
    case .list(let items):
      writeBlock("[", "]", items, indentation) { writer, item in
        writer.writeLines(item, indentation: indentation + 2, before: indentation + 2)
      }
    case .object(let members):
      writeBlock("{", "}", members, indentation) { writer, member in
        let start = writer.output.count
        writer.write(key: member.key)
        let before = indentation + 2 + writer.output.count - start
        writer.writeLines(member.value, indentation: indentation + 2, before: before)
      }
    default:
      write(value)
    }
  }

  /// Whether it is worth trying to write a value on one line.
  private static func mayFit(_ value: JSONValue) -> Bool {
    switch value {
    case .list(let items): items.count <= width / 2
    case .object(let members): members.count <= width / 6
    default: true
    }
  }

  private mutating func writeBlock<Item>(
    _ opening: String,
    _ closing: String,
    _ items: [Item],
    _ indentation: Int,
    _ body: (inout JSONWriter, Item) -> Void
  ) {
    write(opening)
    for (position, item) in items.enumerated() {
      write(position == 0 ? "\n" : ",\n")
      output.append(contentsOf: repeatElement(UInt8(ascii: " "), count: indentation + 2))
      body(&self, item)
    }
    if !items.isEmpty {
      write("\n")
      output.append(contentsOf: repeatElement(UInt8(ascii: " "), count: indentation))
    }
    write(closing)
  }

  private mutating func write(key: String) {
    write(text: key)
    write(layout == .compact ? ":" : ": ")
  }

  /// Writes a value on one line.
  private mutating func write(_ value: JSONValue) {
    switch value {
    case .null: write("null")
    case .boolean(let truth): write(truth ? "true" : "false")
    case .integer(let integer): write(String(integer))
    case .decimal(let digits): write(digits)
    case .text(let text): write(text: text)
    case .list(let items):
      write("[")
      for (position, item) in items.enumerated() {
        if position > 0 { write(layout == .compact ? "," : ", ") }
        write(item)
      }
      write("]")
    case .object(let members):
      write(layout == .compact || members.isEmpty ? "{" : "{ ")
      for (position, member) in members.enumerated() {
        if position > 0 { write(layout == .compact ? "," : ", ") }
        write(key: member.key)
        write(member.value)
      }
      write(layout == .compact || members.isEmpty ? "}" : " }")
    }
  }

  /// Writes a text; controls, line separators and marks that reorder or hide text are escaped, so
  /// that the file can be looked at.
  private mutating func write(text: String) {
    output.append(UInt8(ascii: "\""))
    for scalar in text.unicodeScalars {
      switch scalar {
      case "\"": write("\\\"")
      case "\\": write("\\\\")
      case "\n": write("\\n")
      case "\r": write("\\r")
      case "\t": write("\\t")
      case "\u{0}"..<"\u{20}", "\u{7F}"..<"\u{A0}", "\u{2028}", "\u{2029}": write(escaped: scalar)
      case "\u{AD}"... where scalar.properties.generalCategory == .format: write(escaped: scalar)
      default:
        output.append(contentsOf: UTF8.encode(scalar) ?? UTF8.encodedReplacementCharacter)
      }
    }
    output.append(UInt8(ascii: "\""))
  }

  private mutating func write(escaped scalar: Unicode.Scalar) {
    for unit in UTF16.encode(scalar) ?? UTF16.encodedReplacementCharacter {
      let digits = String(unit, radix: 16)
      write("\\u" + String(repeating: "0", count: 4 - digits.count) + digits)
    }
  }
}
