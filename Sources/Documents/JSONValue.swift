/// A value to be written as JSON.
package enum JSONValue: Hashable, Sendable {
  case null
  case boolean(Bool)
  case integer(Int64)
  /// A number that is written as it stands; it must be a JSON number.
  case decimal(String)
  case text(String)
  case list([JSONValue])
  case object([Member])

  /// A key with its value.
  package struct Member: Hashable, Sendable {
    package let key: String
    package let value: JSONValue

    /// Makes a member.
    package init(_ key: String, _ value: JSONValue) {
      self.key = key
      self.value = value
    }
  }

  /// A count or amount; above the largest `Int64` it is written digit by digit.
  package static func unsigned(_ amount: UInt64) -> JSONValue {
    .decimal(String(amount))
  }

  /// A floating-point number in its shortest exact form, or null where it is not finite.
  package static func real(_ number: Double) -> JSONValue {
    number.isFinite ? .decimal(number.description) : .null
  }

  /// An object of the members that have a value.
  package static func object(_ members: KeyValuePairs<String, JSONValue?>) -> JSONValue {
    .object(members.compactMap { pair in pair.value.map { Member(pair.key, $0) } })
  }

  /// The value of a document that was read.
  package init(_ document: Document) {
    switch document.value {
    case .null: self = .null
    case .boolean(let truth): self = .boolean(truth)
    case .integer(let integer): self = .integer(integer)
    case .decimal(let digits): self = .decimal(digits)
    case .text(let text): self = .text(text)
    case .list(let items): self = .list(items.map { JSONValue($0) })
    case .object(let members):
      self = .object(members.map { Member($0.key, JSONValue($0.value)) })
    }
  }
}

extension JSONValue: ExpressibleByStringLiteral, ExpressibleByIntegerLiteral,
  ExpressibleByBooleanLiteral, ExpressibleByArrayLiteral
{
  package init(stringLiteral text: String) { self = .text(text) }
  package init(integerLiteral integer: Int64) { self = .integer(integer) }
  package init(booleanLiteral truth: Bool) { self = .boolean(truth) }
  package init(arrayLiteral items: JSONValue...) { self = .list(items) }
}
