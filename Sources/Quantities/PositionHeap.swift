/// A priority queue of positions, the least first.
public struct PositionHeap {
  private var items: [Int] = []

  /// Makes a heap of the given positions.
  public init(_ positions: some Sequence<Int> = []) {
    items = positions.sorted()
  }

  /// Whether nothing waits.
  public var isEmpty: Bool { items.isEmpty }

  /// Adds a position.
  public mutating func insert(_ position: Int) {
    items.append(position)
    var child = items.count - 1
    while child > 0, items[child] < items[(child - 1) / 2] {
      items.swapAt(child, (child - 1) / 2)
      child = (child - 1) / 2
    }
  }

  /// Removes and returns the least position, or nil where there is none.
  public mutating func popLeast() -> Int? {
    guard let least = items.first else { return nil }
    let last = items.removeLast()
    guard !items.isEmpty else { return least }
    items[0] = last
    var parent = 0
    while true {
      let left = 2 * parent + 1
      guard left < items.count else { return least }
      let right = left + 1
      let child = right < items.count && items[right] < items[left] ? right : left
      guard items[child] < items[parent] else { return least }
      items.swapAt(parent, child)
      parent = child
    }
  }
}
