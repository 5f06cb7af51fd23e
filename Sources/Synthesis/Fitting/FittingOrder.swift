/// Who reads and writes what, for some operators' needs: in which orders operators may run.
///
/// Sets of operators are bits of a word. Operators without needs run as soon as they can.
struct FittingOrder {
  private let problem: FittingProblem
  /// Whether each operator needs memory.
  let isBound: [Bool]
  /// The operators from which each operator reads.
  private let sources: [UInt64]
  /// The items that each operator reads, and those that it writes.
  let reads: [[Int]]
  let writes: [[Int]]
  /// The operators with needs that read each item.
  private let awaiting: [UInt64]

  init(_ problem: FittingProblem, _ needs: [Bool]) {
    self.problem = problem
    isBound = needs
    var (reads, writes) = (needs.map { _ in [Int]() }, needs.map { _ in [Int]() })
    var sources = [UInt64](repeating: 0, count: needs.count)
    for (number, item) in problem.items.enumerated() {
      if let producer = item.producer { writes[producer].append(number) }
      for reader in Set(item.readers).sorted() {
        reads[reader].append(number)
        if let producer = item.producer { sources[reader] |= 1 << UInt64(producer) }
      }
    }
    (self.reads, self.writes, self.sources) = (reads, writes, sources)
    awaiting = problem.items.map { item in
      item.readers.reduce(0) { needs[$1] ? $0 | 1 << UInt64($1) : $0 }
    }
  }

  func isDone(_ node: Int, _ done: UInt64) -> Bool { done >> UInt64(node) & 1 == 1 }

  func canRun(_ node: Int, _ done: UInt64) -> Bool { sources[node] & ~done == 0 }

  /// The operators that have run when those without needs have, too.
  func settled(_ done: UInt64) -> UInt64 {
    var done = done
    var isChanged = true
    while isChanged {
      isChanged = false
      for node in isBound.indices where !isBound[node] && !isDone(node, done) && canRun(node, done)
      {
        done |= 1 << UInt64(node)
        isChanged = true
      }
    }
    return done
  }

  /// Whether an operator with needs has still to read the item.
  func isAwaited(_ item: Int, _ done: UInt64) -> Bool { awaiting[item] & ~done != 0 }

  /// Whether an item comes from outside, or has nothing to be copied.
  func isEverywhere(_ item: Int) -> Bool {
    problem.items[item].bytes == 0
      || problem.items[item].producer.map { !isBound[$0] } ?? false
  }
}
