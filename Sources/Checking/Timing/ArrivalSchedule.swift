import Logic
import Plans
import Quantities

/// The executions of some commands in queues ordered by arrival, with durations in intervals, as
/// unknowns for a solver.
///
/// Finishing times are not monotone in the durations here (Graham, SIAM Journal on Applied
/// Mathematics 17, 1969, doi:10.1137/0117039): a step that takes less time may let another take its
/// turn first. So every time is said exactly: a command is ready when the last that it waits for
/// has finished, and of each two that no wait orders, one unknown says which is ready first.
struct ArrivalSchedule {
  private let timed: TimedProgram
  private let commands: [Index<Command>]
  private let ranks: Table<Command, Int>
  private var starts: [Index<Command>: IntegerTerm] = [:]
  private var ends: [Index<Command>: IntegerTerm] = [:]
  private var arrivals: [Index<Command>: IntegerTerm] = [:]
  private var symbols: [Index<Command>: (start: IntegerSymbol, end: IntegerSymbol)] = [:]
  /// What every execution keeps.
  private(set) var constraints: [Formula] = []

  /// The executions of commands of which all that comes before has finished at time zero.
  init(
    _ timed: TimedProgram,
    _ commands: [Index<Command>],
    _ bounds: DurationBounds,
    _ vocabulary: inout Vocabulary
  ) {
    self.timed = timed
    self.commands = commands
    ranks = timed.program.ranks
    let isByArrival = timed.program.isByArrival
    for command in commands.reversed() {
      let name = timed.program.name(of: command)
      let start = vocabulary.integer("start of \(name)")
      let end = vocabulary.integer("end of \(name)")
      symbols[command] = (start, end)
      starts[command] = IntegerTerm(start)
      ends[command] = IntegerTerm(end)
      let isTurn = isByArrival[command]
      arrivals[command] =
        isTurn ? IntegerTerm(vocabulary.integer("arrival of \(name)")) : IntegerTerm(start)
    }
    for command in commands.reversed() { addTimes(of: command, bounds) }
    addTurns(&vocabulary)
  }

  private mutating func addTimes(of command: Index<Command>, _ bounds: DurationBounds) {
    guard let start = starts[command], let end = ends[command], let ready = arrivals[command]
    else { return }
    let lowest = IntegerTerm(constant: Int64(bounds.lowest[command.value]))
    let highest = IntegerTerm(constant: Int64(bounds.highest[command.value]))
    constraints.append((start + lowest).isAtMost(end))
    constraints.append(end.isAtMost(start + highest))
    let waited = timed.program.waits[command].compactMap { ends[$0.predecessor] }
    constraints += Self.latest(of: waited, is: ready)
  }

  /// That a time is the latest of some others, or zero where there are none.
  private static func latest(of others: [IntegerTerm], is time: IntegerTerm) -> [Formula] {
    let zero = IntegerTerm(constant: 0)
    if others.isEmpty { return [zero.isAtMost(time), time.isAtMost(zero)] }
    return others.map { $0.isAtMost(time) } + [.disjunction(others.map { time.isAtMost($0) })]
  }

  /// Who of a queue ordered by arrival goes first, and that each starts as soon as it can.
  private mutating func addTurns(_ vocabulary: inout Vocabulary) {
    for entry in timed.program.queuesByArrival {
      let local = entry.commands.filter { starts[$0] != nil }
      var earlier: [Index<Command>: [(before: Index<Command>, condition: Formula)]] = [:]
      for (position, first) in local.enumerated() {
        for second in local[(position + 1)...] {
          let goesFirst = turn(first, second, &vocabulary)
          earlier[second, default: []].append((first, goesFirst))
          earlier[first, default: []].append((second, goesFirst.negated))
        }
      }
      for command in local {
        guard let start = starts[command], let ready = arrivals[command] else { continue }
        var causes = [start.isAtMost(ready)]
        constraints.append(ready.isAtMost(start))
        for (before, condition) in earlier[command] ?? [] where condition.constantValue != false {
          guard let end = ends[before] else { continue }
          constraints.append(condition.implies(end.isAtMost(start)))
          causes.append(condition && start.isAtMost(end))
        }
        constraints.append(.disjunction(causes))
      }
    }
  }

  /// Whether the first goes before the second: known where a wait orders them, else by arrival and
  /// then by rank.
  private mutating func turn(
    _ first: Index<Command>,
    _ second: Index<Command>,
    _ vocabulary: inout Vocabulary
  ) -> Formula {
    if timed.order.isOrdered(first, before: second) { return Formula(constant: true) }
    if timed.order.isOrdered(second, before: first) { return Formula(constant: false) }
    guard let one = arrivals[first], let other = arrivals[second] else {
      return Formula(constant: true)
    }
    let names = (timed.program.name(of: first), timed.program.name(of: second))
    let goesFirst = Formula(vocabulary.boolean("\(names.0) goes before \(names.1)"))
    let instant = IntegerTerm(constant: 1)
    let winsTie = ranks[first] < ranks[second]
    let isEarlier = winsTie ? one.isAtMost(other) : (one + instant).isAtMost(other)
    let isLater = winsTie ? (other + instant).isAtMost(one) : other.isAtMost(one)
    constraints.append(goesFirst.implies(isEarlier))
    constraints.append(goesFirst.negated.implies(isLater))
    return goesFirst
  }

  /// That some command ends after a time.
  func exceeds(_ time: UInt64) -> Formula {
    let limit = IntegerTerm(constant: Int64(time) + 1)
    return .disjunction(commands.compactMap { ends[$0] }.map { limit.isAtMost($0) })
  }

  /// The durations in an assignment.
  func durations(in assignment: Assignment) -> [Index<Command>: UInt64] {
    var result: [Index<Command>: UInt64] = [:]
    for command in commands {
      guard let symbol = symbols[command], let start = assignment[symbol.start],
        let end = assignment[symbol.end], end >= start
      else { continue }
      result[command] = UInt64(end - start)
    }
    return result
  }
}
