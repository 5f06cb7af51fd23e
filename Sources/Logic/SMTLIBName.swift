/// A name of any text as a quoted SMT-LIB symbol, and back.
///
/// The kind of thing comes first, so that no name is one that a solver has built in, and names of
/// different kinds are different. Whatever a quoted symbol may not contain is written as a
/// percent sign and two hexadecimal digits for each byte of its UTF-8.
package struct SMTLIBName: Hashable, Sendable {
  /// What a name can stand for.
  package enum Kind: String, Hashable, Sendable, CaseIterable {
    /// An integer symbol.
    case integer = "int"
    /// A boolean symbol.
    case boolean = "bool"
    /// An assumption.
    case assumption = "assume"
    /// A part that is used several times.
    case shared = "part"
  }

  /// What the name stands for.
  package let kind: Kind
  /// The name that people gave.
  package let text: String
  /// How often the name was given before to something else of the same kind.
  package let repetition: Int

  /// A name for the kind of thing, the first with this text or a repetition of it.
  package init(kind: Kind, text: String, repetition: Int = 0) {
    self.kind = kind
    self.text = text
    self.repetition = repetition
  }

  /// The symbol as it stands in a script, with its bars.
  package var quoted: String {
    let suffix = repetition > 0 ? "%:\(repetition)" : ""
    return "|\(kind.rawValue) \(Self.escaped(text))\(suffix)|"
  }

  /// Reads a symbol that was written by `quoted`, with or without its bars.
  package init?(quoted: String) {
    var bytes = quoted.utf8[...]
    if bytes.first == UInt8(ascii: "|"), bytes.count >= 2 { bytes = bytes.dropFirst().dropLast() }
    guard let space = bytes.firstIndex(of: UInt8(ascii: " ")),
      let kind = Kind(rawValue: String(decoding: bytes[..<space], as: UTF8.self)),
      let (text, repetition) = Self.unescaped(bytes[bytes.index(after: space)...])
    else { return nil }
    self.init(kind: kind, text: text, repetition: repetition)
  }

  private static let percent = UInt8(ascii: "%")

  /// The text with all that a quoted symbol may not contain written as its bytes.
  static func escaped(_ text: String) -> String {
    var result = ""
    for byte in text.utf8 {
      let isPlain = (0x20...0x7E).contains(byte)
      if isPlain && byte != percent && byte != UInt8(ascii: "|") && byte != UInt8(ascii: "\\") {
        result.unicodeScalars.append(Unicode.Scalar(byte))
      } else {
        result += byte < 16 ? "%0" : "%"
        result += String(byte, radix: 16, uppercase: true)
      }
    }
    return result
  }

  private static func unescaped(_ bytes: Substring.UTF8View) -> (text: String, repetition: Int)? {
    var text: [UInt8] = []
    var rest = bytes
    while let byte = rest.popFirst() {
      guard byte == percent else {
        text.append(byte)
        continue
      }
      if rest.first == UInt8(ascii: ":") {
        guard let repetition = Int(String(decoding: rest.dropFirst(), as: UTF8.self)) else {
          return nil
        }
        return (String(decoding: text, as: UTF8.self), repetition)
      }
      let digits = String(decoding: rest.prefix(2), as: UTF8.self)
      guard digits.utf8.count == 2, let value = UInt8(digits, radix: 16) else { return nil }
      text.append(value)
      rest = rest.dropFirst(2)
    }
    return (String(decoding: text, as: UTF8.self), 0)
  }
}
