package import Quantities

/// Which commands come before which in every execution.
///
/// Each queue is a chain, so a command's ancestors are, for each queue, a prefix of it: one number
/// per command and queue answers every question about order. (Vector clocks; Fidge 1988.)
///
/// - Complexity: time and memory grow with commands times queues.
package struct ProgramOrder: Sendable {
  /// The commands in an order consistent with all waits.
  package let sorted: [Index<Command>]
  private let queueOf: [Int]
  private let positionInQueue: [Int32]
  private let clocks: [Int32]
  private let queueCount: Int

  /// Works out the order; nil where the waits form a cycle.
  package init?(_ program: Program) {
    guard let sorted = Self.sort(program) else { return nil }
    let count = program.commands.count
    let queueCount = program.queues.count
    var queueOf = [Int](repeating: 0, count: count)
    var positions = [Int32](repeating: 0, count: count)
    for (queue, entry) in program.queues.enumerated() {
      for (position, command) in entry.commands.enumerated() {
        queueOf[command.value] = queue
        positions[command.value] = Int32(position)
      }
    }
    var clocks = [Int32](repeating: 0, count: count * queueCount)
    for command in sorted {
      let row = command.value * queueCount
      for dependency in program.waits[command] {
        let other = dependency.predecessor.value
        for queue in 0..<queueCount {
          clocks[row + queue] = max(clocks[row + queue], clocks[other * queueCount + queue])
        }
        let seen = row + queueOf[other]
        clocks[seen] = max(clocks[seen], positions[other] + 1)
      }
    }
    self.sorted = sorted
    self.queueOf = queueOf
    self.positionInQueue = positions
    self.clocks = clocks
    self.queueCount = queueCount
  }

  /// Whether the first command has finished before the second starts, in every execution.
  package func isOrdered(_ first: Index<Command>, before second: Index<Command>) -> Bool {
    positionInQueue[first.value] < clocks[second.value * queueCount + queueOf[first.value]]
  }

  /// Whether two commands can run at the same time in some execution.
  package func areConcurrent(_ left: Index<Command>, _ right: Index<Command>) -> Bool {
    left != right && !isOrdered(left, before: right) && !isOrdered(right, before: left)
  }

  private static func sort(_ program: Program) -> [Index<Command>]? {
    var successors = [[Int]](repeating: [], count: program.commands.count)
    var missing = [Int](repeating: 0, count: program.commands.count)
    for (command, dependencies) in program.waits.enumerated {
      missing[command.value] = dependencies.count
      for dependency in dependencies {
        successors[dependency.predecessor.value].append(command.value)
      }
    }
    var ready = missing.indices.filter { missing[$0] == 0 }
    var sorted: [Index<Command>] = []
    sorted.reserveCapacity(program.commands.count)
    while let next = ready.popLast() {
      sorted.append(Index(next))
      for successor in successors[next] {
        missing[successor] -= 1
        if missing[successor] == 0 { ready.append(successor) }
      }
    }
    return sorted.count == program.commands.count ? sorted : nil
  }
}

extension Program {
  /// A shortest cycle of waits, each command waiting for the next, or nil where there is none.
  ///
  /// - Complexity: commands times waits where there is a cycle; linear where there is none.
  package func deadlock() -> [Index<Command>]? {
    guard ProgramOrder(self) == nil else { return nil }
    var best: [Index<Command>]?
    for start in commands.indices where best.map({ $0.count > 1 }) ?? true {
      guard let cycle = shortestCycle(through: start, shorterThan: best?.count ?? .max) else {
        continue
      }
      best = cycle
    }
    return best
  }

  /// Breadth-first search from a command along its waits back to itself.
  private func shortestCycle(through start: Index<Command>, shorterThan bound: Int)
    -> [Index<Command>]?
  {
    var previous = [Int](repeating: -1, count: commands.count)
    var level = [start]
    var depth = 1
    while !level.isEmpty, depth < bound {
      var next: [Index<Command>] = []
      for command in level {
        for dependency in waits[command] {
          let waited = dependency.predecessor
          if waited == start { return path(to: command, from: start, previous) }
          guard previous[waited.value] < 0, waited != start else { continue }
          previous[waited.value] = command.value
          next.append(waited)
        }
      }
      level = next
      depth += 1
    }
    return nil
  }

  private func path(to end: Index<Command>, from start: Index<Command>, _ previous: [Int])
    -> [Index<Command>]
  {
    var result = [end]
    while let last = result.last, last != start { result.append(Index(previous[last.value])) }
    return result.reversed()
  }
}
