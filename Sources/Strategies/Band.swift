import Devices
import Graphs
public import Plans
public import Quantities

/// Band: several models at once, each cut into subgraphs by which processors support what.
///
/// Operators that the same processors support form unit subgraphs; for each model, dynamic
/// programming over its units finds where each run of them is expected to end earliest, from
/// profiled times and the processors' present load; a scheduler hands out the first subgraph of one
/// model after the other. As published, moving between processors costs nothing in the decision.
/// The units of one model run in order. Jeong et al., MobiSys 2022,
/// doi:10.1145/3498361.3538948; constants and rules from mrsnu/band.
///
/// The workers are the host and every other kind of processor that data reaches, so that the plan
/// uses whatever there is; without accelerators all models run on the host, one after the other.
/// Operators are never divided. All models arrive at the start; a deadline counts from there. Where
/// `lst` is given no deadlines, that of the task counts for every model.
public struct Band: Strategy {
  /// How the next subgraph is chosen.
  public enum Scheduler: String, Sendable, CaseIterable {
    /// The model whose shortest latency is longest goes first, if its processor is idle.
    case heft
    /// Shortest expected latency: the same without looking whether the processor is idle.
    case sel
    /// The model with the least time to spare before its deadline goes first.
    case lst
    /// Each model has a processor of its own.
    case fixed
    /// Idle processors take models in turn.
    case roundRobin = "round-robin"
  }

  /// Which subgraphs there are.
  public enum Subgraphs: String, Sendable, CaseIterable {
    /// Units and every run of units that one processor supports.
    case merged
    /// Units only.
    case units
  }

  /// The options.
  public struct Options: Hashable, Sendable {
    public var scheduler = Scheduler.heft
    public var subgraphs = Subgraphs.merged
    /// Regions of fewer operators are not given to an accelerator.
    public var minimumSize = 7
    public var estimate = Estimate.offline
    /// The deadlines of the models for `lst`, in their order.
    ///
    /// The last one counts for the rest.
    public var deadlines: [Nanoseconds] = []
    /// The names of the models' processors for `fixed`, in their order.
    ///
    /// The last one counts for the rest. Where none is named the models take accelerators and host
    /// in turn.
    public var processors: [String] = []

    /// Makes the default options.
    public init() {}

    /// The deadline of a model, where there is one.
    func deadline(of model: Int) -> Nanoseconds? {
      deadlines.isEmpty ? nil : deadlines[min(model, deadlines.count - 1)]
    }
  }

  private let options: Options

  /// Makes the strategy.
  public init(_ options: Options = Options()) {
    self.options = options
  }

  public var provenance: Plan.Provenance {
    Plan.Provenance(
      "band",
      version: "1",
      [
        ("scheduler", options.scheduler.rawValue, "heft"),
        ("subgraphs", options.subgraphs.rawValue, "merged"),
        ("minimum", String(options.minimumSize), "7"),
        ("deadlines", options.deadlines.map(\.milliseconds).joined(separator: "+"), ""),
        ("processors", options.processors.joined(separator: "+"), ""),
        ("profile", options.estimate.name, "offline"),
      ]
    )
  }

  public func plan(for task: Task) throws(StrategyError) -> Plan {
    try proposal(for: task).plan
  }

  public func proposal(for task: Task) throws(StrategyError) -> Proposal {
    if options.scheduler == .lst, options.deadlines.isEmpty, let deadline = task.deadline {
      var named = options
      named.deadlines = [deadline]
      return try Band(named).proposal(for: task)
    }
    let units = UnitSubgraphs(task, options)
    let fixed = try fixedWorkers(units, task)
    var dispatch = BandDispatch(units, options, fixed: fixed)
    dispatch.run()
    return Proposal(
      plan: dispatch.plan(task, units.workers, provenance),
      predicted: dispatch.makespan,
      notes: dispatch.late.sorted().map(note(on:))
    )
  }

  /// The worker of each model, where workers are fixed.
  private func fixedWorkers(_ units: UnitSubgraphs, _ task: Task) throws(StrategyError) -> [Int] {
    let names = units.workers.map { task.device.processors[$0].name }
    if options.processors.isEmpty {
      return units.models.indices.map { ($0 + 1) % names.count }
    }
    var chosen: [Int] = []
    for name in options.processors {
      guard let worker = names.firstIndex(of: name) else {
        throw .unknownProcessor(name, known: names)
      }
      chosen.append(worker)
    }
    return units.models.indices.map { chosen[min($0, chosen.count - 1)] }
  }

  private func note(on late: Int) -> String {
    let deadline = options.deadline(of: late)?.milliseconds ?? "none"
    return "model \(late + 1) was expected to miss its deadline of \(deadline) ms: Band drops such "
      + "a model, here it runs after the others"
  }
}

extension Nanoseconds {
  /// The time in milliseconds, as it is written in an option.
  fileprivate var milliseconds: String {
    let (whole, rest) = amount.quotientAndRemainder(dividingBy: 1_000_000)
    guard rest > 0 else { return String(whole) }
    var digits = String(rest + 1_000_000).dropFirst()
    while digits.last == "0" { digits = digits.dropLast() }
    return "\(whole).\(digits)"
  }
}

/// The unit subgraphs of each model.
struct UnitSubgraphs {
  /// Operators that the same workers support and that run one after the other.
  struct Unit {
    var nodes: [Index<Operator>]
    /// The expected duration on each worker; nil where it does not support the unit.
    var durations: [Nanoseconds?]
  }

  let workers: [Index<Processor>]
  /// The units of each model, in order.
  private(set) var models: [[Unit]] = []

  init(_ task: Task, _ options: Band.Options) {
    let device = task.device
    let accelerators = device.processors.indices.filter {
      device.processors[$0].kind != .cpu && device.isConnected($0)
    }
    workers = [device.host] + accelerators
    let profile = LatencyProfile(of: task.graph, for: task, options.estimate)
    var masks = [Int](repeating: 1, count: task.graph.operators.count)
    let components = task.graph.components
    for (position, worker) in workers.enumerated().dropFirst() {
      let supported = task.graph.operators.indices.map {
        device.processors[worker].accepts($0, in: task.graph)
      }
      let regions = SupportRegions(supported, in: task.graph)
      for model in components {
        let kept = regions.accepted(most: .max, smallest: options.minimumSize, among: model)
        for node in kept { masks[node.value] |= 1 << position }
      }
    }
    models = components.map { Self.units(of: $0, masks, in: task.graph, profile, workers) }
  }

  /// Takes all resolved operators with the mask of the first one, until none is left.
  private static func units(
    of model: [Index<Operator>],
    _ masks: [Int],
    in graph: Graph,
    _ profile: LatencyProfile,
    _ workers: [Index<Processor>]
  ) -> [Unit] {
    var left = model
    var resolved: Set<Index<Operator>> = []
    var units: [Unit] = []
    while !left.isEmpty {
      var mask: Int?
      var taken: [Index<Operator>] = []
      var rest: [Index<Operator>] = []
      for node in left {
        let isReady = graph.predecessors(of: node).allSatisfy(resolved.contains)
        guard isReady, mask == nil || mask == masks[node.value] else {
          rest.append(node)
          continue
        }
        mask = masks[node.value]
        resolved.insert(node)
        taken.append(node)
      }
      guard let mask else { preconditionFailure("a graph is listed in topological order") }
      let durations = workers.indices.map { worker -> Nanoseconds? in
        guard mask >> worker & 1 == 1 else { return nil }
        return taken.map { profile.duration(of: $0, on: workers[worker]) }.total()
      }
      units.append(Unit(nodes: taken, durations: durations))
      left = rest
    }
    return units
  }
}
