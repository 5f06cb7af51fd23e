import Checking
import Costs
import Devices
import Graphs
import Logic
import Plans
import Quantities
import SecondOpinions
import Simulation
import Strategies
import Synthesis
import Testing

@Suite("Bounds hold, and the solver's schedules are the least")
struct SchedulingLaws {
  @Test func noPlanBeatsTheBounds() async {
    let outcomes = await LawRun.outcomes(runs: LawRun.count / 4) { seed in
      ScheduledCase.checkBounds(seed: seed)
    }
    let failures = outcomes.flatMap(\.failures)
    for failure in failures.prefix(3) { Issue.record("\(failure)") }
    #expect(failures.isEmpty, "\(failures.count) failures")
    let bounded = outcomes.filter(\.isBounded).count
    #expect(bounded > outcomes.count / 2, "only \(bounded) of \(outcomes.count) bounded")
    #expect(outcomes.filter(\.isTight).count > outcomes.count / 10, "bounds are seldom met")
    #expect(outcomes.filter(\.isContended).count > outcomes.count / 20, "no contention")
  }

  @Test func noPlanWithSplitsBeatsItsBound() async {
    let outcomes = await LawRun.outcomes(runs: LawRun.count / 20) { seed in
      ScheduledCase.checkSplitBound(seed: seed)
    }
    let failures = outcomes.flatMap(\.failures)
    for failure in failures.prefix(3) { Issue.record("\(failure)") }
    #expect(failures.isEmpty, "\(failures.count) failures")
    #expect(outcomes.filter(\.isBounded).count > outcomes.count / 3, "few plans were timed")
    #expect(outcomes.filter(\.isSplit).count > outcomes.count / 10, "hardly any plan splits")
    #expect(outcomes.filter(\.isTight).count > outcomes.count / 20, "the bound is seldom met")
  }

  /// Where a processor takes what arrives first, the optimal plan has to say in which order.
  @Test(arguments: [3_499, 5_443, 10_064, 11_267] as [UInt64])
  func arrivalKeepsTheOptimum(_ seed: UInt64) {
    let outcome = ScheduledCase.checkOptimum(seed: seed)
    #expect(outcome.failures.isEmpty, "\(outcome.failures)")
    #expect(outcome.isEnumerated)
  }

  /// Parts that see nothing but padding, or only some of the inputs, wait for less than the whole.
  @Test(arguments: [7_141, 7_867, 10_581, 13_011, 17_209, 31_070] as [UInt64])
  func partsMayReadLess(_ seed: UInt64) {
    let outcome = ScheduledCase.checkSplitBound(seed: seed)
    #expect(outcome.failures.isEmpty, "\(outcome.failures)")
    #expect(outcome.isSplit)
  }

  @Test func theSolverAgreesWithEnumeration() async {
    let outcomes = await LawRun.outcomes(runs: LawRun.count / 40) { seed in
      ScheduledCase.checkOptimum(seed: seed)
    }
    let failures = outcomes.flatMap(\.failures)
    for failure in failures.prefix(3) { Issue.record("\(failure)") }
    #expect(failures.isEmpty, "\(failures.count) failures")
    let enumerated = outcomes.filter(\.isEnumerated).count
    #expect(enumerated > outcomes.count / 4, "only \(enumerated) of \(outcomes.count) enumerated")
    #expect(outcomes.filter(\.isParallel).count > outcomes.count / 20, "all optima are serial")
  }
}

/// What one small task shows.
struct ScheduledCase: Sendable {
  var failures: [String] = []
  /// Whether the bound is met.
  var isTight = false
  var isContended = false
  /// Whether some plan has all that it reads, which is what the bounds speak of.
  var isBounded = false
  /// Whether every order was tried.
  var isEnumerated = false
  /// Whether the optimum uses several processors.
  var isParallel = false
  /// Whether a plan computes some operator in two parts.
  var isSplit = false

  /// A small task in which the pools are large.
  static func task(_ dice: inout Dice, bandwidth: Bool) throws -> Task {
    var graphs = GraphGenerator(dice.split())
    var devices = DeviceGenerator(dice.split())
    let graph = try graphs.make()
    var device = try devices.make().device
    if bandwidth {
      device = try device.with(
        pools: device.pools.values,
        memoryBandwidth: Rate(perMicrosecond: UInt64(dice.roll(1...60)))
      )
    }
    return Task(graph: graph, device: device)
  }

  // MARK: Bounds

  static func checkBounds(seed: UInt64) -> ScheduledCase {
    var result = ScheduledCase()
    do {
      var dice = Dice(seed: seed)
      let task = try task(&dice, bandwidth: dice.happens(percent: 50))
      let problem = SchedulingProblem(task)
      let bounds = PathBounds(problem)
      for _ in 0..<4 {
        guard let plan = randomPlan(task, &dice) else { return result }
        let program = Program(plan, graph: task.graph, device: task.device)
        guard program.isSupplied else { continue }
        let model = CostModel(graph: task.graph, device: task.device, condition: task.condition)
        guard let timeline = Simulator(program, model).run() else {
          result.failures.append("seed \(seed): a plan in topological order deadlocks")
          continue
        }
        guard let path = bounds.least, let load = LoadBound.least(problem.durations.values) else {
          result.failures.append("seed \(seed): a plan runs, the bounds say that none does")
          continue
        }
        let bound = max(path, load)
        if timeline.latency < bound {
          result.failures.append("seed \(seed): \(timeline.latency) is less than \(bound)")
        }
        result.isBounded = true
        result.isTight = result.isTight || timeline.latency == bound
        for (command, span) in timeline.spans.enumerated {
          let alone = model.cost(of: program.commands[command]).duration
          if span.duration < alone {
            result.failures.append("seed \(seed): contention shortens a command")
          }
          result.isContended = result.isContended || span.duration > alone
        }
      }
    } catch {
      result.failures.append("seed \(seed): \(error)")
    }
    return result
  }

  /// Each operator on some processor that accepts it, in a random order that respects the data.
  private static func randomPlan(_ task: Task, _ dice: inout Dice) -> Plan? {
    let graph = task.graph
    var waiting = Array(graph.operators.indices)
    var placed: Set<Index<Operator>> = []
    var steps: [Step] = []
    while !waiting.isEmpty {
      let ready = waiting.filter { node in
        graph.predecessors(of: node).allSatisfy { placed.contains($0) }
      }
      guard let node = dice.pick(ready) else { return nil }
      let accepting = task.device.processors.indices.filter {
        task.device.processors[$0].refusals(of: node, in: graph).isEmpty
      }
      guard let processor = dice.pick(Array(accepting)) else { return nil }
      waiting.removeAll { $0 == node }
      placed.insert(node)
      steps.append(
        Step(id: "s\(steps.count)", .run(node, on: processor, part: nil, precision: nil))
      )
    }
    return Plan(synchronization: .implicit, steps: steps)
  }

  // MARK: Optima

  static func checkOptimum(seed: UInt64) -> ScheduledCase {
    var result = ScheduledCase()
    do {
      var dice = Dice(seed: seed)
      let task = try task(&dice, bandwidth: false)
      let problem = SchedulingProblem(task)
      guard problem.durations.count <= 4 else { return result }
      let outcome = try ExactSearch(ConfirmedSolver(), limit: .unlimited).run(problem)
      let confirmed = try ExactSearch(ConfirmedSolver(), limit: .unlimited, proof: .solver)
        .run(problem)
      if confirmed.bound != outcome.bound {
        result.failures.append("seed \(seed): the solver does not confirm the bound")
      }
      var enumeration = ScheduleEnumeration(problem)
      let least = enumeration.least()
      guard enumeration.isComplete else { return result }
      result.isEnumerated = true
      let found = outcome.best?.latency(in: problem)
      if found != least || found != outcome.bound {
        let words = [found, outcome.bound, least].map { $0.map { "\($0.amount)" } ?? "none" }
        result.failures.append(
          "seed \(seed): schedule, bound and enumeration are \(words.joined(separator: ", "))"
        )
      }
      guard let schedule = outcome.best, let found else { return result }
      result.isParallel = Set(schedule.processors.values).count > 1
      try result.checkStrategies(seed, task, problem, schedule, found)
    } catch {
      result.failures.append("seed \(seed): \(error)")
    }
    return result
  }

  /// The simulator runs the optimal plan in the optimal time, and no enumerated plan is faster.
  private mutating func checkStrategies(
    _ seed: UInt64,
    _ task: Task,
    _ problem: SchedulingProblem,
    _ schedule: Schedule,
    _ least: Nanoseconds
  ) throws {
    func time(_ plan: Plan) -> Nanoseconds? {
      let program = Program(plan, graph: task.graph, device: task.device)
      let model = CostModel(graph: task.graph, device: task.device, condition: task.condition)
      return Simulator(program, model).run()?.latency
    }
    let optimal = try OptimalStrategy(ConfirmedSolver(), limit: .unlimited).plan(for: task)
    if time(optimal) != least {
      failures.append("seed \(seed): the optimal plan takes \(String(describing: time(optimal)))")
    }
    let exhaustive = try Exhaustive().plan(for: task)
    if time(exhaustive).map({ $0 < least }) ?? true {
      failures.append("seed \(seed): the enumeration of plans beats the optimum")
    }
    let judgement = try Checker(ConfirmedSolver(), limit: .unlimited)
      .judge(optimal, for: task, Obligation.safety)
    if judgement.verdict != .proved {
      failures.append("seed \(seed): \(judgement.findings.map(\.message))")
    }
  }
}

/// Every order of operators and copies, each as early as it can, up to some number of states.
struct ScheduleEnumeration {
  private let problem: SchedulingProblem
  private var placed: [Int: Int] = [:]
  private var processorFree: [UInt64]
  private var linkFree: [UInt64]
  /// When each item is in each pool.
  private var present: [[Int: UInt64]]
  private var end: UInt64 = 0
  private var best: UInt64?
  private var states = 0

  private static let mostStates = 20_000

  init(_ problem: SchedulingProblem) {
    self.problem = problem
    processorFree = problem.pools.indices.map { _ in 0 }
    linkFree = problem.links.indices.map { _ in 0 }
    present = problem.items.map { $0.producer == nil ? [problem.hostPool.value: 0] : [:] }
  }

  /// The least end, nil where nothing runs everything.
  mutating func least() -> Nanoseconds? {
    extend()
    return best.map { Nanoseconds($0) }
  }

  /// Whether every order was tried.
  var isComplete: Bool { states <= Self.mostStates }

  private mutating func extend() {
    states += 1
    guard isComplete else { return }
    if let best, end >= best { return }
    if placed.count == problem.durations.count {
      best = end
      return
    }
    let before = self
    for (node, durations) in problem.durations.enumerated where placed[node.value] == nil {
      for (processor, duration) in durations.enumerated() {
        guard let duration else { continue }
        run(node.value, processor, duration.amount)
        restore(before)
      }
    }
    for (item, description) in problem.items.enumerated() where !description.isEmpty {
      for (link, ends) in problem.links.enumerated
      where present[item][ends.target.value] == nil {
        copy(item, link.value, ends, description.copies[link].amount)
        restore(before)
      }
    }
  }

  /// Takes a decision back, but not what was learned from it.
  private mutating func restore(_ before: ScheduleEnumeration) {
    let (found, count) = (best, states)
    self = before
    (best, states) = (found, count)
  }

  private mutating func run(_ node: Int, _ processor: Int, _ duration: UInt64) {
    let pool = problem.pools[Index(processor)].value
    var start = processorFree[processor]
    for (item, description) in problem.items.enumerated()
    where description.readers.contains(Index(node)) {
      if description.isEmpty {
        guard let producer = description.producer else { continue }
        guard placed[producer.value] != nil, let time = present[item].values.min() else { return }
        start = max(start, time)
      } else {
        guard let time = present[item][pool] else { return }
        start = max(start, time)
      }
    }
    placed[node] = processor
    processorFree[processor] = start + duration
    for (item, description) in problem.items.enumerated()
    where description.producer?.value == node {
      // A copy made before its tensor is computed would be none.
      present[item] = [pool: start + duration]
    }
    end = max(end, start + duration)
    extend()
  }

  private mutating func copy(
    _ item: Int,
    _ link: Int,
    _ ends: SchedulingProblem.Ends,
    _ duration: UInt64
  ) {
    guard let there = present[item][ends.source.value] else { return }
    let start = max(there, linkFree[link])
    linkFree[link] = start + duration
    present[item][ends.target.value] = start + duration
    extend()
  }
}
