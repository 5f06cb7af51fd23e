/// The fixed parameters of an operator, under their names in the ONNX operator specification.
public struct Attributes: Hashable, Sendable {
  /// A parameter's value.
  public enum Value: Hashable, Sendable {
    case integer(Int64)
    case integers([Int64])
    case real(Float)
    case reals([Float])
    case text(String)
    case texts([String])
  }

  /// The parameters, sorted by name.
  public let entries: [(name: String, value: Value)]

  /// Makes attributes; of two with the same name the first counts.
  public init(_ entries: [(name: String, value: Value)] = []) {
    self.entries =
      Self.isSorted(entries)
      ? entries : Self.distinct(entries).sorted { $0.name < $1.name }
  }

  private static func isSorted(_ entries: [(name: String, value: Value)]) -> Bool {
    for position in entries.indices.dropFirst()
    where entries[position - 1].name >= entries[position].name {
      return false
    }
    return true
  }

  private static func distinct(_ entries: [(name: String, value: Value)]) -> [(
    name: String, value: Value
  )] {
    var seen: Set<String> = []
    return entries.filter { seen.insert($0.name).inserted }
  }

  public subscript(name: String) -> Value? {
    for entry in entries where entry.name == name { return entry.value }
    return nil
  }

  /// The integer under the name, or nil where there is none.
  public func integer(_ name: String) -> Int64? {
    if case .integer(let value)? = self[name] { value } else { nil }
  }

  /// The list of integers under the name, or nil where there is none.
  public func integers(_ name: String) -> [Int64]? {
    if case .integers(let value)? = self[name] { value } else { nil }
  }

  /// The text under the name, or nil where there is none.
  public func text(_ name: String) -> String? {
    if case .text(let value)? = self[name] { value } else { nil }
  }

  /// The real number under the name, or nil where there is none.
  public func real(_ name: String) -> Float? {
    if case .real(let value)? = self[name] { value } else { nil }
  }

  public static func == (left: Self, right: Self) -> Bool {
    left.entries.elementsEqual(right.entries) { $0.name == $1.name && $0.value == $1.value }
  }

  public func hash(into hasher: inout Hasher) {
    for entry in entries {
      hasher.combine(entry.name)
      hasher.combine(entry.value)
    }
  }
}
