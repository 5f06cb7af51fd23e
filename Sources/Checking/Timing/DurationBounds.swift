import Costs
import Devices
import Plans
import Quantities

/// The shortest and longest that each command takes in any execution with factors in a box.
///
/// Where the commands that may run at the same time can together ask for more than the shared
/// bandwidth, the longest duration of each is that with all of them asking for most. Two commands
/// may run at the same time if no wait keeps them apart and the windows in which they can run
/// overlap; the windows follow from the durations, so that both are narrowed in turn.
struct DurationBounds {
  private(set) var lowest: [UInt64]
  private(set) var highest: [UInt64]
  /// Whether sharing bandwidth may make some command longer.
  private(set) var isContended = false

  /// How often windows and durations are narrowed.
  private static let rounds = 3

  /// Works out the bounds from the costs with everything fastest and with everything slowest.
  init(
    _ timed: TimedProgram,
    fast: Table<Command, Cost>,
    slow: Table<Command, Cost>,
    supply: UInt64?
  ) {
    lowest = fast.values.map(\.duration.amount)
    highest = slow.values.map(\.duration.amount)
    guard let supply else { return }
    let demands = fast.values.map(\.demand)
    let most = timed.program.queues.map { $0.commands.map { demands[$0.value] }.max() ?? 0 }
    guard most.reduce(0, +) > supply else { return }
    let alone = highest
    let starts = zip(timed.ends(lowest), lowest).map { $0 - $1 }
    var windows: [UInt64]?
    for _ in 0..<Self.rounds {
      var next = alone
      for command in timed.program.commands.indices {
        let rivals = Self.rivals(of: command, timed, starts, windows)
        next[command.value] = Self.longest(command, slow, demands, rivals, supply)
      }
      highest = next
      isContended = next != alone
      guard isContended, !timed.isByArrival else { return }
      let ends = timed.ends(next)
      if let windows, windows == ends { return }
      windows = ends
    }
  }

  private struct Rivals {
    var count = 0
    /// The commands that may run at the same time, one list for each other queue.
    var queues: [[Index<Command>]] = []
  }

  private static func rivals(
    of command: Index<Command>,
    _ timed: TimedProgram,
    _ starts: [UInt64],
    _ ends: [UInt64]?
  ) -> Rivals {
    var rivals = Rivals()
    let queue = timed.program.commands[command].queue
    for entry in timed.program.queues where entry.queue != queue {
      let listed = timed.program.order(of: entry.queue) == .listed
      var first = 0
      if listed {
        var last = entry.commands.count
        while first < last {
          let middle = (first + last) / 2
          if timed.order.isOrdered(entry.commands[middle], before: command) {
            first = middle + 1
          } else {
            last = middle
          }
        }
      }
      var together: [Index<Command>] = []
      for other in entry.commands[first...] {
        if timed.order.isOrdered(command, before: other) {
          if listed { break }
          continue
        }
        if !listed, timed.order.isOrdered(other, before: command) { continue }
        if let ends {
          if listed, starts[other.value] >= ends[command.value] { break }
          guard starts[command.value] < ends[other.value],
            starts[other.value] < ends[command.value]
          else { continue }
        }
        together.append(other)
      }
      rivals.count += together.count
      rivals.queues.append(together)
    }
    return rivals
  }

  /// The longest duration while all rivals ask for most, with what rounding at each start and end
  /// of a rival may add.
  private static func longest(
    _ command: Index<Command>,
    _ slow: Table<Command, Cost>,
    _ demands: [UInt64],
    _ rivals: Rivals,
    _ supply: UInt64
  ) -> UInt64 {
    let alone = slow[command].duration.amount
    let others = rivals.queues.map { $0.map { demands[$0.value] }.max() ?? 0 }.reduce(0, +)
    let demand = demands[command.value] + others
    guard demand > supply, alone > 0 else { return alone }
    let stretched = slow[command].duration(whenDemandIs: demand, of: supply).amount
    guard stretched > alone else { return alone }
    return stretched + UInt64(2 * rivals.count + 2) * (stretched / alone + 1)
  }
}
