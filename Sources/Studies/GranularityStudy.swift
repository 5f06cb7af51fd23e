import Devices
package import Hunting
import Plans
package import Quantities
import Simulation
import Strategies

/// What the grain of scheduling costs, with and without competing processes.
package struct GranularityStudy: Hashable, Sendable {
  /// What is made finer or coarser.
  package enum Scale: String, Hashable, Sendable, CaseIterable {
    /// Parts of each operator, which the cores of the CPU take one after the other.
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
    /// Parts of an operator, or operators of a chain; nil beyond the longest chain: the whole model
    /// on the processor that is done with it first.
    package let grain: Int?
    package let latency: Nanoseconds
    /// How cores spend the time; nil where the grain is not one of cores.
    package let effort: Effort?

    /// Makes a point.
    package init(grain: Int?, latency: Nanoseconds, effort: Effort? = nil) {
      self.grain = grain
      self.latency = latency
      self.effort = effort
    }
  }

  /// How all cores together spend the time of a run.
  package struct Effort: Hashable, Sendable {
    /// The share in which they have nothing to do, in thousandths.
    package let idle: UInt64
    /// The share in which they start parts, wake up and are suspended, in thousandths.
    package let overhead: UInt64
    /// The share in which they wait for the memory that they share, in thousandths.
    package let contention: UInt64

    /// Adds up the shares of all cores, of which there are so many.
    init(_ run: Execution, cores: Int) {
      let shares = Breakdown(run.timeline, run.program, run.costs).shares
      let all = run.latency * UInt64(cores)
      let busy = shares.map(\.busy).total()
      idle = Ratio.thousandths(all.reduced(by: busy).amount, over: all.amount)
      overhead = Ratio.thousandths(shares.map(\.launch).total().amount, over: all.amount)
      contention = Ratio.thousandths(shares.map(\.contention).total().amount, over: all.amount)
    }
  }

  /// The grains of a scale, from the finest to the coarsest.
  package static func grains(of scale: Scale) -> [Int] {
    switch scale {
    case .parts: [128, 64, 48, 32, 24, 16, 12, 8, 6, 4, 3, 2, 1]
    case .chain: [1, 2, 3, 4, 6, 8, 12, 16, 24, 32, 48]
    }
  }

  /// By scale, model and condition; none of parts where the device file does not tell the cores.
  package let curves: [Curve]

  /// How much longer than with the best grain a model takes under a condition with the grain that
  /// is best for it in the first condition, in thousandths; nil where there are no such curves.
  package func costOfKeepingGrain(_ curve: Curve) -> UInt64? {
    let own = curves.filter { $0.scale == curve.scale && $0.model == curve.model }
    guard let grain = own.first?.best?.grain, let best = curve.best,
      let kept = curve.points.first(where: { $0.grain == grain })
    else { return nil }
    return Ratio.thousandths(
      kept.latency.reduced(by: best.latency).amount,
      over: best.latency.amount
    )
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
    let division = CoreDivision(study.mainDevice)
    return study.competition.compactMap { condition in
      let task = Task(graph: model.graph, device: study.mainDevice, condition: condition)
      let points: [Point]
      switch scale {
      case .parts:
        guard let division else { return nil }
        points = dealt(task.divided(by: division))
      case .chain: points = chained(task)
      }
      return Curve(
        scale,
        model: model.name,
        device: study.mainDevice.name,
        condition: condition.name,
        points
      )
    }
  }

  private static func dealt(_ task: Task) -> [Point] {
    grains(of: .parts)
      .compactMap { parts in
        guard let plan = try? DealtParts(parts: parts).plan(for: task) else { return nil }
        return Execution(plan, for: task)
          .map { run in
            Point(
              grain: parts,
              latency: run.latency,
              effort: Effort(run, cores: task.device.processors.count)
            )
          }
      }
  }

  private static func chained(_ task: Task) -> [Point] {
    let points = grains(of: .chain)
      .compactMap { length in
        ChainedRows(length: length).plan(for: task).flatMap { Execution($0, for: task) }
          .map { Point(grain: length, latency: $0.latency) }
      }
    return points + [Point(grain: nil, latency: Baseline(task, for: nil).best.timeline.latency)]
  }
}

extension Task {
  /// The same question about the single cores of the device.
  func divided(by division: CoreDivision) -> Task {
    Task(graph: graph, device: division.device, condition: division.condition(condition))
  }
}
