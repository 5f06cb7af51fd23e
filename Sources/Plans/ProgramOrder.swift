import Devices
package import Quantities

/// Which commands come before which in every execution.
///
/// The commands are covered by chains: a queue in list order is one, and the commands of a queue
/// ordered by arrival are split into some. A command's ancestors are, for each chain, a prefix of
/// it: one number per command and chain answers every question about order. (Vector clocks; Fidge
/// 1988.)
///
/// - Complexity: time and memory grow with commands times chains.
package struct ProgramOrder: Sendable {
  /// The commands in an order consistent with all waits.
  package let sorted: [Index<Command>]
  /// Where each command stands in that order.
  package let places: Table<Command, Int>
  private let chainOf: [Int]
  private let positionInChain: [Int32]
  private let clocks: [Int32]
  private let chainCount: Int

  /// Works out the order; nil where the waits form a cycle.
  package init?(_ program: Program) {
    guard let sorted = Self.sort(program) else { return nil }
    var chains = Chains(program)
    var rows = [[Int32]](repeating: [], count: program.commands.count)
    for command in sorted {
      var row = [Int32](repeating: 0, count: chains.lengths.count)
      for dependency in program.waits[command] {
        let other = dependency.predecessor.value
        for (chain, count) in rows[other].enumerated() { row[chain] = max(row[chain], count) }
        let chain = chains.chainOf[other]
        row[chain] = max(row[chain], chains.positions[other] + 1)
      }
      chains.place(command.value, after: row)
      rows[command.value] = row
    }
    let width = chains.lengths.count
    self.sorted = sorted
    var places = Table<Command, Int>(repeating: 0, count: sorted.count)
    for (place, command) in sorted.enumerated() { places[command] = place }
    self.places = places
    chainOf = chains.chainOf
    positionInChain = chains.positions
    clocks = rows.flatMap { $0 + [Int32](repeating: 0, count: width - $0.count) }
    chainCount = width
  }

  /// Whether the first command has finished before the second starts, in every execution.
  package func isOrdered(_ first: Index<Command>, before second: Index<Command>) -> Bool {
    positionInChain[first.value] < clocks[second.value * chainCount + chainOf[first.value]]
  }

  /// Whether two commands can run at the same time in some execution, queues ordered by arrival
  /// apart.
  package func areConcurrent(_ left: Index<Command>, _ right: Index<Command>) -> Bool {
    left != right && !isOrdered(left, before: right) && !isOrdered(right, before: left)
  }

  /// The positions in the sorted list at which all before come before all after, 0 and the count
  /// among them: the series decomposition of the order.
  package var cuts: [Int] {
    guard !sorted.isEmpty else { return [0] }
    var seenBelow = [Int32](repeating: 0, count: chainCount)
    for command in sorted { seenBelow[chainOf[command.value]] += 1 }
    var least = [Int32](repeating: .max, count: chainCount)
    var cuts = [sorted.count]
    for position in sorted.indices.reversed() {
      let command = sorted[position].value
      seenBelow[chainOf[command]] -= 1
      var isCut = true
      for chain in 0..<chainCount {
        least[chain] = min(least[chain], clocks[command * chainCount + chain])
        if least[chain] < seenBelow[chain] { isCut = false }
      }
      if isCut { cuts.append(position) }
    }
    return cuts.reversed()
  }

  private static func sort(_ program: Program) -> [Index<Command>]? {
    let successors = program.successors
    var missing = successors.waitCounts
    var ready = missing.indices.filter { missing[$0] == 0 }
    var sorted: [Index<Command>] = []
    sorted.reserveCapacity(program.commands.count)
    while let next = ready.popLast() {
      sorted.append(Index(next))
      for position in successors.range(of: next) {
        let waiter = Int(successors[position].command)
        missing[waiter] -= 1
        if missing[waiter] == 0 { ready.append(waiter) }
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

/// A cover of a program's commands by chains, made along a topological order.
private struct Chains {
  private(set) var chainOf: [Int]
  private(set) var positions: [Int32]
  private(set) var lengths: [Int32]
  private let isByArrival: [Bool]
  /// The chains of commands in queues ordered by arrival begin here.
  private let firstFree: Int

  init(_ program: Program) {
    chainOf = [Int](repeating: 0, count: program.commands.count)
    positions = [Int32](repeating: 0, count: program.commands.count)
    lengths = []
    isByArrival = program.isByArrival.values
    for entry in program.queues where program.order(of: entry.queue) == .listed {
      for (position, command) in entry.commands.enumerated() {
        chainOf[command.value] = lengths.count
        positions[command.value] = Int32(position)
      }
      lengths.append(Int32(entry.commands.count))
    }
    firstFree = lengths.count
  }

  /// Puts a command of a queue ordered by arrival at the end of a chain that is all before it.
  mutating func place(_ command: Int, after row: [Int32]) {
    guard isByArrival[command] else { return }
    let fitting = (firstFree..<lengths.count).first { row[$0] == lengths[$0] }
    let chain = fitting ?? lengths.count
    if fitting == nil { lengths.append(0) }
    chainOf[command] = chain
    positions[command] = lengths[chain]
    lengths[chain] += 1
  }
}
