import Documents
import Foundation
import Testing

/// The part of JSON Schema (draft 2020-12) that the schemas in `Specs/schemas` use.
///
/// An unknown keyword is a fault, so that nothing in a schema is silently passed over.
struct Schema {
  private let file: String
  private let root: JSONValue

  /// Reads `Specs/schemas/NAME.schema.json`.
  init(_ name: String) throws {
    file = name
    let folder = Tool.corpus.deletingLastPathComponent().deletingLastPathComponent()
    let path = folder.appendingPathComponent("Specs/schemas/\(name).schema.json").path
    root = try Self.value(of: try Data(contentsOf: URL(fileURLWithPath: path)), path)
  }

  static func value(of data: Data, _ name: String) throws -> JSONValue {
    JSONValue(try JSONReader.read([UInt8](data), file: name))
  }

  /// Where and how a value is not of the schema.
  func faults(of value: JSONValue) throws -> [String] {
    try faults(of: value, root, "$")
  }

  private static let annotations = ["$schema", "$id", "title", "description", "$defs", "default"]

  private func faults(of value: JSONValue, _ schema: JSONValue, _ place: String) throws -> [String]
  {
    guard case .object(let keywords) = schema else { return [] }
    var faults: [String] = []
    for keyword in keywords where !Self.annotations.contains(keyword.key) {
      faults += try check(value, keyword, schema, place)
    }
    return faults
  }

  private func check(
    _ value: JSONValue,
    _ keyword: JSONValue.Member,
    _ schema: JSONValue,
    _ place: String
  ) throws -> [String] {
    switch (keyword.key, keyword.value, value) {
    case ("$ref", .text(let target), _): return try follow(target, value, place)
    case ("const", let expected, _):
      return value == expected ? [] : ["\(place): not \(expected)"]
    case ("enum", .list(let all), _):
      return all.contains(value) ? [] : ["\(place): \(value) is none of \(all)"]
    case ("type", let type, _): return isOf(type, value) ? [] : ["\(place): no \(type): \(value)"]
    case ("oneOf", .list(let choices), _), ("anyOf", .list(let choices), _):
      let found = try choices.map { try faults(of: value, $0, place) }
      let count = found.count { $0.isEmpty }
      let isMet = keyword.key == "oneOf" ? count == 1 : count > 0
      return isMet ? [] : ["\(place): \(count) of the choices: \(found)"]
    case ("not", let schema, _):
      return try faults(of: value, schema, place).isEmpty ? ["\(place): is \(schema)"] : []
    case ("required", .list(let names), .object(let members)):
      return names.filter { name in !members.contains { .text($0.key) == name } }
        .map { "\(place): lacks \($0)" }
    case ("properties", .object(let known), .object(let members)):
      return try members.flatMap { member in
        try known.first { $0.key == member.key }
          .map { try faults(of: member.value, $0.value, "\(place).\(member.key)") } ?? []
      }
    case ("additionalProperties", let rest, .object(let members)):
      let known = Self.member("properties", of: schema)
      return try members.filter { Self.member($0.key, of: known ?? .null) == nil }
        .flatMap { member in
          rest == .boolean(false)
            ? ["\(place): unknown \(member.key)"]
            : try faults(of: member.value, rest, "\(place).\(member.key)")
        }
    case ("propertyNames", let names, .object(let members)):
      return try members.flatMap { try faults(of: .text($0.key), names, "\(place), a key") }
    case ("items", let item, .list(let values)):
      return try values.enumerated()
        .flatMap { try faults(of: $0.element, item, "\(place)[\($0.offset)]") }
    case ("minItems", .integer(let least), .list(let values)):
      return values.count >= least ? [] : ["\(place): too few"]
    case ("maxItems", .integer(let most), .list(let values)):
      return values.count <= most ? [] : ["\(place): too many"]
    case ("minimum", .integer(let least), .integer(let number)):
      return number >= least ? [] : ["\(place): under \(least)"]
    case ("minimum", .integer(0), .decimal(let digits)):
      return digits.hasPrefix("-") ? ["\(place): under 0"] : []
    default:
      let known = [
        "required", "properties", "additionalProperties", "propertyNames", "items", "minItems",
        "maxItems",
        "minimum", "exclusiveMinimum", "maximum", "pattern", "minLength", "uniqueItems",
      ]
      return known.contains(keyword.key) ? [] : ["\(file): keyword \(keyword.key)"]
    }
  }

  private func follow(_ target: String, _ value: JSONValue, _ place: String) throws -> [String] {
    guard target.hasPrefix("#/$defs/") else {
      let name = target.replacingOccurrences(of: ".schema.json", with: "")
      return try Schema(name).faults(of: value).map { "\(place) as \(name): \($0)" }
    }
    let name = String(target.dropFirst("#/$defs/".count))
    let found = Self.member("$defs", of: root).flatMap { Self.member(name, of: $0) }
    return try faults(of: value, try #require(found, "\(file): \(target)"), place)
  }

  private func isOf(_ type: JSONValue, _ value: JSONValue) -> Bool {
    if case .list(let types) = type { return types.contains { isOf($0, value) } }
    return switch (type, value) {
    case (.text("object"), .object), (.text("array"), .list), (.text("string"), .text),
      (.text("boolean"), .boolean), (.text("null"), .null), (.text("integer"), .integer),
      (.text("number"), .integer), (.text("number"), .decimal):
      true
    default: false
    }
  }

  private static func member(_ key: String, of value: JSONValue) -> JSONValue? {
    guard case .object(let members) = value else { return nil }
    return members.first { $0.key == key }?.value
  }
}
