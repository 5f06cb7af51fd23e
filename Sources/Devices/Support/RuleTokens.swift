/// A word, number or sign of a rule.
struct RuleToken: Hashable, Sendable {
  enum Content: Hashable, Sendable {
    case word(String)
    case number(Int64)
    case sign(String)
    case end
  }

  let content: Content
  /// The column of its first character, counted from one.
  let column: Int

  /// How an error message calls it.
  var quoted: String {
    switch content {
    case .word(let word): "'\(word)'"
    case .number(let number): "'\(number)'"
    case .sign(let sign): "'\(sign)'"
    case .end: "the end"
    }
  }
}

/// Cuts a rule's text into tokens.
struct RuleScanner {
  /// The longest rule, in characters.
  static let longest = 2_000

  private let characters: [Character]
  private var position = 0

  /// Cuts the text; the last token is `.end`.
  ///
  /// - Throws: `RuleError` for text that is too long, a stray character or a number too large.
  static func tokens(of text: String) throws(RuleError) -> [RuleToken] {
    guard text.utf8.count <= longest else {
      throw RuleError(column: longest, problem: .tooLong(limit: longest))
    }
    var scanner = RuleScanner(text)
    var tokens: [RuleToken] = []
    repeat { tokens.append(try scanner.next()) } while tokens.last?.content != .end
    return tokens
  }

  private init(_ text: String) {
    characters = Array(text)
  }

  private var current: Character? { position < characters.count ? characters[position] : nil }

  private mutating func next() throws(RuleError) -> RuleToken {
    while let character = current, character == " " || character.isWhitespace { position += 1 }
    let column = position + 1
    guard let character = current else { return RuleToken(content: .end, column: column) }
    if character.isDigit { return RuleToken(content: try number(at: column), column: column) }
    if character.startsWord {
      return RuleToken(content: .word(take { $0.startsWord || $0.isDigit }), column: column)
    }
    if "=!<>".contains(character), position + 1 < characters.count,
      characters[position + 1] == "="
    {
      position += 2
      return RuleToken(content: .sign("\(character)="), column: column)
    }
    guard "<>+-*/%(){},:".contains(character) else {
      throw RuleError(column: column, problem: .unexpectedCharacter(character))
    }
    position += 1
    return RuleToken(content: .sign(String(character)), column: column)
  }

  private mutating func number(at column: Int) throws(RuleError) -> RuleToken.Content {
    guard let value = Int64(take(while: \.isDigit)), value <= Measure.largest else {
      throw RuleError(column: column, problem: .numberTooLarge)
    }
    return .number(value)
  }

  private mutating func take(while condition: (Character) -> Bool) -> String {
    let start = position
    while let character = current, condition(character) { position += 1 }
    return String(characters[start..<position])
  }
}

extension Character {
  fileprivate var isDigit: Bool {
    asciiValue.map { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) } ?? false
  }

  fileprivate var startsWord: Bool {
    guard let byte = asciiValue else { return false }
    return (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte | 0x20)
      || byte == UInt8(ascii: "_")
  }
}
