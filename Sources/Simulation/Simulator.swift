package import Costs
import Devices
package import Plans
package import Quantities

/// A discrete-event run of a program.
///
/// Each queue runs its commands in order, each as soon as all it waits for has finished; a queue
/// ordered by arrival takes the command that became ready first, and of several the one of lowest
/// rank. Commands that run at the same time share the device's memory bandwidth: while together
/// they ask for more than there is, the memory part of each stretches in proportion. The simulation
/// advances from one start or finish to the next; between them all speeds are constant.
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
  /// - Complexity: waits, and commands times the number of queues.
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
  private var now = Nanoseconds.zero
  /// The waits of each command that are not fulfilled yet.
  private var missing: [Int32]
  private var running: RunningCommands
  /// The commands that finish at this instant; empty between two events.
  private var finishing: [Int] = []
  private var spans: [Timeline.Span]
  private var decisive: [Dependency?]
  private var finishedCount = 0
  private var arrivals: ArrivalQueues

  init(_ program: Program, _ costs: Table<Command, Cost>, sharing bandwidth: UInt64?) {
    self.program = program
    self.costs = costs
    let count = program.commands.count
    running = RunningCommands(sharing: bandwidth)
    arrivals = ArrivalQueues(program)
    missing = program.successors.waitCounts
    spans = Array(repeating: Timeline.Span(start: .zero, end: .zero), count: count)
    decisive = Array(repeating: nil, count: count)
    for command in 0..<count where missing[command] == 0 { release(command) }
  }

  /// Moves on to the next finish; false when nothing runs any more.
  mutating func advance() -> Bool {
    startArrived()
    guard let step = running.advance(finishing: &finishing) else { return false }
    now += step
    if finishing.count > 1 { finishing.sort() }
    for position in finishing.indices { finish(finishing[position]) }
    finishing.removeAll(keepingCapacity: true)
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
    while !running.hasFinished, let next = arrivals.take() {
      if let before = next.predecessor, next.arrival < now {
        decisive[next.command] = Dependency(predecessor: Index(before), cause: .arrival)
      }
      start(next.command)
    }
  }

  private mutating func start(_ command: Int) {
    spans[command] = Timeline.Span(start: now, end: now)
    running.start(command, costs[Index(command)])
  }

  private mutating func finish(_ command: Int) {
    spans[command] = Timeline.Span(start: spans[command].start, end: now)
    finishedCount += 1
    arrivals.leave(command)
    for position in program.successors.range(of: command) {
      let waiter = program.successors[position]
      let waiting = Int(waiter.command)
      missing[waiting] -= 1
      guard missing[waiting] == 0 else { continue }
      decisive[waiting] = program.waits[Index(waiting)][Int(waiter.position)]
      release(waiting)
    }
  }

  func timeline() -> Timeline? {
    guard finishedCount == spans.count else { return nil }
    return Timeline(spans: Table(spans), decisive: Table(decisive))
  }
}
