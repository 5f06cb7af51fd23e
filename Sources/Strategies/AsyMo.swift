import Devices
import Graphs
public import Plans
import Quantities

/// AsyMo: the blocks of each operator over the clusters of an asymmetric CPU.
///
/// A cost model says how fast each cluster is at an operator, and the operator's rows are shared in
/// proportion to that, so that the clusters finish together; an operator that is sooner done by the
/// fast cluster alone, the cost of starting a task included, stays whole. Wang et al., MobiCom
/// 2021, doi:10.1145/3447993.3448625. Published blocks are tiles that threads of one cluster steal
/// from each other; here the share of a cluster is one part, and the choice of the clock frequency
/// is left out.
///
/// The clusters share memory, so that nothing is copied. Only the fastest two clusters are used;
/// with one cluster everything runs on it. Operators that cannot be divided run on the fast one.
public struct AsyMo: Strategy {
  private let estimate: Estimate
  private let predictors = PredictorShelf(.grid) { measurements, _ in
    KernelPredictor(measurements, of: .cpu)
  }

  /// Makes the strategy.
  public init(estimate: Estimate = .offline) {
    self.estimate = estimate
  }

  public var provenance: Plan.Provenance {
    Plan.Provenance("asymo", version: "1", [("profile", estimate.name, "offline")])
  }

  public func plan(for task: Task) throws(StrategyError) -> Plan {
    try proposal(for: task).plan
  }

  public func proposal(for task: Task) throws(StrategyError) -> Proposal {
    let host = task.device.host
    let pool = task.device.hostPool
    let other = task.device.processors.indices.first {
      $0 != host && task.device.processors[$0].kind == .cpu
        && task.device.processors[$0].pool == pool
    }
    let profile = LatencyProfile(of: task.graph, for: task, estimate)
    var steps = StepList()
    var predicted = Nanoseconds.zero
    let groups = task.graph.operators.indices.map {
      DividedGroup(FusedGroup(members: [$0]), in: task.graph)
    }
    let pair = other.map {
      CoExecution(task: task, host: side(host, task), accelerator: side($0, task), profile: profile)
    }
    for group in groups {
      guard let pair else {
        steps.run(group.group.head, on: host)
        predicted += profile.duration(of: group.group.head, on: host)
        continue
      }
      let alone = pair.duration(of: group, on: pair.host)
      if let (division, time) = Self.division(of: group, pair, below: alone) {
        pair.add(group, divided: division, to: &steps)
        predicted += time
      } else {
        pair.add(group, on: pair.host, to: &steps)
        predicted += alone
      }
    }
    return Proposal(plan: steps.plan(provenance), predicted: predicted)
  }

  private func side(_ processor: Index<Processor>, _ task: Task) -> CoExecution.Side {
    CoExecution.Side(
      processor,
      of: task,
      predictor: predictors.predictor(for: processor, in: .float32, task, estimate)
    )
  }

  /// The division in proportion to speed, along height where there are rows and along channels
  /// else, if it is predicted to be sooner done.
  private static func division(
    of group: DividedGroup,
    _ pair: CoExecution,
    below alone: Nanoseconds
  ) -> (Division, Nanoseconds)? {
    let graph = pair.task.graph
    guard graph.workClass(of: group.group.head)?.countsMultiplyAccumulates == true,
      graph.activations(of: group.group.head).count == 1,
      let cut = group.cuts.first(where: { $0 == .channel || group.height > 1 })
    else { return nil }
    let (fast, slow) = (alone.amount, pair.duration(of: group, on: pair.accelerator).amount)
    guard fast + slow > 0 else { return nil }
    let extent = cut == .height ? group.height : group.channels
    let share = min(Int(UInt64(extent) * fast / (fast + slow)), extent)
    guard share > 0, share < extent else { return nil }
    let division = Division(cut: cut, accelerator: 0..<share, host: share..<extent)
    guard let time = pair.duration(of: group, divided: division), time < alone else { return nil }
    return (division, time)
  }
}
