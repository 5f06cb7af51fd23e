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

  private struct Line {
    var isBusy = false
    var previous: Int?
    var waiting: [(arrival: Nanoseconds, rank: Int, command: Int)] = []
  }

  private var lines: [Line] = []
  private var lineOf: [Int: Int] = [:]
  private let ranks: Table<Command, Int>

  init(_ program: Program) {
    let queues = program.queuesByArrival
    ranks = queues.isEmpty ? Table() : program.ranks
    for (line, entry) in queues.enumerated() {
      lines.append(Line())
      for command in entry.commands { lineOf[command.value] = line }
    }
  }

  /// Lets a command that is ready wait for its turn; false for one of a queue in list order.
  mutating func admit(_ command: Int, at now: Nanoseconds) -> Bool {
    guard let line = lineOf[command] else { return false }
    lines[line].waiting.append((now, ranks[Index(command)], command))
    return true
  }

  /// The command of lowest rank of those whose turn it is; its processor is busy from now on.
  mutating func take() -> Turn? {
    var best: (line: Int, position: Int, rank: Int)?
    for (index, line) in lines.enumerated() where !line.isBusy {
      let first = line.waiting.indices.min {
        let (left, right) = (line.waiting[$0], line.waiting[$1])
        return (left.arrival, left.rank) < (right.arrival, right.rank)
      }
      guard let first else { continue }
      let rank = line.waiting[first].rank
      if best.map({ rank < $0.rank }) ?? true { best = (index, first, rank) }
    }
    guard let best else { return nil }
    let item = lines[best.line].waiting.remove(at: best.position)
    defer {
      lines[best.line].isBusy = true
      lines[best.line].previous = item.command
    }
    return Turn(
      command: item.command,
      arrival: item.arrival,
      predecessor: lines[best.line].previous
    )
  }

  /// Frees the processor of a command that has finished.
  mutating func leave(_ command: Int) {
    if let line = lineOf[command] { lines[line].isBusy = false }
  }
}
