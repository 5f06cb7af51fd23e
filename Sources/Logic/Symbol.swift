/// An unknown of a query: the solver chooses its value.
///
/// Two symbols are the same when their numbers are: the name is a label for people.
package struct Symbol<Value>: Hashable, Sendable, Comparable {
  /// The number that identifies the symbol among those of its kind, from zero.
  package let id: Int32
  /// What people call it; any text, and not necessarily unique.
  package let name: String

  /// Makes the symbol with this number; a vocabulary does so without repetition.
  package init(id: Int32, name: String) {
    precondition(id >= 0, "a symbol's number counts from zero")
    self.id = id
    self.name = name
  }

  package static func == (left: Self, right: Self) -> Bool { left.id == right.id }
  package static func < (left: Self, right: Self) -> Bool { left.id < right.id }

  package func hash(into hasher: inout Hasher) {
    hasher.combine(id)
  }
}

/// An unknown integer.
package typealias IntegerSymbol = Symbol<Int64>
/// An unknown truth value.
package typealias BooleanSymbol = Symbol<Bool>

/// The source of the symbols of one query, or of several that belong together.
package struct Vocabulary: Hashable, Sendable {
  private var integerCount: Int32 = 0
  private var booleanCount: Int32 = 0

  /// A vocabulary without symbols.
  package init() {}

  /// Makes a new integer symbol, distinct from all others of this vocabulary.
  package mutating func integer(_ name: String) -> IntegerSymbol {
    defer { integerCount += 1 }
    return IntegerSymbol(id: integerCount, name: name)
  }

  /// Makes a new boolean symbol, distinct from all others of this vocabulary.
  package mutating func boolean(_ name: String) -> BooleanSymbol {
    defer { booleanCount += 1 }
    return BooleanSymbol(id: booleanCount, name: name)
  }
}
