package import Costs
import Devices
package import Plans
package import Quantities

/// A discrete-event run of a program.
///
/// Each queue runs its commands in order, each as soon as all it waits for has finished; a queue
/// ordered by arrival takes the command that became ready first, and of several the one of lowest
/// rank. Commands
/// that run at the same time share the device's memory bandwidth: while together they ask for
/// more than there is, the memory part of each stretches in proportion. The simulation advances
/// from one start or finish to the next; between them all speeds are constant.
package struct Simulator: Sendable {
  private let program: Program
  /// What each command costs alone.
  package let costs: Table<Command, Cost>
  private let bandwidth: UInt64?

  /// Prepares a run with the given cost of each command.
  ///
  /// The bandwidth is the bytes per microsecond that the commands share; nil for no limit.
  package init(_ program: Program, costs: Table<Command, Cost>, sharing bandwidth: UInt64?) {
    self.program = program
    self.costs = costs
    self.bandwidth = bandwidth
  }

  /// Prepares a run under a condition, at the given end of its ranges.
  package init(_ program: Program, _ model: CostModel, _ end: CostModel.Extreme = .highest) {
    self.program = program
    costs = program.commands.map { model.cost(of: $0, end) }
    bandwidth = model.sharedBandwidth(end)
  }

  /// Runs to the end; nil where some commands wait for each other for ever.
  ///
  /// - Complexity: commands times the number of queues.
  package func run() -> Timeline? {
    var state = State(program, costs, sharing: bandwidth)
    while state.advance() {}
    return state.timeline()
  }
}

/// A run in progress.
private struct State {
  private let program: Program
  private let costs: Table<Command, Cost>
  /// The bandwidth that commands share, in bytes per microsecond; nil where it is no limit.
  private let supply: UInt64?
  private var now = Nanoseconds.zero
  private var missing: [Int32]
  private var successors: [[(command: Int32, dependency: Int32)]]
  private var running: [Running] = []
  private var starts: [Nanoseconds?]
  private var ends: [Nanoseconds?]
  private var decisive: [Dependency?]
  private var arrivals: ArrivalQueues

  private struct Running {
    let command: Int
    /// What is left, as ticks of the time that it would take alone.
    var remaining: UInt64
  }

  /// The parts of a nanosecond in which work is counted, so that rounding at each event costs a
  /// command whose memory is shared by many far less than a nanosecond; 2⁵⁴ ns, beyond which no
  /// cost goes, fit.
  private static let ticks: UInt64 = 512

  init(_ program: Program, _ costs: Table<Command, Cost>, sharing bandwidth: UInt64?) {
    self.program = program
    self.costs = costs
    supply = bandwidth
    let count = program.commands.count
    arrivals = ArrivalQueues(program)
    missing = [Int32](repeating: 0, count: count)
    successors = Array(repeating: [], count: count)
    starts = Array(repeating: nil, count: count)
    ends = Array(repeating: nil, count: count)
    decisive = Array(repeating: nil, count: count)
    for (command, dependencies) in program.waits.enumerated {
      missing[command.value] = Int32(dependencies.count)
      for (position, dependency) in dependencies.enumerated() {
        successors[dependency.predecessor.value].append((command.position, Int32(position)))
      }
    }
    for command in 0..<count where missing[command] == 0 { release(command) }
  }

  /// Moves on to the next finish; false when nothing runs any more.
  mutating func advance() -> Bool {
    startArrived()
    guard !running.isEmpty else { return false }
    let demand = running.reduce(UInt64(0)) { $0 + costs.values[$1.command].demand }
    let left = running.map { timeLeft($0, demand) }
    guard let step = left.min() else { return false }
    now += step
    var finished: [Int] = []
    for position in running.indices.reversed() {
      if left[position] == step {
        finished.append(running.remove(at: position).command)
      } else {
        let done = progress(in: step, of: running[position].command, demand)
        running[position].remaining -= done
      }
    }
    for command in finished.sorted() { finish(command) }
    return true
  }

  /// Starts a command that waits for nothing any more, or lets it take its place in its queue.
  private mutating func release(_ command: Int) {
    if !arrivals.admit(command, at: now) { start(command) }
  }

  /// Starts what has arrived at processors that are free, lowest rank first.
  ///
  /// Whatever ends at this instant ends first, because it may let something arrive that takes its
  /// turn before what is here already.
  private mutating func startArrived() {
    while !running.contains(where: { $0.remaining == 0 }), let next = arrivals.take() {
      if let before = next.predecessor, next.arrival < now {
        decisive[next.command] = Dependency(predecessor: Index(before), cause: .arrival)
      }
      start(next.command)
    }
  }

  private mutating func start(_ command: Int) {
    starts[command] = now
    let work = costs.values[command].duration.amount * Self.ticks
    running.append(Running(command: command, remaining: work))
  }

  private mutating func finish(_ command: Int) {
    ends[command] = now
    arrivals.leave(command)
    for successor in successors[command] {
      let waiting = Int(successor.command)
      missing[waiting] -= 1
      guard missing[waiting] == 0 else { continue }
      decisive[waiting] = program.waits[Index(waiting)][Int(successor.dependency)]
      release(waiting)
    }
  }

  // MARK: Shared bandwidth

  /// How long the whole command would take at the present demand.
  private func stretched(_ command: Int, _ demand: UInt64) -> Nanoseconds {
    guard let supply, demand > supply else { return costs.values[command].duration }
    return costs.values[command].duration(whenDemandIs: demand, of: supply)
  }

  private func timeLeft(_ item: Running, _ demand: UInt64) -> Nanoseconds {
    let alone = costs.values[item.command].duration.amount * Self.ticks
    guard alone > 0 else { return .zero }
    let whole = stretched(item.command, demand)
    return whole.scaled(by: item.remaining, over: alone) ?? whole
  }

  /// The ticks of work done in a time in which the command does not finish.
  private func progress(in time: Nanoseconds, of command: Int, _ demand: UInt64) -> UInt64 {
    let alone = costs.values[command].duration.amount * Self.ticks
    let whole = stretched(command, demand).amount
    guard whole > 0 else { return 0 }
    let product = time.amount.multipliedFullWidth(by: alone)
    return product.high < whole ? whole.dividingFullWidth(product).quotient : alone
  }

  func timeline() -> Timeline? {
    var spans: [Timeline.Span] = []
    for (start, end) in zip(starts, ends) {
      guard let start, let end else { return nil }
      spans.append(Timeline.Span(start: start, end: end))
    }
    return Timeline(spans: Table(spans), decisive: Table(decisive))
  }
}
