import Calibration
import Devices
import Graphs
package import Hunting
import Plans
package import Quantities
import Simulation
import Strategies

/// What the grain of scheduling costs, with and without competing processes.
package struct GranularityStudy: Hashable, Sendable {
  /// What is made finer or coarser.
  package enum Scale: String, Hashable, Sendable, CaseIterable {
    /// Parts of each operator, dealt between the clusters of the CPU.
    case parts
    /// Operators of a chain that CPU and GPU compute by rows without exchanging data in between.
    case chain
  }

  /// The latencies of one model over the grains of one scale in one condition.
  package struct Curve: Hashable, Sendable {
    package let scale: Scale
    package let model: String
    package let device: String
    package let condition: String
    /// From the finest to the coarsest.
    package let points: [Point]

    /// Makes a curve.
    package init(
      _ scale: Scale,
      model: String,
      device: String,
      condition: String,
      _ points: [Point]
    ) {
      self.scale = scale
      self.model = model
      self.device = device
      self.condition = condition
      self.points = points
    }

    /// The grain of the least latency; of equals the finest.
    package var best: Point? { points.min { $0.latency < $1.latency } }

    /// Whether both the finest and the coarsest grain cost at least so many thousandths more than
    /// the best one.
    package func isU(by thousandths: UInt64) -> Bool {
      guard let best, let first = points.first, let last = points.last else { return false }
      let least = 1_000 + thousandths
      return [first, last]
        .allSatisfy {
          Ratio.thousandths($0.latency.amount, over: best.latency.amount) >= least
        }
    }
  }

  /// A grain and its latency.
  package struct Point: Hashable, Sendable {
    /// Parts of an operator, or operators of a chain; nil for the whole model on the processor that
    /// is done with it first.
    package let grain: Int?
    package let latency: Nanoseconds

    /// Makes a point.
    package init(grain: Int?, latency: Nanoseconds) {
      self.grain = grain
      self.latency = latency
    }
  }

  /// The grains of a scale, from the finest to the coarsest.
  package static func grains(of scale: Scale) -> [Int] {
    switch scale {
    case .parts: [64, 32, 24, 16, 12, 8, 6, 5, 4, 3, 2, 1]
    case .chain: [1, 2, 3, 4, 6, 8, 12, 16, 24, 32, 48]
    }
  }

  /// By scale, model and condition.
  package let curves: [Curve]

  /// Collects curves.
  package init(_ curves: [Curve]) {
    self.curves = curves
  }

  /// Runs every grain for the models of a study on its main device.
  package init(_ study: Study, _ workers: Workers, _ progress: @escaping Study.Progress) {
    let pieces = Scale.allCases.flatMap { scale in study.models.map { (scale, $0) } }
    let counter = Counter(stage: "granularities", count: pieces.count, progress)
    curves =
      workers.map(pieces) { scale, model in
        defer { counter.advance() }
        return Self.curves(scale, model, study)
      }
      .flatMap { $0 }
  }

  private static func curves(_ scale: Scale, _ model: Study.Model, _ study: Study) -> [Curve] {
    study.competition.map { condition in
      let task = Task(graph: model.graph, device: study.mainDevice, condition: condition)
      let points = grains(of: scale)
        .compactMap { grain in
          plan(scale, grain, task).flatMap { Execution($0, for: task) }
            .map { Point(grain: grain, latency: $0.latency) }
        }
      let alone = Baseline(task, for: nil).entries
        .filter { entry in
          scale == .chain
            || task.device.processors.values.contains {
              $0.name == entry.processor && $0.kind == .cpu
            }
        }
        .map(\.timeline.latency).min()
      return Curve(
        scale,
        model: model.name,
        device: study.mainDevice.name,
        condition: condition.name,
        points + (alone.map { [Point(grain: nil, latency: $0)] } ?? [])
      )
    }
  }

  private static func plan(_ scale: Scale, _ grain: Int, _ task: Task) -> Plan? {
    switch scale {
    case .parts: try? DealtParts(parts: grain).plan(for: task)
    case .chain: ChainedRows(length: grain).plan(for: task)
    }
  }
}

/// Rows of operators between CPU and GPU, exchanged after every chain of so many operators.
///
/// All operators have one share, that which is done first in the condition. Inside a chain each
/// processor also computes the rows beside its own that its next operator needs.
struct ChainedRows {
  /// The most operators of a chain.
  let length: Int

  /// The fastest plan over the GPU's shares; nil without a GPU.
  func plan(for task: Task) -> Plan? {
    guard let gpu = task.device.processors.firstIndex(where: { $0.kind == .gpu }) else {
      return nil
    }
    let chains = chains(of: task.graph)
    var best: (plan: Plan, latency: Nanoseconds)?
    for tenths in 3...9 {
      var shares: [Index<Operator>: SharedPlan.Share] = [:]
      for node in chains.joined() { shares[node] = SharedPlan.Share(.height, tenths: tenths) }
      let plan = SharedPlan(shares: shares, chains: chains)
        .plan(
          for: task.graph,
          on: task.device,
          first: gpu,
          second: task.device.host,
          Plan.Provenance(name: "chained:length=\(length)", version: "1")
        )
      guard let run = Execution(plan, for: task) else { continue }
      if best.map({ run.latency < $0.latency }) ?? true { best = (plan, run.latency) }
    }
    return best?.plan
  }

  /// Operators with rows, in chains in which each one alone reads the one before it.
  private func chains(of graph: Graph) -> [[Index<Operator>]] {
    var isTaken = [Bool](repeating: false, count: graph.operators.count)
    var chains: [[Index<Operator>]] = []
    for head in graph.operators.indices where !isTaken[head.value] && hasRows(head, in: graph) {
      var chain = [head]
      isTaken[head.value] = true
      while chain.count < length, let last = chain.last, let next = follower(of: last, in: graph),
        !isTaken[next.value]
      {
        chain.append(next)
        isTaken[next.value] = true
      }
      chains.append(chain)
    }
    return chains
  }

  /// The operator that alone reads what another computes, and reads nothing else.
  private func follower(of node: Index<Operator>, in graph: Graph) -> Index<Operator>? {
    guard case let output?? = graph.operators[node].outputs.first,
      !graph.outputs.contains(output), graph.consumers[output].count == 1,
      let next = graph.consumers[output].first, hasRows(next, in: graph),
      graph.predecessors(of: next) == [node],
      graph.operators[next].inputs.compactMap({ $0 })
        .allSatisfy({ $0 == output || graph.tensors[$0].role == .weight })
    else { return nil }
    return next
  }

  private func hasRows(_ node: Index<Operator>, in graph: Graph) -> Bool {
    guard graph.operators[node].outputs.count == 1,
      case let output?? = graph.operators[node].outputs.first
    else { return false }
    let shape = graph.tensors[output].type.shape
    guard shape.rank == 4, let dimension = Axis.height.dimension(rank: 4), shape[dimension] >= 10
    else { return false }
    return graph.splitRule(of: node, along: dimension) != nil
  }
}
