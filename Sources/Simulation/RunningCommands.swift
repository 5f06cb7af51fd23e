import Costs
import Plans
import Quantities

/// The commands that run at one instant of a simulation, and the bandwidth that they share.
struct RunningCommands {
  private struct Item {
    /// The parts of a nanosecond in which work is counted, so that rounding at each event costs a
    /// command whose memory is shared by many far less than a nanosecond; 2⁵⁴ ns, beyond which no
    /// cost goes, fit.
    static var ticks: UInt64 { 512 }

    let command: Int
    let cost: Cost
    let demand: UInt64
    /// The nanoseconds that the whole command takes alone.
    let alone: UInt64
    /// The nanoseconds that it would take if the present demand lasted.
    var whole: UInt64
    /// What is left, as ticks of the time that it would take alone.
    var remaining: UInt64

    /// The nanoseconds until it finishes if the present demand lasts, rounded up.
    var timeLeft: UInt64 {
      if whole == alone { return remaining / Self.ticks + (remaining % Self.ticks == 0 ? 0 : 1) }
      let (product, overflow) = whole.multipliedReportingOverflow(by: remaining)
      let all = alone * Self.ticks
      guard overflow else { return product / all + (product % all == 0 ? 0 : 1) }
      return Nanoseconds(whole).scaled(by: remaining, over: all)?.amount ?? whole
    }

    /// Does the work of a time in which it does not finish, rounded down to ticks.
    mutating func work(for time: UInt64) {
      guard whole != alone else {
        remaining -= time * Self.ticks
        return
      }
      let (product, overflow) = time.multipliedReportingOverflow(by: alone * Self.ticks)
      guard overflow else {
        remaining -= product / whole
        return
      }
      let wide = time.multipliedFullWidth(by: alone * Self.ticks)
      remaining -= whole.dividingFullWidth(wide).quotient
    }
  }

  /// The bytes per microsecond that there are; nil where they are no limit.
  private let supply: UInt64?
  private var items: [Item] = []
  /// The bytes per microsecond that all ask for together.
  private var demand: UInt64 = 0
  /// Whether the demand has changed since the last event.
  private var isDemandNew = false
  private var finishedCount = 0

  init(sharing supply: UInt64?) {
    self.supply = supply
  }

  /// Whether a command has nothing left to do, but has not been taken out.
  var hasFinished: Bool { finishedCount > 0 }

  /// Adds a command that has everything to do.
  mutating func start(_ command: Int, _ cost: Cost) {
    let alone = cost.duration.amount
    let own = supply == nil ? 0 : cost.demand
    if alone == 0 { finishedCount += 1 }
    demand += own
    isDemandNew = supply != nil
    items.append(
      Item(
        command: command,
        cost: cost,
        demand: own,
        alone: alone,
        whole: alone,
        remaining: alone * Item.ticks
      )
    )
  }

  /// Lets time pass until the next command finishes, and takes out all that finish then.
  ///
  /// - Returns: the time that passes; nil where nothing runs.
  mutating func advance(finishing: inout [Int]) -> Nanoseconds? {
    guard !items.isEmpty else { return nil }
    if isDemandNew { stretch() }
    var step = UInt64.max
    for position in items.indices { step = min(step, items[position].timeLeft) }
    for position in items.indices.reversed() {
      guard items[position].timeLeft == step else {
        items[position].work(for: step)
        continue
      }
      let item = items[position]
      finishing.append(item.command)
      if item.alone == 0 { finishedCount -= 1 }
      demand -= item.demand
      isDemandNew = supply != nil
      items.swapAt(position, items.count - 1)
      items.removeLast()
    }
    return Nanoseconds(step)
  }

  /// Works out how long each command takes while all of these run.
  private mutating func stretch() {
    isDemandNew = false
    guard let supply else { return }
    for position in items.indices {
      let item = items[position]
      items[position].whole =
        demand > supply
        ? item.cost.duration(whenDemandIs: demand, of: supply).amount : item.alone
    }
  }
}
