/// A value for a symbolic dimension: `batch=1`.
package struct DimensionBinding: Hashable, Sendable {
  /// The dimension's name in the model.
  package let name: String
  /// Its value, positive.
  package let value: Int

  /// Binds a value; nil where it is not positive.
  package init?(name: String, value: Int) {
    guard value > 0 else { return nil }
    self.name = name
    self.value = value
  }

  /// Reads a binding as people type it; nil for anything else.
  package init?(_ text: String) {
    let sides = text.split(separator: "=", maxSplits: 1)
    guard sides.count == 2, let value = Int(sides[1]) else { return nil }
    self.init(name: String(sides[0]), value: value)
  }
}

/// Values for a symbolic dimension: `batch=1`, or a range such as `batch=1..32`.
package struct DimensionRange: Hashable, Sendable {
  /// The dimension's name in the model.
  package let name: String
  /// Its values, positive.
  package let values: ClosedRange<Int>

  /// Reads a value or a range as people type it; nil for anything else.
  package init?(_ text: String) {
    let sides = text.split(separator: "=", maxSplits: 1)
    guard sides.count == 2 else { return nil }
    let ends = sides[1].split(separator: ".", omittingEmptySubsequences: false)
    let numbers = ends.compactMap { Int($0) }
    let isRange = ends.count == 3 && ends[1].isEmpty && numbers.count == 2
    guard isRange || ends.count == 1, let first = numbers.first, let last = numbers.last,
      first > 0, first <= last
    else { return nil }
    name = String(sides[0])
    values = first...last
  }

  /// The values as people type them.
  package var text: String {
    values.count == 1
      ? "\(name)=\(values.lowerBound)"
      : "\(name)=\(values.lowerBound)..\(values.upperBound)"
  }

  /// The value as a binding; nil for a range.
  package var onlyBinding: DimensionBinding? {
    values.count == 1 ? DimensionBinding(name: name, value: values.lowerBound) : nil
  }

  /// The values as bindings, in rising order.
  ///
  /// - Complexity: as many as there are values, of which somebody may have typed any number.
  package var bindings: [DimensionBinding] {
    values.compactMap { DimensionBinding(name: name, value: $0) }
  }
}
