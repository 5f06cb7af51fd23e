import Plans
import Quantities

/// The commands that wait for their turn in queues ordered by arrival.
struct ArrivalQueues {
  /// A command that takes its turn.
  struct Turn {
    let command: Int
    /// When it became ready.
    let arrival: Nanoseconds
    /// What the queue ran before.
    let predecessor: Int?
  }

  /// One queue; time only grows, so that what waits is listed by arrival, then by rank.
  private struct Line {
    var isBusy = false
    var previous: Int?
    private var waiting: [(arrival: Nanoseconds, rank: Int, command: Int)] = []
    /// Those before have had their turn.
    private var next = 0

    /// The rank of the command whose turn it is.
    var firstRank: Int? { next < waiting.count ? waiting[next].rank : nil }

    mutating func insert(_ command: Int, rank: Int, at now: Nanoseconds) {
      var position = waiting.count
      while position > next, waiting[position - 1].arrival == now,
        waiting[position - 1].rank > rank
      {
        position -= 1
      }
      waiting.insert((now, rank, command), at: position)
    }

    /// Lets the first command take its turn.
    mutating func take() -> Turn {
      let item = waiting[next]
      let turn = Turn(command: item.command, arrival: item.arrival, predecessor: previous)
      next += 1
      isBusy = true
      previous = item.command
      return turn
    }
  }

  private var lines: [Line] = []
  /// The line of each command, negative for one of a queue in list order; empty without lines.
  private var lineOf: [Int32] = []
  private let ranks: Table<Command, Int>

  init(_ program: Program) {
    let queues = program.queuesByArrival
    guard !queues.isEmpty else {
      ranks = Table()
      return
    }
    ranks = program.ranks
    lineOf = Array(repeating: -1, count: program.commands.count)
    for (line, entry) in queues.enumerated() {
      lines.append(Line())
      for command in entry.commands { lineOf[command.value] = Int32(line) }
    }
  }

  /// Lets a command that is ready wait for its turn; false for one of a queue in list order.
  mutating func admit(_ command: Int, at now: Nanoseconds) -> Bool {
    guard let line = line(of: command) else { return false }
    lines[line].insert(command, rank: ranks[Index(command)], at: now)
    return true
  }

  /// The command of lowest rank of those whose turn it is; its processor is busy from now on.
  mutating func take() -> Turn? {
    var best: (line: Int, rank: Int)?
    for line in lines.indices where !lines[line].isBusy {
      guard let rank = lines[line].firstRank else { continue }
      if best.map({ rank < $0.rank }) ?? true { best = (line, rank) }
    }
    guard let best else { return nil }
    return lines[best.line].take()
  }

  /// Frees the processor of a command that has finished.
  mutating func leave(_ command: Int) {
    if let line = line(of: command) { lines[line].isBusy = false }
  }

  private func line(of command: Int) -> Int? {
    guard !lineOf.isEmpty, lineOf[command] >= 0 else { return nil }
    return Int(lineOf[command])
  }
}
