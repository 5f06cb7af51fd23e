/// XML under construction.
///
/// Texts and attribute values are escaped, so that names are harmless.
struct Markup {
  /// What was written so far.
  private(set) var text = ""

  /// Adds an element without content.
  mutating func element(_ name: String, _ attributes: KeyValuePairs<String, String> = [:]) {
    open(name, attributes)
    text += "/>"
  }

  /// Adds an element around a text.
  mutating func element(
    _ name: String,
    _ attributes: KeyValuePairs<String, String> = [:],
    text content: String
  ) {
    element(name, attributes) { $0.text += Markup.escaped(content) }
  }

  /// Adds an element around others.
  mutating func element(
    _ name: String,
    _ attributes: KeyValuePairs<String, String> = [:],
    content: (inout Markup) -> Void
  ) {
    open(name, attributes)
    text += ">"
    content(&self)
    text += "</" + name + ">"
  }

  /// Adds what was drawn before.
  mutating func drawing(_ markup: String) {
    text += markup
  }

  /// Adds a line break, for people who read the source.
  mutating func lineBreak() {
    text += "\n"
  }

  private mutating func open(_ name: String, _ attributes: KeyValuePairs<String, String>) {
    text += "<" + name
    for (key, value) in attributes where !value.isEmpty {
      text += " " + key + "=\"" + Markup.escaped(value) + "\""
    }
  }

  /// A text in which nothing is markup, for element content and for quoted attribute values.
  ///
  /// It goes scalar by scalar: a quotation mark with a combining accent is still a quotation mark.
  static func escaped(_ text: String) -> String {
    guard text.utf8.contains(where: isSpecial) else { return text }
    var result = ""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "&": result += "&amp;"
      case "<": result += "&lt;"
      case ">": result += "&gt;"
      case "\"": result += "&quot;"
      case "'": result += "&#39;"
      default: result.unicodeScalars.append(scalar)
      }
    }
    return result
  }

  private static func isSpecial(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "&"), UInt8(ascii: "<"), UInt8(ascii: ">"), UInt8(ascii: "\""),
      UInt8(ascii: "'"):
      true
    default: false
    }
  }
}
