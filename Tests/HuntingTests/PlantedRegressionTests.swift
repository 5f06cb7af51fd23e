import Devices
import Documents
import Formats
import Foundation
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
  }

  struct Planting: Sendable, CustomTestStringConvertible {
    let strategy: String
    let fault: Fault

    var testDescription: String { "\(strategy): \(fault.rawValue)" }
  }

  /// Each strategy with the faults that it can have: one without parts has no split, one that
  /// compares no times has no transfer cost, and one that compares nothing has no tie.
  static let plantings: [Planting] =
    ["heft", "cpop", "minmin"]
    .flatMap { strategy in
      [.forgottenTransfer, .wrongSupport, .changedTieBreak]
        .map { Planting(strategy: strategy, fault: $0) }
    }
    + [Planting(strategy: "mace", fault: .wrongSupport)]
    + [
      Planting(strategy: "mulayer", fault: .offByOne),
      Planting(strategy: "mulayer", fault: .wrongSupport),
      Planting(strategy: "codl", fault: .offByOne),
      Planting(strategy: "codl", fault: .forgottenTransfer),
      Planting(strategy: "codl", fault: .wrongSupport),
      Planting(strategy: "band", fault: .wrongSupport),
    ]

  private static var seeds: UInt64 {
    ProcessInfo.processInfo.environment["PITFALL_PLANTED_SEEDS"].flatMap(UInt64.init) ?? 1
  }

  @Test(arguments: plantings)
  func faultsAreFound(planting: Planting) throws {
    let strategy = try StrategyCatalogue.strategy(named: planting.strategy)
    let devices = try ["snapdragon-855", "snapdragon-865", "kirin-990"]
      .map { try Bench.library().device($0) }
    let referee = Referee(
      PlantedPlanner(strategy: strategy, fault: planting.fault),
      against: BuiltInPlanner(strategy, name: planting.strategy),
      properties: HuntedProperty.safety + [.against]
    )
    for seed in 0..<Self.seeds {
      var limits = Campaign.Limits()
      limits.shrinkRuns = 0
      var campaign = Campaign(
        referee,
        in: ScenarioSpace(near: devices),
        seed: Seed(seed),
        limits: limits
      )
      while campaign.runCount < 3_000, campaign.brokenCount == 0 { campaign.advance() }
      #expect(campaign.brokenCount > 0, "\(planting.testDescription), seed \(seed)")
    }
  }

  /// The originals are free of what the copies are convicted of.
  @Test(arguments: ["heft", "cpop", "minmin", "mace", "mulayer", "codl", "band"])
  func originalsAreClean(name: String) throws {
    let strategy = try StrategyCatalogue.strategy(named: name)
    let planner = BuiltInPlanner(strategy, name: name)
    let properties: [HuntedProperty] = [.support, .coverage, .against]
    let referee = Referee(planner, against: planner, properties: properties)
    var limits = Campaign.Limits()
    limits.shrinkRuns = 0
    let device = try Bench.library().device("snapdragon-855")
    var campaign = Campaign(
      referee,
      in: ScenarioSpace(near: [device]),
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
    switch fault {
    case .offByOne: Self.shifted(try ask(task), for: task)
    case .forgottenTransfer:
      try ask(Task(graph: task.graph, device: Self.linked(task.device), condition: task.condition))
    case .wrongSupport:
      try ask(
        Task(graph: task.graph, device: Self.accepting(task.device), condition: task.condition)
      )
    case .changedTieBreak: try reordered(task)
    }
  }

  private func ask(_ task: Task) throws(PlanningFault) -> Plan {
    try BuiltInPlanner(strategy, name: name).plan(for: task)
  }

  // MARK: Faults

  /// The plan with the first part that does not begin at zero begun one later.
  private static func shifted(_ plan: Plan, for task: Task) -> Plan {
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
  private func reordered(_ task: Task) throws(PlanningFault) -> Plan {
    let order = Self.lastFirst(task.graph)
    guard let graph = try? Self.graph(task.graph, in: order) else {
      throw .malformed("the model has no other order")
    }
    let plan = try ask(Task(graph: graph, device: task.device, condition: task.condition))
    let steps = plan.steps.values.map { step -> Step in
      guard case .run(let node, on: let processor, let part, let precision) = step.action else {
        return step
      }
      let original = order[node.value]
      return Step(id: step.id, .run(original, on: processor, part: part, precision: precision))
    }
    return Plan(
      synchronization: plan.synchronization,
      strategy: plan.strategy,
      steps: steps,
      waits: plan.waits,
      orders: plan.orders
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
