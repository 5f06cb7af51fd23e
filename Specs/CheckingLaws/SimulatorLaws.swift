import Costs
import Devices
import Graphs
import Plans
import Quantities
import Simulation
import Strategies
import Testing

@Suite("The simulator unfolds executions as the contract says")
struct SimulatorLaws {
  @Test func timelinesAreExecutions() async {
    let outcomes = await LawRun.outcomes(runs: LawRun.count / 2) { seed in
      SimulatedCase.check(seed: seed)
    }
    let failures = outcomes.flatMap(\.failures)
    for failure in failures.prefix(3) { Issue.record("\(failure)") }
    #expect(failures.isEmpty, "\(failures.count) failures")
    let share = outcomes.count / 20
    #expect(outcomes.filter(\.isContended).count > share, "commands seldom share bandwidth")
    #expect(outcomes.filter(\.isDeadlocked).count > share, "deadlocks are rare")
  }
}

/// What running one scenario shows.
struct SimulatedCase: Sendable {
  var failures: [String] = []
  var isDeadlocked = false
  var isContended = false

  static func check(seed: UInt64) -> SimulatedCase {
    do {
      return try SimulatedRun(ScenarioGenerator.scenario(seed: seed)).outcome()
    } catch {
      return SimulatedCase(failures: ["seed \(seed): \(error)"])
    }
  }
}

/// A scenario with its program and costs, run in several ways.
private struct SimulatedRun {
  let scenario: Scenario
  let program: Program
  let commands: [EnumeratedCommand]
  let enumeration: InterleavingEnumeration

  init(_ scenario: Scenario) {
    self.scenario = scenario
    program = Program(scenario.plan, graph: scenario.task.graph, device: scenario.task.device)
    commands = EnumeratedCommand.list(scenario, program)
    enumeration = InterleavingEnumeration(scenario, commands)
  }

  func outcome() throws -> SimulatedCase {
    var result = SimulatedCase()
    let model = CostModel(
      graph: scenario.task.graph,
      device: scenario.task.device,
      condition: scenario.task.condition
    )
    let timeline = Simulator(program, model).run()
    guard let timeline, !enumeration.isDeadlocked else {
      result.isDeadlocked = true
      if (timeline == nil) != enumeration.isDeadlocked {
        result.failures = ["only one of simulator and enumeration stops early\n\(scenario)"]
      }
      return result
    }
    let durations = program.commands.values.map { model.cost(of: $0).duration.amount }
    let path = SmallSchedule(scenario: scenario).latency(commands, durations: durations)
    var problems = startProblems(timeline) + memoryProblems(timeline)
    if timeline.latency.amount != path { problems.append("latency is not the longest path") }
    for command in program.commands.indices
    where timeline.spans[command].duration.amount != durations[command.value] {
      problems.append("command \(command.value) is not as fast as alone")
    }
    problems += try contentionProblems(durations, &result.isContended)
    result.failures = problems.map { "\($0)\n\(scenario)" }
    return result
  }

  /// Each command starts when the last that it waits for ends, or, on a processor that takes steps
  /// as they arrive, when it is free then; and no two of a queue overlap.
  private func startProblems(_ timeline: Timeline) -> [String] {
    var problems: [String] = []
    for position in commands.indices {
      let before = commands[position].before
      let awaited = commands.indices.filter { before & 1 << CommandBits($0) != 0 }
      let ready = awaited.map { timeline.spans[Index($0)].end }.max() ?? .zero
      let turn =
        commands.indices
        .filter { other in
          other != position && commands[other].line != nil
            && commands[other].line == commands[position].line
            && timeline.spans[Index(other)].start < timeline.spans[Index(position)].start
        }
        .map { timeline.spans[Index($0)].end }.max() ?? .zero
      if timeline.spans[Index(position)].start != max(ready, turn) {
        problems.append("command \(position) does not start when all it waits for has ended")
      }
    }
    for (left, one) in program.commands.enumerated {
      for (right, other) in program.commands.enumerated
      where left < right && one.queue == other.queue {
        let first = timeline.spans[left]
        let second = timeline.spans[right]
        if first.start < second.end && second.start < first.end {
          problems.append("commands \(left.value) and \(right.value) of one queue overlap")
        }
      }
    }
    return problems
  }

  /// What lies in memory is at no time more than the worst that any execution reaches.
  private func memoryProblems(_ timeline: Timeline) -> [String] {
    let trace = MemoryTrace(Footprint(program), timeline)
    return scenario.task.device.pools.indices
      .filter { Int(trace.peaks[$0].amount) > enumeration.worstCase(in: $0) }
      .map { "pool \($0.value) holds more than in the worst execution" }
  }

  /// Runs again with so little bandwidth for all that commands slow one another.
  private func contentionProblems(_ durations: [UInt64], _ isContended: inout Bool) throws
    -> [String]
  {
    let supply = Rate(perMicrosecond: 3 + scenario.seed % 60)
    let device = try scenario.task.device.with(
      pools: scenario.task.device.pools.values,
      memoryBandwidth: supply
    )
    let model = CostModel(
      graph: scenario.task.graph,
      device: device,
      condition: scenario.task.condition
    )
    let shared = Program(scenario.plan, graph: scenario.task.graph, device: device)
    guard let timeline = Simulator(shared, model).run(),
      let again = Simulator(shared, model).run()
    else { return ["sharing bandwidth stops the plan"] }
    var problems = startProblems(timeline)
    if timeline != again { problems.append("two runs differ") }
    for (position, alone) in durations.enumerated() {
      let duration = timeline.spans[Index(position)].duration.amount
      if duration < alone { problems.append("command \(position) is faster than alone") }
      if duration > alone { isContended = true }
      let cost = model.cost(of: shared.commands[Index(position)])
      if duration > slowest(cost, shared, model) {
        problems.append("command \(position) is slower than with everything running")
      }
    }
    if let supply { problems += conservationProblems(timeline, shared, model, supply) }
    return problems
  }

  /// The duration of a command while every other one asks for bandwidth, rounding allowed for.
  private func slowest(_ cost: Cost, _ program: Program, _ model: CostModel) -> UInt64 {
    let demand = program.commands.values.reduce(UInt64(0)) { $0 + model.cost(of: $1).demand }
    let supply = max(program.device.memoryBandwidth?.perMicrosecond ?? 1, 1)
    return cost.duration(whenDemandIs: max(demand, supply), of: supply).amount
      + UInt64(2 * program.commands.count)
  }

  /// Between two events every running command gets on at the speed that its share allows, and
  /// together these shares make up each command's whole work.
  private func conservationProblems(
    _ timeline: Timeline,
    _ program: Program,
    _ model: CostModel,
    _ supply: Rate
  ) -> [String] {
    let costs = program.commands.map { model.cost(of: $0) }
    let spans = timeline.spans.values
    let instants = Set(spans.flatMap { [$0.start.amount, $0.end.amount] }).sorted()
    var work = [Double](repeating: 0, count: spans.count)
    for (from, to) in zip(instants, instants.dropFirst()) {
      let running = spans.indices.filter {
        spans[$0].start.amount <= from && spans[$0].end.amount >= to
      }
      let demand = running.reduce(UInt64(0)) { $0 + costs.values[$1].demand }
      for command in running {
        let cost = costs.values[command]
        let whole =
          demand > supply.perMicrosecond
          ? cost.duration(whenDemandIs: demand, of: supply.perMicrosecond) : cost.duration
        work[command] += Double(to - from) / Double(max(whole.amount, 1))
      }
    }
    return work.indices.compactMap { command in
      let alone = max(costs.values[command].duration.amount, 1)
      let tolerance = Double(4 * spans.count) / Double(alone)
      return abs(work[command] - 1) <= tolerance
        ? nil : "command \(command) does \(work[command]) of its work"
    }
  }
}
