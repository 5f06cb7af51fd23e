/// Values of symbols: what a solver found, or what a test tries.
package struct Assignment: Hashable, Sendable {
  private var integers: [IntegerSymbol: Int64] = [:]
  private var booleans: [BooleanSymbol: Bool] = [:]

  /// An assignment of no symbols.
  package init() {}

  /// The value of an integer symbol, or nil where none is assigned.
  package subscript(symbol: IntegerSymbol) -> Int64? {
    get { integers[symbol] }
    set { integers[symbol] = newValue }
  }

  /// The value of a boolean symbol, or nil where none is assigned.
  package subscript(symbol: BooleanSymbol) -> Bool? {
    get { booleans[symbol] }
    set { booleans[symbol] = newValue }
  }

  /// The assigned integer symbols by number.
  package var integerSymbols: [IntegerSymbol] { integers.keys.sorted() }

  /// The assigned boolean symbols by number.
  package var booleanSymbols: [BooleanSymbol] { booleans.keys.sorted() }
}
