/// Values by the index of their owner, stored densely and iterated in index order.
public struct Table<Owner, Value> {
  /// The values in index order.
  public private(set) var values: [Value]

  /// Makes a table of the given values.
  public init(_ values: [Value] = []) {
    self.values = values
  }

  /// Makes a table with the same value for each index.
  public init(repeating value: Value, count: Int) {
    values = Array(repeating: value, count: count)
  }

  public subscript(index: Index<Owner>) -> Value {
    get { values[index.value] }
    set { values[index.value] = newValue }
  }

  /// The number of values.
  public var count: Int { values.count }

  /// Whether there are no values.
  public var isEmpty: Bool { values.isEmpty }

  /// The indices in order.
  public var indices: some RandomAccessCollection<Index<Owner>> {
    (0..<values.count).lazy.map { Index<Owner>($0) }
  }

  /// Each index with its value, in order.
  public var enumerated: [(index: Index<Owner>, value: Value)] {
    values.enumerated().map { (Index<Owner>($0.offset), $0.element) }
  }

  /// Adds a value and returns its index.
  @discardableResult
  public mutating func append(_ value: Value) -> Index<Owner> {
    values.append(value)
    return Index(values.count - 1)
  }

  /// The table of the transformed values.
  public func map<Result>(_ transform: (Value) throws -> Result) rethrows -> Table<Owner, Result> {
    Table<Owner, Result>(try values.map(transform))
  }

  /// The first index whose value satisfies the condition.
  public func firstIndex(where condition: (Value) -> Bool) -> Index<Owner>? {
    values.firstIndex(where: condition).map { Index($0) }
  }
}

extension Table: Equatable where Value: Equatable {}
extension Table: Hashable where Value: Hashable {}
extension Table: Sendable where Value: Sendable {}
