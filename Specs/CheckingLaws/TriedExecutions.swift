import Checking
import Costs
import Devices
import Graphs
import Plans
import Quantities
import Strategies

/// Executions of a small plan under a condition's ranges: corners and points in between.
struct TriedExecutions {
  private let scenario: Scenario
  private let program: Program
  private let commands: [EnumeratedCommand]
  private let schedule: SmallSchedule
  /// The latest finish, that with all durations highest, and that with all lowest.
  private(set) var worst: UInt64 = 0
  private(set) var slowest: UInt64 = 0
  private(set) var fastest: UInt64 = 0
  /// Whether the plan takes longer than some single processor in a tried execution.
  private(set) var losesToSingle = false
  private var finishes: [UInt64] = []

  init(_ scenario: Scenario) {
    self.scenario = scenario
    program = Program(scenario.plan, graph: scenario.task.graph, device: scenario.task.device)
    commands = EnumeratedCommand.list(scenario, program)
    schedule = SmallSchedule(scenario: scenario)
  }

  /// How many choices of jitter are tried at a point.
  private static let mostJitters = 16

  /// Whether the plan ends and does all the work, so that its time says something.
  var isJudged: Bool {
    let enumeration = InterleavingEnumeration(scenario, commands)
    return !enumeration.isDeadlocked && enumeration.doesAllTheWork
  }

  var isByArrival: Bool { commands.contains { $0.line != nil } }

  /// The factors that all steps share.
  private struct Point {
    var slowdowns: [UInt64]
    var bandwidth: UInt64
  }

  private func model(_ point: Point, jitter: UInt64) -> CostModel {
    func exactly(_ factor: UInt64) -> Condition.Factor {
      Condition.Factor(lowest: factor, highest: factor) ?? .one
    }
    let device = scenario.task.device
    return CostModel(
      graph: scenario.task.graph,
      device: device,
      condition: Condition(
        name: "point",
        meaning: "",
        slowdowns: zip(device.processors.values, point.slowdowns)
          .map {
            Condition.Slowdown(processor: $0.name, factor: exactly($1))
          },
        jitter: exactly(jitter),
        bandwidth: exactly(point.bandwidth)
      )
    )
  }

  // MARK: Trying

  mutating func run(_ dice: inout Dice) {
    let condition = scenario.task.condition
    let factors = scenario.task.device.processors.values.map { condition.slowdown(of: $0) }
    let slow = Point(slowdowns: factors.map(\.highest), bandwidth: condition.bandwidth.lowest)
    let fast = Point(slowdowns: factors.map(\.lowest), bandwidth: condition.bandwidth.highest)
    slowest = finish(durations(slow, condition.jitter.highest))
    fastest = finish(durations(fast, condition.jitter.lowest))
    finishes = [slowest, fastest]
    worst = max(slowest, fastest)
    for point in points(factors, condition.bandwidth, &dice) { tryJitters(at: point, &dice) }
  }

  /// Every corner, and some points in between.
  private func points(
    _ factors: [Condition.Factor],
    _ bandwidth: Condition.Factor,
    _ dice: inout Dice
  ) -> [Point] {
    var corners = [Point(slowdowns: [], bandwidth: bandwidth.lowest)]
    if !bandwidth.isExact { corners.append(Point(slowdowns: [], bandwidth: bandwidth.highest)) }
    for factor in factors {
      corners = corners.flatMap { corner in
        Set([factor.lowest, factor.highest]).sorted()
          .map {
            Point(slowdowns: corner.slowdowns + [$0], bandwidth: corner.bandwidth)
          }
      }
    }
    func within(_ factor: Condition.Factor) -> UInt64 {
      UInt64(dice.roll(Int(factor.lowest)...Int(factor.highest)))
    }
    let inside = (0..<3)
      .map { _ in
        Point(slowdowns: factors.map(within), bandwidth: within(bandwidth))
      }
    return corners + inside
  }

  private mutating func tryJitters(at point: Point, _ dice: inout Dice) {
    let jitter = scenario.task.condition.jitter
    let low = durations(point, jitter.lowest)
    let high = durations(point, jitter.highest)
    let choices = jitter.isExact ? 1 : min(1 << commands.count, Self.mostJitters)
    let model = model(point, jitter: jitter.lowest)
    var costs: [SmallSchedule.Work: UInt64] = [:]
    for choice in 0..<choices {
      let isWhole = 1 << commands.count <= Self.mostJitters
      let durations = commands.indices.map { command in
        if isWhole || choice % 2 == 0 {
          let bit = isWhole ? choice >> command & 1 == 1 : dice.happens(percent: 50)
          return bit ? high[command] : low[command]
        }
        return UInt64(dice.roll(Int(low[command])...Int(high[command])))
      }
      let time = finish(durations)
      finishes.append(time)
      worst = max(worst, time)
      for single in schedule.singles {
        let other = self.single(single, model, durations, &costs)
        if let other, time > other { losesToSingle = true }
      }
    }
  }

  private func durations(_ point: Point, _ jitter: UInt64) -> [UInt64] {
    let model = model(point, jitter: jitter)
    return program.commands.values.map { model.cost(of: $0).duration.amount }
  }

  private func finish(_ durations: [UInt64]) -> UInt64 {
    schedule.latency(commands, durations: durations)
  }

  /// The time of a single processor, whose steps take what the same steps of the plan take and
  /// otherwise what they cost.
  private func single(
    _ single: SmallSchedule.Single,
    _ model: CostModel,
    _ durations: [UInt64],
    _ costs: inout [SmallSchedule.Work: UInt64]
  ) -> UInt64? {
    schedule.alone(single) { work in
      let own = costs[work] ?? schedule.cost(of: work, model)
      costs[work] = own
      let same = program.commands.indices.first { index in
        let command = program.commands[index]
        return command.action == work.action && model.cost(of: command).duration.amount == own
      }
      return same.map { durations[$0.value] } ?? own
    }
  }

  // MARK: Judging

  /// A deadline that some tried execution often just keeps or just misses.
  func deadline(_ dice: inout Dice) -> UInt64 {
    let times = dice.happens(percent: 40) ? [slowest, fastest, worst] : finishes
    return max((dice.pick(times) ?? slowest) - (dice.happens(percent: 30) ? 1 : 0), 1)
  }

  /// What is wrong with the execution that a finding shows; nil where it is as it says.
  func problem(with finding: Finding) -> String? {
    guard case .comparison(let comparison) = finding.evidence else { return "no comparison" }
    guard let execution = comparison.execution else {
      return scenario.task.condition.isExact ? nil : "no execution is shown"
    }
    let point = Point(
      slowdowns: execution.slowdowns.map(\.thousandths),
      bandwidth: execution.bandwidth
    )
    let shown = execution.durations.map(\.time.amount)
    let jitter = scenario.task.condition.jitter
    let low = durations(point, jitter.lowest)
    let high = durations(point, jitter.highest)
    guard zip(shown, zip(low, high)).allSatisfy({ $1.0 <= $0 && $0 <= $1.1 }) else {
      return "a duration is outside of its interval"
    }
    guard finish(shown) == comparison.planTime.amount else {
      return "these durations finish at \(finish(shown))"
    }
    guard comparison.planTime > comparison.boundTime else { return "the bound is kept" }
    if finding.obligation == .profit {
      let name = comparison.bound
      let device = scenario.task.device
      let rival = schedule.singles.first { single in
        let suffix = single.precision.map { " in \($0.rawValue)" } ?? ""
        return device.processors[single.processor].name + suffix == name
      }
      guard let rival else { return "no processor \(name)" }
      let times = [jitter.lowest, jitter.highest]
        .map { jitter in
          var costs: [SmallSchedule.Work: UInt64] = [:]
          return single(rival, model(point, jitter: jitter), shown, &costs)
        }
      guard times.contains(comparison.boundTime.amount) else {
        return "\(name) alone takes \(times)"
      }
    }
    return nil
  }
}
