import Costs
import Devices
import Graphs
import Plans
import Quantities
import Simulation

/// A program with what its times depend on.
struct TimedProgram {
  let program: Program
  /// The commands in an order consistent with all waits.
  let order: ProgramOrder
  private let condition: Condition

  /// Nil where the program has a deadlock.
  init?(_ program: Program, _ condition: Condition) {
    guard let order = ProgramOrder(program) else { return nil }
    self.program = program
    self.order = order
    self.condition = condition
  }

  /// Whether some order is decided at run time.
  var isByArrival: Bool { !program.queuesByArrival.isEmpty }

  /// The processors that run anything.
  var processors: Set<Index<Processor>> {
    Set(
      program.queues.compactMap {
        if case .processor(let processor) = $0.queue { processor } else { nil }
      }
    )
  }

  private func model(_ factors: SharedFactors, _ jitter: UInt64) -> CostModel {
    CostModel(
      graph: program.graph,
      device: program.device,
      condition: factors.condition(of: condition, program.device, jitter: jitter)
    )
  }

  /// What each command costs with the shared factors and one jitter for all.
  func costs(_ factors: SharedFactors, jitter: UInt64) -> Table<Command, Cost> {
    let model = model(factors, jitter)
    return program.commands.map { model.cost(of: $0) }
  }

  /// The bandwidth that all share, nil for no limit.
  func supply(_ factors: SharedFactors) -> UInt64? { model(factors, 1_000).sharedBandwidth() }

  /// One execution.
  func run(_ factors: SharedFactors, jitter: UInt64) -> Timeline? {
    let costs = costs(factors, jitter: jitter)
    return Simulator(program, costs: costs, sharing: supply(factors)).run()
  }

  /// The end of each command where each starts as soon as all it waits for has ended.
  func ends(_ durations: [UInt64]) -> [UInt64] {
    var ends = [UInt64](repeating: 0, count: durations.count)
    for command in order.sorted {
      let start = program.waits[command].map { ends[$0.predecessor.value] }.max() ?? 0
      ends[command.value] = start + durations[command.value]
    }
    return ends
  }

  /// The longest path.
  func finish(_ durations: [UInt64]) -> UInt64 { ends(durations).max() ?? 0 }

  /// The commands of a longest path.
  func criticalPath(_ durations: [UInt64]) -> [Index<Command>] {
    let ends = ends(durations)
    guard var last = ends.indices.max(by: { ends[$0] < ends[$1] }) else { return [] }
    var path = [Index<Command>(last)]
    while let before = program.waits[Index(last)].map(\.predecessor.value)
      .max(by: { ends[$0] < ends[$1] })
    {
      path.append(Index(before))
      last = before
    }
    return path.reversed()
  }
}
