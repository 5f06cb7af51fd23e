/// Values by the index of their owner, stored densely and iterated in index order.
///
/// Inlinable, because the loops of every module above run through tables.
@frozen
public struct Table<Owner, Value> {
  @usableFromInline var storage: [Value]

  /// The values in index order.
  @inlinable public var values: [Value] { storage }

  /// Makes a table of the given values.
  @inlinable public init(_ values: [Value] = []) {
    storage = values
  }

  /// Makes a table with the same value for each index.
  @inlinable public init(repeating value: Value, count: Int) {
    storage = Array(repeating: value, count: count)
  }

  @inlinable public subscript(index: Index<Owner>) -> Value {
    get { storage[index.value] }
    _modify { yield &storage[index.value] }
  }

  /// The number of values.
  @inlinable public var count: Int { storage.count }

  /// Whether there are no values.
  @inlinable public var isEmpty: Bool { storage.isEmpty }

  /// The indices in order.
  @inlinable public var indices: some RandomAccessCollection<Index<Owner>> {
    (0..<storage.count).lazy.map { Index<Owner>($0) }
  }

  /// Each index with its value, in order.
  @inlinable public var enumerated: TableEntries<Owner, Value> { TableEntries(self) }

  /// Adds a value and returns its index.
  @discardableResult
  @inlinable public mutating func append(_ value: Value) -> Index<Owner> {
    storage.append(value)
    return Index(storage.count - 1)
  }

  /// The table of the transformed values.
  @inlinable public func map<Result>(_ transform: (Value) throws -> Result) rethrows -> Table<
    Owner, Result
  > {
    Table<Owner, Result>(try values.map(transform))
  }

  /// The first index whose value satisfies the condition.
  @inlinable public func firstIndex(where condition: (Value) -> Bool) -> Index<Owner>? {
    values.firstIndex(where: condition).map { Index($0) }
  }
}

extension Table: Equatable where Value: Equatable {}
extension Table: Hashable where Value: Hashable {}
extension Table: Sendable where Value: Sendable {}

/// The indices of a table with their values.
@frozen
public struct TableEntries<Owner, Value>: RandomAccessCollection {
  @usableFromInline let table: Table<Owner, Value>

  @inlinable init(_ table: Table<Owner, Value>) {
    self.table = table
  }

  @inlinable public var startIndex: Int { 0 }
  @inlinable public var endIndex: Int { table.count }

  @inlinable public subscript(position: Int) -> (index: Quantities.Index<Owner>, value: Value) {
    let index = Quantities.Index<Owner>(position)
    return (index, table[index])
  }
}
