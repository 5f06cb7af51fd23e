import Devices
package import Hunting
package import Quantities
package import Strategies

/// How far off predictions are when the phone is in another state than the one profiled.
package struct PredictionStudy: Hashable, Sendable {
  /// One prediction and what came of it.
  package struct Row: Hashable, Sendable {
    package let model: String
    package let device: String
    package let condition: String
    package let strategy: String
    package let estimate: Estimate
    /// What the strategy predicted of its plan.
    package let predicted: Nanoseconds
    /// What the plan took.
    package let latency: Nanoseconds
    /// What the plan takes that the strategy makes when it knows the condition's durations.
    package let informed: Nanoseconds

    /// Makes a row.
    package init(
      model: String,
      device: String,
      condition: String,
      strategy: String,
      estimate: Estimate,
      predicted: Nanoseconds,
      latency: Nanoseconds,
      informed: Nanoseconds
    ) {
      self.model = model
      self.device = device
      self.condition = condition
      self.strategy = strategy
      self.estimate = estimate
      self.predicted = predicted
      self.latency = latency
      self.informed = informed
    }

    /// The difference in thousandths of the prediction: 1000 where a run takes twice as long as
    /// predicted.
    package var errorOfPrediction: UInt64 { Ratio.thousandths(difference, over: predicted.amount) }

    /// The difference in thousandths of what the plan took; less than 1000 for any slowdown.
    package var errorOfLatency: UInt64 { Ratio.thousandths(difference, over: latency.amount) }

    /// How much sooner the informed plan is done, in thousandths of the informed plan's latency.
    package var regret: UInt64 {
      Ratio.thousandths(latency.reduced(by: informed).amount, over: informed.amount)
    }

    private var difference: UInt64 {
      max(predicted, latency).reduced(by: min(predicted, latency)).amount
    }
  }

  /// The estimates that are compared: none of the condition, then after so many runs in it.
  package static let estimates: [Estimate] =
    [.offline] + [1, 3, 10, 30].map { .runtime(runs: $0) }

  /// In the order of models, devices, conditions, strategies and estimates.
  package let rows: [Row]

  /// Collects rows.
  package init(_ rows: [Row]) {
    self.rows = rows
  }

  /// Asks every strategy of a study that predicts, with every estimate, unless that is known.
  package init(
    _ study: Study,
    _ workers: Workers,
    known: StudyRecord = StudyRecord(),
    keep: @escaping StudyRecord.Keeper = { _ in },
    _ progress: @escaping Study.Progress
  ) {
    let pieces = study.pieces
    let counter = Counter(stage: "predictions", count: pieces.count, progress)
    let names = study.contenders.map(\.name)
      .filter { StrategyCatalogue.profiled($0, .exact) != nil }
    rows =
      workers.map(Array(pieces.enumerated())) { position, piece in
        defer { counter.advance() }
        if let rows = known.predictions[position] { return rows }
        let task = Task(
          graph: piece.model.graph,
          device: piece.device,
          condition: piece.condition,
          deadline: study.deadline
        )
        let rows = names.flatMap { Self.rows(of: $0, piece.model.name, task) }
        keep(.predictions(rows, piece: position))
        return rows
      }
      .flatMap { $0 }
  }

  private static func rows(of strategy: String, _ model: String, _ task: Task) -> [Row] {
    guard let best = run(strategy, .exact, task) else { return [] }
    return estimates.compactMap { estimate in
      guard let run = run(strategy, estimate, task) else { return nil }
      return Row(
        model: model,
        device: task.device.name,
        condition: task.condition.name,
        strategy: strategy,
        estimate: estimate,
        predicted: run.predicted,
        latency: run.latency,
        informed: best.latency
      )
    }
  }

  /// What a strategy predicts and takes; nil where it has no plan, predicts nothing or changes the
  /// network.
  private static func run(_ strategy: String, _ estimate: Estimate, _ task: Task)
    -> (predicted: Nanoseconds, latency: Nanoseconds)?
  {
    guard let planner = StrategyCatalogue.profiled(strategy, estimate),
      let proposal = try? planner.proposal(for: task), proposal.graph == nil,
      let predicted = proposal.predicted, let run = Execution(proposal.plan, for: task)
    else { return nil }
    return (predicted, run.latency)
  }

  /// The errors of one estimate in one condition, over all models, devices and strategies.
  package struct Summary: Hashable, Sendable {
    package let condition: String
    package let estimate: Estimate
    package let count: Int
    /// In thousandths of the prediction: lower quartile, median, upper quartile and greatest.
    package let quartile: UInt64
    package let median: UInt64
    package let upperQuartile: UInt64
    package let greatest: UInt64
    /// The median in thousandths of the latency.
    package let medianOfLatency: UInt64
    /// The median and the greatest regret, in thousandths of the informed plan's latency.
    package let medianRegret: UInt64
    package let greatestRegret: UInt64
  }

  /// The errors by condition and estimate, in the order in which they occur.
  package var summaries: [Summary] {
    var conditions: [String] = []
    for row in rows where !conditions.contains(row.condition) { conditions.append(row.condition) }
    return conditions.flatMap { condition in
      Self.estimates.compactMap { estimate in
        Self.summary(
          condition,
          estimate,
          rows.filter { $0.condition == condition && $0.estimate == estimate }
        )
      }
    }
  }

  private static func summary(_ condition: String, _ estimate: Estimate, _ rows: [Row])
    -> Summary?
  {
    guard !rows.isEmpty else { return nil }
    let errors = rows.map(\.errorOfPrediction).sorted()
    let regrets = rows.map(\.regret)
    return Summary(
      condition: condition,
      estimate: estimate,
      count: rows.count,
      quartile: errors[(errors.count - 1) / 4],
      median: Ratio.median(errors) ?? 0,
      upperQuartile: errors[(errors.count - 1) * 3 / 4],
      greatest: errors.last ?? 0,
      medianOfLatency: Ratio.median(rows.map(\.errorOfLatency)) ?? 0,
      medianRegret: Ratio.median(regrets) ?? 0,
      greatestRegret: regrets.max() ?? 0
    )
  }
}
