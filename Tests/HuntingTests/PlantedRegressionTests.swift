import Devices
import Documents
import Formats
import Foundation
import Generation
import Graphs
import Hunting
import Plans
import Properties
import Quantities
import Randomness
import Strategies
import Testing

/// Faults planted in copies of strategies, which a hunt against the original must find.
///
/// With `PITFALL_PLANTED_SEEDS=10` in the environment every fault is hunted from ten seeds
/// (`Scripts/planted-regressions.sh`); one seed is enough to notice that a fault hides.
@Suite struct PlantedRegressionTests {
  /// What is wrong with a copy.
  enum Fault: String, CaseIterable, Sendable {
    case offByOne = "off-by-one in a split"
    case forgottenTransfer = "forgotten transfer cost"
    case wrongSupport = "wrong support entry"
    case changedTieBreak = "changed tie-break"
    /// The first operator after a change of processors stays on the processor before it.
    case earlyCut = "off-by-one where processors change"
  }

  struct Planting: Sendable, CustomTestStringConvertible {
    let strategy: String
    let fault: Fault

    var testDescription: String { "\(strategy): \(fault.rawValue)" }
  }

  /// Each strategy with the faults that change its plans; the others are in ``harmless``.
  static let plantings: [Planting] = planted([
    "heft": [.forgottenTransfer, .wrongSupport, .changedTieBreak, .earlyCut],
    "cpop": [.forgottenTransfer, .wrongSupport, .changedTieBreak, .earlyCut],
    "minmin": [.forgottenTransfer, .wrongSupport, .changedTieBreak, .earlyCut],
    "mace": [.wrongSupport, .changedTieBreak, .earlyCut],
    "mulayer": [.offByOne, .wrongSupport, .changedTieBreak, .earlyCut],
    "codl": [.offByOne, .forgottenTransfer, .wrongSupport, .changedTieBreak, .earlyCut],
    "band": [.wrongSupport, .changedTieBreak, .earlyCut],
    "pipe-it": [.changedTieBreak, .earlyCut],
    "asymo": [.offByOne, .changedTieBreak],
    "nn-stretch": [.earlyCut],
  ])

  /// Faults that a strategy cannot have, because its plans are the same with them: nothing in it
  /// depends on what the fault changes.
  static let harmless: [Planting] = planted([
    "mace": [.forgottenTransfer],
    "mulayer": [.forgottenTransfer],
    "band": [.forgottenTransfer],
    "pipe-it": [.forgottenTransfer, .wrongSupport],
    "asymo": [.forgottenTransfer, .wrongSupport],
    "nn-stretch": [.forgottenTransfer, .wrongSupport],
  ])

  private static func planted(_ faults: KeyValuePairs<String, [Fault]>) -> [Planting] {
    faults.flatMap { strategy, faults in
      faults.map { Planting(strategy: strategy, fault: $0) }
    }
  }

  /// Phones near which is hunted, and models where a strategy plans only for some.
  private static func space(for strategy: String) throws -> ScenarioSpace {
    let devices = try ["snapdragon-855", "snapdragon-865", "kirin-990"]
      .map { try Bench.library().device($0) }
    return ScenarioSpace(
      .generated(strategy == "nn-stretch" ? [.residual] : GraphFamily.allCases),
      near: devices
    )
  }

  private static var seeds: UInt64 {
    ProcessInfo.processInfo.environment["PITFALL_PLANTED_SEEDS"].flatMap(UInt64.init) ?? 1
  }

  @Test(arguments: plantings)
  func faultsAreFound(planting: Planting) throws {
    let strategy = try StrategyCatalogue.strategy(named: planting.strategy)
    let space = try Self.space(for: planting.strategy)
    let referee = Referee(
      PlantedPlanner(strategy: strategy, fault: planting.fault),
      against: BuiltInPlanner(strategy, name: planting.strategy),
      properties: HuntedProperty.safety + [.against]
    )
    for seed in 0..<Self.seeds {
      var limits = Campaign.Limits()
      limits.shrinkRuns = 0
      var campaign = Campaign(referee, in: space, seed: Seed(seed), limits: limits)
      while campaign.runCount < 3_000, campaign.brokenCount == 0 { campaign.advance() }
      #expect(campaign.brokenCount > 0, "\(planting.testDescription), seed \(seed)")
      if Self.seeds > 1 {
        let answer = campaign.brokenCount > 0 ? "found" : "not found"
        let line =
          "\(planting.testDescription), seed \(seed): \(answer) in \(campaign.runCount) runs\n"
        FileHandle.standardError.write(Data(line.utf8))
      }
    }
  }

  @Test(arguments: harmless)
  func harmlessFaultsChangeNoPlan(planting: Planting) throws {
    let strategy = try StrategyCatalogue.strategy(named: planting.strategy)
    let pair = ComparedPlanner(
      original: BuiltInPlanner(strategy, name: planting.strategy),
      copy: PlantedPlanner(strategy: strategy, fault: planting.fault)
    )
    var limits = Campaign.Limits()
    limits.shrinkRuns = 0
    var campaign = Campaign(
      Referee(pair, properties: []),
      in: try Self.space(for: planting.strategy),
      seed: Seed(2),
      limits: limits
    )
    while campaign.runCount < 48 { campaign.advance(upTo: 48) }
    #expect(campaign.brokenCount == 0, "\(campaign.worst?.message ?? "")")
    #expect(campaign.skippedCount < 40)
  }

  /// The originals are free of what the copies are convicted of.
  @Test(arguments: [
    "heft", "cpop", "minmin", "mace", "mulayer", "codl", "band", "pipe-it", "asymo", "nn-stretch",
  ])
  func originalsAreClean(name: String) throws {
    let strategy = try StrategyCatalogue.strategy(named: name)
    let planner = BuiltInPlanner(strategy, name: name)
    let properties: [HuntedProperty] = [.support, .coverage, .against]
    let referee = Referee(planner, against: planner, properties: properties)
    var limits = Campaign.Limits()
    limits.shrinkRuns = 0
    var campaign = Campaign(
      referee,
      in: try Self.space(for: name),
      seed: Seed(1),
      limits: limits
    )
    while campaign.runCount < 48 { campaign.advance(upTo: 48) }
    #expect(campaign.brokenCount == 0, "\(campaign.worst?.message ?? "")")
  }
}

/// A strategy with a fault.
private struct PlantedPlanner: Planner {
  let strategy: any Strategy
  let fault: PlantedRegressionTests.Fault

  var name: String { "planted" }

  func plan(for task: Task) throws(PlanningFault) -> Plan {
    try proposal(for: task).plan
  }

  func proposal(for task: Task) throws(PlanningFault) -> Proposal {
    switch fault {
    case .offByOne: Self.changed(try ask(task), Self.shifted)
    case .earlyCut: Self.changed(try ask(task), Self.cutEarly)
    case .forgottenTransfer:
      try ask(Task(graph: task.graph, device: Self.linked(task.device), condition: task.condition))
    case .wrongSupport:
      try ask(
        Task(graph: task.graph, device: Self.accepting(task.device), condition: task.condition)
      )
    case .changedTieBreak: try reordered(task)
    }
  }

  private func ask(_ task: Task) throws(PlanningFault) -> Proposal {
    try BuiltInPlanner(strategy, name: name).proposal(for: task)
  }

  private static func changed(_ proposal: Proposal, _ change: (Plan) -> Plan) -> Proposal {
    Proposal(plan: change(proposal.plan), graph: proposal.graph)
  }

  // MARK: Faults

  /// The plan with the first part that does not begin at zero begun one later.
  private static func shifted(_ plan: Plan) -> Plan {
    var isDone = false
    let steps = plan.steps.values.map { step -> Step in
      guard !isDone,
        case .run(let node, on: let processor, let part?, let precision) = step.action,
        part.range.lowerBound > 0, part.range.count > 1
      else { return step }
      isDone = true
      let range = part.range.lowerBound + 1..<part.range.upperBound
      let later = Slice(dimension: part.dimension, range: range)
      return Step(id: step.id, .run(node, on: processor, part: later, precision: precision))
    }
    return Plan(
      synchronization: plan.synchronization,
      strategy: plan.strategy,
      steps: steps,
      waits: plan.waits,
      placements: plan.placements,
      orders: plan.orders
    )
  }

  /// The plan with the first whole operator after a change of processors where the one before it
  /// runs.
  private static func cutEarly(_ plan: Plan) -> Plan {
    var isDone = false
    var previous: (processor: Index<Processor>, precision: ElementType?)?
    let steps = plan.steps.values.map { step -> Step in
      guard !isDone, case .run(let node, on: let processor, part: nil, let precision) = step.action
      else { return step }
      defer { previous = (processor, precision) }
      guard let previous, previous.processor != processor else { return step }
      isDone = true
      return Step(
        id: step.id,
        .run(node, on: previous.processor, part: nil, precision: previous.precision)
      )
    }
    return Plan(
      synchronization: plan.synchronization,
      strategy: plan.strategy,
      steps: steps,
      waits: plan.waits,
      placements: plan.placements,
      orders: plan.orders
    )
  }

  /// The device with links that cost next to nothing.
  private static func linked(_ device: Device) -> Device {
    let bandwidth = Rate(perMicrosecond: 1 << 40)
    return changed(device) {
      $0
    } links: { link in
      Link(
        source: link.source,
        target: link.target,
        latency: .zero,
        bandwidth: bandwidth ?? link.bandwidth
      )
    }
  }

  /// The device whose backends accept whatever they are given.
  private static func accepting(_ device: Device) -> Device {
    changed(device) { processor in
      Processor(
        name: processor.name,
        kind: processor.kind,
        pool: processor.pool,
        backend: Backend(name: processor.backend.name, support: .everything),
        performance: processor.performance,
        order: processor.order
      )
    } links: {
      $0
    }
  }

  private static func changed(
    _ device: Device,
    processors: (Processor) -> Processor,
    links: (Link) -> Link
  ) -> Device {
    let result = try? Device(
      name: device.name,
      processors: device.processors.values.map(processors),
      pools: device.pools.values,
      links: device.links.values.map(links),
      memoryBandwidth: device.memoryBandwidth
    )
    return result ?? device
  }

  /// The plan for the same model with its operators in the topological order that takes the last
  /// ready one first, so that ties are broken the other way.
  private func reordered(_ task: Task) throws(PlanningFault) -> Proposal {
    let order = Self.lastFirst(task.graph)
    guard let graph = try? Self.graph(task.graph, in: order) else {
      throw .malformed("the model has no other order")
    }
    let answer = try ask(Task(graph: graph, device: task.device, condition: task.condition))
    guard answer.graph == nil else { return answer }
    let plan = answer.plan
    let steps = plan.steps.values.map { step -> Step in
      guard case .run(let node, on: let processor, let part, let precision) = step.action else {
        return step
      }
      let original = order[node.value]
      return Step(id: step.id, .run(original, on: processor, part: part, precision: precision))
    }
    return Proposal(
      plan: Plan(
        synchronization: plan.synchronization,
        strategy: plan.strategy,
        steps: steps,
        waits: plan.waits,
        orders: plan.orders
      )
    )
  }

  private static func lastFirst(_ graph: Graph) -> [Index<Operator>] {
    var order: [Index<Operator>] = []
    var done: Set<Index<Operator>> = []
    while order.count < graph.operators.count {
      let next = graph.operators.indices.last { node in
        !done.contains(node) && graph.predecessors(of: node).allSatisfy { done.contains($0) }
      }
      guard let next else { break }
      order.append(next)
      done.insert(next)
    }
    return order
  }

  private static func graph(_ graph: Graph, in order: [Index<Operator>]) throws -> Graph {
    var builder = GraphBuilder(name: graph.name)
    for tensor in graph.tensors.values { try builder.add(tensor) }
    for node in order { try builder.add(graph.operators[node]) }
    return try builder.finish(outputs: graph.outputs)
  }
}

/// A strategy and its copy, which are to give the same plans.
private struct ComparedPlanner: Planner {
  let original: BuiltInPlanner
  let copy: PlantedPlanner

  var name: String { "compared" }

  func plan(for task: Task) throws(PlanningFault) -> Plan { try proposal(for: task).plan }

  func proposal(for task: Task) throws(PlanningFault) -> Proposal {
    let (mine, other) = (try original.proposal(for: task), try copy.proposal(for: task))
    guard mine.plan == other.plan, mine.graph == other.graph else {
      throw .malformed("the copy has another plan")
    }
    return mine
  }
}
