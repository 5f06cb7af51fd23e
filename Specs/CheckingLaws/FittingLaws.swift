import Checking
import Devices
import Graphs
import Logic
import Plans
import Quantities
import SecondOpinions
import Strategies
import Synthesis
import Testing

@Suite("What fits into memory is found, and what does not has a reason")
struct FittingLaws {
  @Test func fittingAgreesWithBruteForce() async {
    let outcomes = await LawRun.outcomes(runs: LawRun.count / 8) { FittedCase(seed: $0) }
    let failures = outcomes.flatMap(\.failures)
    for failure in failures.prefix(3) { Issue.record("\(failure)") }
    #expect(failures.isEmpty, "\(failures.count) failures")
    #expect(outcomes.filter(\.fits).count > outcomes.count / 10, "hardly anything fits")
    #expect(outcomes.filter(\.isImpossible).count > outcomes.count / 10, "nearly all fits")
    #expect(outcomes.filter(\.isCrowded).count > outcomes.count / 40, "one operator says it all")
  }

  /// What is forgotten of a problem changes some answers, so that the law above would notice.
  @Test(arguments: FittedCase.Mistake.allCases)
  func mistakeIsNoticed(_ mistake: FittedCase.Mistake) {
    let isNoticed = (1...UInt64(400)).contains { !FittedCase(seed: $0, mistake).failures.isEmpty }
    #expect(isNoticed)
  }
}

/// A small task in pools with little room.
struct FittedCase: Sendable {
  /// What the product might forget.
  enum Mistake: CaseIterable {
    case weights
    case outputs
    case oneByte
    case backends
    case inputs
  }

  var failures: [String] = []
  var fits = false
  var isImpossible = false
  /// Whether the reason has several operators.
  var isCrowded = false

  init(seed: UInt64, _ mistake: Mistake? = nil) {
    do {
      var dice = Dice(seed: seed)
      guard let task = try Self.task(&dice) else { return }
      let problem = FittingProblem(task)
      guard problem.operators.count <= 4 else { return }
      guard let expected = BruteFit(problem).fits else { return }
      switch Fitting(mistake.map { Self.forgetting($0, problem) } ?? problem) {
      case .open: failures.append("seed \(seed): left open")
      case .fits(let steps):
        fits = true
        if !expected { failures.append("seed \(seed): nothing fits, but a plan is claimed to") }
        if mistake == nil { try check(steps, problem, task, seed) }
      case .impossible(let conflict):
        isImpossible = true
        if expected { failures.append("seed \(seed): something fits, but \(conflict.sentence)") }
        if mistake == nil { check(conflict, problem, seed) }
      }
    } catch {
      failures.append("seed \(seed): \(error)")
    }
  }

  private static func task(_ dice: inout Dice) throws -> Task? {
    var graphs = GraphGenerator(dice.split())
    var devices = DeviceGenerator(dice.split())
    let graph = try graphs.make()
    let device = try devices.make().device
    let whole = FittingProblem(Task(graph: graph, device: device))
    let all =
      whole.items.reduce(0) { $0 + Int($1.bytes) } + whole.weightBytes.reduce(0) { $0 + Int($1) }
    let pools = device.pools.values.map { pool in
      MemoryPool(
        name: pool.name,
        capacity: Bytes(UInt64(max(1, all * dice.roll(15...90) / 100))),
        alignment: pool.alignment
      )
    }
    return Task(graph: graph, device: try device.with(pools: pools))
  }

  /// The problem without something that matters.
  private static func forgetting(_ mistake: Mistake, _ problem: FittingProblem) -> FittingProblem {
    let items = problem.items.map { item in
      FittingProblem.Item(
        name: item.name,
        tensor: item.tensor,
        bytes: mistake == .inputs && item.producer == nil ? 0 : item.bytes,
        producer: item.producer,
        readers: item.readers,
        isOutput: mistake == .outputs ? false : item.isOutput
      )
    }
    return FittingProblem(
      operators: problem.operators,
      homes: mistake == .backends
        ? problem.homes.map { _ in Array(problem.pools.indices) } : problem.homes,
      weights: problem.weights,
      weightBytes: mistake == .weights ? problem.weightBytes.map { _ in 0 } : problem.weightBytes,
      items: items,
      pools: problem.pools.map {
        .init(name: $0.name, capacity: $0.capacity + (mistake == .oneByte ? 1 : 0))
      },
      hostPool: problem.hostPool,
      links: problem.links
    )
  }

  /// The plan that is said to fit is legal in the checker's eyes.
  private mutating func check(
    _ steps: [Fitting.Step],
    _ problem: FittingProblem,
    _ task: Task,
    _ seed: UInt64
  ) throws {
    let plan = problem.plan(steps, for: task, Plan.Provenance(name: "fit", version: "1"))
    let judgement = try Checker(ConfirmedSolver(), limit: .unlimited)
      .judge(plan, for: task, Obligation.safety)
    if judgement.verdict != .proved {
      failures.append("seed \(seed): \(judgement.findings.map(\.message))")
    }
  }

  /// A reason is one: the rest of the operators has no part in it, and with what is lacking it
  /// would fit.
  private mutating func check(
    _ conflict: MemoryConflict,
    _ problem: FittingProblem,
    _ seed: UInt64
  ) {
    isCrowded = conflict.operators.count > 1
    guard conflict.operators.count == problem.operators.count, conflict.pools.count == 1,
      let excess = conflict.pools.first, let lacks = excess.lacks
    else { return }
    for (more, isEnough) in [(lacks.amount, true), (lacks.amount - 1, false)] {
      let wider = FittingProblem(
        operators: problem.operators,
        homes: problem.homes,
        weights: problem.weights,
        weightBytes: problem.weightBytes,
        items: problem.items,
        pools: problem.pools.map { pool in
          .init(
            name: pool.name,
            capacity: pool.name == excess.pool ? pool.capacity + more : 1 << 40
          )
        },
        hostPool: problem.hostPool,
        links: problem.links
      )
      if let fits = BruteFit(wider).fits, fits != isEnough {
        failures.append("seed \(seed): \(more) bytes more \(fits ? "do" : "do not do")")
      }
    }
  }
}

/// Every assignment of operators to pools, and under each every order of steps, copies and drops.
struct BruteFit {
  private struct State: Hashable {
    var done: Set<Int> = []
    /// Where each item lies, and where it has lain.
    var lies: [Set<Int>]
    var lain: [Set<Int>]
  }

  /// Whether anything fits; nil where there is too much to try.
  let fits: Bool?

  init(_ problem: FittingProblem) {
    var assignments: [[Int]] = [[]]
    for homes in problem.homes {
      assignments = assignments.flatMap { given in homes.map { given + [$0] } }
    }
    var isOpen = false
    for assignment in assignments {
      switch Self.fits(problem, assignment) {
      case true?:
        fits = true
        return
      case nil: isOpen = true
      case false?: break
      }
    }
    fits = isOpen ? nil : false
  }

  private static let mostStates = 6_000

  private static func fits(_ problem: FittingProblem, _ homes: [Int]) -> Bool? {
    var room = problem.pools.map { Int($0.capacity) }
    for pool in room.indices {
      let here = homes.indices.filter { homes[$0] == pool }.flatMap { problem.weights[$0] }
      room[pool] -= Set(here).reduce(0) { $0 + Int(problem.weightBytes[$1]) }
    }
    func isWithin(_ lies: [Set<Int>]) -> Bool {
      room.indices.allSatisfy { pool in
        zip(problem.items, lies).reduce(0) { $0 + ($1.1.contains(pool) ? Int($1.0.bytes) : 0) }
          <= room[pool]
      }
    }
    let starts = problem.items.map { $0.producer == nil ? Set([problem.hostPool]) : Set<Int>() }
    let start = State(lies: starts, lain: starts)
    guard isWithin(starts) else { return false }
    var open = [start]
    var seen: Set<State> = [start]
    while let state = open.popLast() {
      if state.done.count == homes.count { return true }
      guard seen.count < mostStates else { return nil }
      for next in successors(state, problem, homes)
      where isWithin(next.peak) && seen.insert(next.state).inserted {
        open.append(next.state)
      }
    }
    return false
  }

  /// The states after one step, with what lies where while it runs.
  private static func successors(_ state: State, _ problem: FittingProblem, _ homes: [Int])
    -> [(peak: [Set<Int>], state: State)]
  {
    var result: [(peak: [Set<Int>], state: State)] = []
    for node in homes.indices where !state.done.contains(node) {
      let isReady = problem.items.indices.allSatisfy { item in
        !problem.items[item].readers.contains(node) || state.lies[item].contains(homes[node])
          || problem.items[item].bytes == 0
            && (problem.items[item].producer.map(state.done.contains) ?? true)
      }
      guard isReady else { continue }
      var next = state
      next.done.insert(node)
      for item in problem.items.indices where problem.items[item].producer == node {
        next.lies[item] = [homes[node]]
        next.lain[item] = [homes[node]]
      }
      result.append((next.lies, next))
    }
    for item in problem.items.indices {
      for source in state.lies[item] {
        for link in problem.links
        where link[0] == source && !state.lain[item].contains(link[1]) {
          var next = state
          next.lies[item].insert(link[1])
          next.lain[item].insert(link[1])
          result.append((next.lies, next))
        }
        // An input that nobody reads stays, unless it is copied away.
        let isUnread =
          problem.items[item].producer == nil && problem.items[item].readers.isEmpty
          && state.lain[item].count == 1
        if !problem.items[item].isOutput, !isUnread {
          var next = state
          next.lies[item].remove(source)
          result.append((next.lies, next))
        }
      }
    }
    return result
  }
}
