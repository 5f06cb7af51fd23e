/// An expression of SMT-LIB 2: a word, or a list in parentheses.
enum Expression: Hashable, Sendable {
  case atom(String)
  case list([Expression])

  /// The second part of a pair.
  var second: Expression? {
    guard case .list(let parts) = self, parts.count == 2 else { return nil }
    return parts[1]
  }

  /// The number that it stands for; negative ones are written `(- 5)`.
  var integer: Int64? {
    switch self {
    case .atom(let text): Int64(text)
    case .list(let parts):
      if parts.count == 2, parts[0] == .atom("-"), case .atom(let digits) = parts[1] {
        Int64("-" + digits)
      } else {
        nil
      }
    }
  }

  /// The truth value that it stands for.
  var truth: Bool? {
    switch self {
    case .atom("true"): true
    case .atom("false"): false
    case .atom, .list: nil
    }
  }

  /// The word, or the words of the list.
  var text: String {
    switch self {
    case .atom(let text): text
    case .list(let parts): parts.map(\.text).joined(separator: " ")
    }
  }
}

/// Reads the expressions that a solver prints, one after the other.
struct ExpressionReader {
  private var rest: Substring.UTF8View

  init(_ text: String) {
    rest = Substring(text).utf8
  }

  /// The next whole expression; nil at the end.
  mutating func next() -> Expression? {
    var open: [[Expression]] = []
    while let token = token() {
      let complete: Expression
      switch token {
      case "(":
        open.append([])
        continue
      case ")":
        guard let parts = open.popLast() else { return nil }
        complete = .list(parts)
      default: complete = .atom(token)
      }
      guard !open.isEmpty else { return complete }
      open[open.count - 1].append(complete)
    }
    return nil
  }

  private mutating func token() -> String? {
    rest = rest.drop { $0 == 0x20 || (0x09...0x0D).contains($0) }
    guard let first = rest.first else { return nil }
    switch first {
    case UInt8(ascii: "("), UInt8(ascii: ")"):
      rest = rest.dropFirst()
      return first == UInt8(ascii: "(") ? "(" : ")"
    case UInt8(ascii: "|"), UInt8(ascii: "\""):
      let inner = rest.dropFirst().prefix { $0 != first }
      rest = rest.dropFirst(inner.count + 2)
      return String(decoding: inner, as: UTF8.self)
    default:
      let word = rest.prefix { byte in
        byte > 0x20 && byte != UInt8(ascii: "(") && byte != UInt8(ascii: ")")
      }
      rest = rest.dropFirst(word.count)
      return String(decoding: word, as: UTF8.self)
    }
  }
}
