import Devices
import Graphs
public import Plans
import Quantities

/// μLayer: each layer's channels divided between CPU and GPU by a linear latency predictor.
///
/// For convolutions, fully connected layers and pools the share of the GPU is the one for which the
/// longer of both predicted times is least; what sharing costs has no part in the decision. Where
/// layers fork, whole branches on either processor compete with dividing each layer, and the
/// smaller prediction wins. Optionally each processor computes in the precision it is best at:
/// 8 bits on the CPU, half precision on the GPU. Kim et al., EuroSys 2019,
/// doi:10.1145/3302424.3303950; predictor, steps of 0.1 and the lack of a sharing cost as in CoDL's
/// re-implementation (MobiSys 2022, section 6.1), which is the one that was measured.
///
/// CoDL's text calls its predictor one of operations; its code has that one switched off, and one
/// in extents instead. Fitted to the same networks' operators as there, the first comes closer to
/// what was measured and is the default (`Scripts/compare-codl.py`).
///
/// A device without a GPU is declined. What cannot be divided runs whole on the processor that is
/// predicted to be faster, what the GPU refuses on the CPU.
public struct MuLayer: Strategy {
  /// What the predictor's time is linear in.
  public enum Predictor: String, Sendable, CaseIterable {
    /// The operations: time is in proportion to them, so that all layers are divided alike.
    case operations
    /// Extents of input and output and a constant, as in CoDL's code.
    case extents
  }

  /// The smallest change of the GPU's share.
  public enum Step: String, Sendable, CaseIterable {
    case tenth = "0.1"
    case quarter = "0.25"
    case half = "0.5"

    /// In thousandths.
    var thousandths: Int {
      switch self {
      case .tenth: 100
      case .quarter: 250
      case .half: 500
      }
    }
  }

  /// The options.
  public struct Options: Hashable, Sendable {
    /// The smallest change of the GPU's share; the shares tried are its multiples.
    public var step = Step.tenth
    public var predictor = Predictor.operations
    /// Whether whole branches may be distributed.
    public var distributesBranches = true
    /// Whether each processor computes in the precision it is best at.
    public var isQuantised = false
    public var estimate = Estimate.offline

    /// Makes the default options.
    public init() {}
  }

  private let options: Options
  private let predictors: PredictorShelf<LinearPredictor>

  /// Makes the strategy.
  public init(_ options: Options = Options()) {
    self.options = options
    let features: LinearPredictor.Features =
      options.predictor == .operations ? .operations : .extents
    predictors = PredictorShelf(.networks) { measurements, _ in
      LinearPredictor(measurements, in: features)
    }
  }

  public var provenance: Plan.Provenance {
    Plan.Provenance(
      "mulayer",
      version: "2",
      [
        ("step", options.step.rawValue, "0.1"),
        ("predictor", options.predictor.rawValue, "operations"),
        ("branches", options.distributesBranches ? "yes" : "no", "yes"),
        ("quantise", options.isQuantised ? "yes" : "no", "no"),
        ("profile", options.estimate.name, "offline"),
      ]
    )
  }

  public func plan(for task: Task) throws(StrategyError) -> Plan {
    try proposal(for: task).plan
  }

  public func proposal(for task: Task) throws(StrategyError) -> Proposal {
    guard let gpu = task.device.processors.firstIndex(where: { $0.kind == .gpu }) else {
      throw .missingProcessor(.gpu, strategy: "mulayer")
    }
    let pair = CoExecution(
      task: task,
      host: side(task.device.host, .int8, task),
      accelerator: side(gpu, .float16, task),
      profile: LatencyProfile(of: task.graph, for: task, options.estimate)
    )
    return Distribution(pair, options).proposal(provenance)
  }

  /// A processor with its predictor, in the friendly precision where the device has speeds for it.
  private func side(_ processor: Index<Processor>, _ friendly: ElementType, _ task: Task)
    -> CoExecution.Side
  {
    let speeds = task.device.processors[processor].performance.speeds
    let isFriendly = options.isQuantised && speeds.contains { $0.precision == friendly }
    let type = isFriendly ? friendly : .float32
    return CoExecution.Side(
      processor,
      of: task,
      in: isFriendly ? friendly : nil,
      predictor: predictors.predictor(for: processor, in: type, task, options.estimate)
    )
  }
}

/// μLayer's decisions for one model.
private struct Distribution {
  /// Where a group runs.
  private enum Choice {
    case whole(CoExecution.Side)
    case divided(Division)
  }

  private let pair: CoExecution
  private let groups: [DividedGroup]
  private var choices: [(choice: Choice, predicted: Nanoseconds)] = []
  private let options: MuLayer.Options

  init(_ pair: CoExecution, _ options: MuLayer.Options) {
    self.pair = pair
    self.options = options
    let graph = pair.task.graph
    groups =
      FusedGroup.groups(of: graph) {
        Self.isDividable($0, in: graph)
      } accepts: {
        pair.accelerator.accepts($0, pair.task)
      }
      .map { DividedGroup($0, in: graph) }
    choices = groups.map { best(for: $0) }
    if options.distributesBranches { distributeBranches() }
  }

  /// The kinds that μLayer divides: convolutions, pools, products with weights.
  private static func isDividable(_ node: Index<Operator>, in graph: Graph) -> Bool {
    switch graph.workClass(of: node) {
    case .convolution, .depthwiseConvolution, .pooling: return true
    case .matrixProduct: return graph.activations(of: node).count == 1
    default: return false
    }
  }

  private func best(for group: DividedGroup) -> (choice: Choice, predicted: Nanoseconds) {
    let hostTime = pair.duration(of: group, on: pair.host)
    var best: (choice: Choice, predicted: Nanoseconds) = (.whole(pair.host), hostTime)
    guard group.group.members.allSatisfy({ pair.accelerator.accepts($0, pair.task) }) else {
      return best
    }
    let alone = pair.duration(of: group, on: pair.accelerator)
    if alone < best.predicted { best = (.whole(pair.accelerator), alone) }
    guard Self.isDividable(group.group.head, in: pair.task.graph), group.cuts.contains(.channel)
    else { return best }
    let step = options.step.thousandths
    for share in stride(from: step, to: 1_000, by: step) {
      let division = Division.channels(of: group.channels, thousandths: share)
      guard division.isShared, let time = pair.duration(of: group, divided: division),
        time < best.predicted
      else { continue }
      best = (.divided(division), time)
    }
    return best
  }

  // MARK: Branches

  /// More branches than this are divided layer by layer only.
  private static let mostBranches = 10

  private mutating func distributeBranches() {
    var groupOf: [Index<Operator>: Int] = [:]
    for (position, group) in groups.enumerated() {
      for node in group.group.members { groupOf[node] = position }
    }
    for region in ForkJoin.regions(of: pair.task.graph)
    where region.branches.count <= Self.mostBranches {
      let branches = region.branches.map { Set($0.compactMap { groupOf[$0] }).sorted() }
      let all = branches.flatMap { $0 }
      guard Set(all).count == all.count else { continue }
      let divided = all.map { choices[$0].predicted }.total()
      if let better = assignment(of: branches, below: divided) { assign(branches, better) }
    }
  }

  /// The side of each branch for which the longer of both sums is least, if it is below a bound.
  private func assignment(of branches: [[Int]], below bound: Nanoseconds)
    -> [CoExecution.Side]?
  {
    let onHost = branches.map { branch in
      branch.map { pair.duration(of: groups[$0], on: pair.host) }.total()
    }
    let onAccelerator = branches.map { branch -> Nanoseconds? in
      let isAccepted = branch.allSatisfy {
        groups[$0].group.members.allSatisfy { pair.accelerator.accepts($0, pair.task) }
      }
      return isAccepted
        ? branch.map { pair.duration(of: groups[$0], on: pair.accelerator) }.total() : nil
    }
    var best: (time: Nanoseconds, mask: Int)?
    for mask in 0..<(1 << branches.count) {
      var (left, right) = (Nanoseconds.zero, Nanoseconds.zero)
      var isPossible = true
      for branch in branches.indices {
        guard mask >> branch & 1 == 1 else {
          left += onHost[branch]
          continue
        }
        guard let time = onAccelerator[branch] else {
          isPossible = false
          break
        }
        right += time
      }
      let time = max(left, right)
      if isPossible, time < best?.time ?? bound { best = (time, mask) }
    }
    return best.map { best in
      branches.indices.map { best.mask >> $0 & 1 == 1 ? pair.accelerator : pair.host }
    }
  }

  /// Gives the branches their sides; the prediction of the region is the longer sum, which is
  /// written to the first group of the slower side.
  private mutating func assign(_ branches: [[Int]], _ sides: [CoExecution.Side]) {
    var sums: [(processor: Index<Processor>, time: Nanoseconds)] = []
    for (branch, side) in zip(branches, sides) {
      var time = Nanoseconds.zero
      for group in branch {
        time += pair.duration(of: groups[group], on: side)
        choices[group] = (.whole(side), .zero)
      }
      if let known = sums.firstIndex(where: { $0.processor == side.processor }) {
        sums[known].time += time
      } else {
        sums.append((side.processor, time))
      }
    }
    if let first = branches.first?.first {
      choices[first].predicted = sums.map(\.time).max() ?? .zero
    }
  }

  // MARK: The plan

  func proposal(_ provenance: Plan.Provenance) -> Proposal {
    var steps = StepList()
    for (group, entry) in zip(groups, choices) {
      switch entry.choice {
      case .whole(let side): pair.add(group, on: side, to: &steps)
      case .divided(let division): pair.add(group, divided: division, to: &steps)
      }
    }
    let plan = steps.plan(provenance)
    return Proposal(
      plan: plan,
      predicted: choices.map(\.predicted).total(),
      notes: Proposal.notes(plan, changed: nil, for: pair.task)
    )
  }
}
