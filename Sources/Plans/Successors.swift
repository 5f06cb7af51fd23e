package import Quantities

/// Who waits for each command: a program's waits turned round, in flat arrays.
package struct Successors: Sendable {
  /// A command that waits, and where among its waits the one on the command in question stands.
  package struct Waiter: Sendable {
    package let command: Int32
    package let position: Int32
  }

  /// For each command how many waits it has.
  package let waitCounts: [Int32]
  /// The position of each command's first waiter, and at the end the number of all.
  private let firsts: [Int32]
  private let waiters: [Waiter]

  /// Turns waits round.
  package init(_ waits: Table<Command, [Dependency]>) {
    let count = waits.count
    var waitCounts = [Int32](repeating: 0, count: count)
    var firsts = [Int32](repeating: 0, count: count + 2)
    for command in 0..<count {
      let dependencies = waits.values[command]
      waitCounts[command] = Int32(dependencies.count)
      for dependency in dependencies { firsts[dependency.predecessor.value + 2] += 1 }
    }
    for position in firsts.indices.dropFirst() { firsts[position] += firsts[position - 1] }
    var waiters = [Waiter](
      repeating: Waiter(command: 0, position: 0),
      count: Int(firsts[count + 1])
    )
    for command in 0..<count {
      let dependencies = waits.values[command]
      for position in dependencies.indices {
        let slot = dependencies[position].predecessor.value + 1
        waiters[Int(firsts[slot])] = Waiter(command: Int32(command), position: Int32(position))
        firsts[slot] += 1
      }
    }
    firsts.removeLast()
    self.waitCounts = waitCounts
    self.firsts = firsts
    self.waiters = waiters
  }

  /// The commands in an order that keeps all waits and is otherwise that of their numbers.
  ///
  /// Commands that wait for each other, and those that wait for them, are left out.
  /// - Complexity: that of a heap of the commands that are ready at the same time.
  package func sorted() -> [Index<Command>] {
    var missing = waitCounts
    var ready = PositionHeap(missing.indices.filter { missing[$0] == 0 })
    var sorted: [Index<Command>] = []
    sorted.reserveCapacity(missing.count)
    while let next = ready.popLeast() {
      sorted.append(Index(next))
      for position in range(of: next) {
        let waiter = Int(self[position].command)
        missing[waiter] -= 1
        if missing[waiter] == 0 { ready.insert(waiter) }
      }
    }
    return sorted
  }

  /// The positions of a command's waiters, which ascend by command and position.
  package func range(of command: Int) -> Range<Int> {
    Int(firsts[command])..<Int(firsts[command + 1])
  }

  /// The waiter at a position.
  package subscript(position: Int) -> Waiter { waiters[position] }
}
