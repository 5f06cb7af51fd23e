package import Checking
import Costs
import Devices
package import Documents
import Plans
import Quantities
import Simulation
import Strategies

/// A judged plan as a page to look at: the run, the best single processor's run, and the findings.
package struct CounterexampleReport: Sendable {
  let context: ReportContext
  let judgement: Judgement
  /// The plan's run; nil where it deadlocks.
  let run: ReportedRun?
  /// The run of the fastest single processor.
  let single: ReportedRun
  /// The run of another strategy's plan, where the plan is held against one that ends.
  let rival: ReportedRun?
  let baseline: Baseline
  /// The end of the condition's ranges that the runs are at.
  private let end: CostModel.Extreme
  /// What is known beyond the judgement.
  let background: Background
  /// Command lines that repeat the judgement and the report.
  let reproduction: [String]

  /// Runs the plan and the single processors, at that end of the condition's ranges which shows a
  /// loss; where none does, at the slow end.
  package init(
    _ judgement: Judgement,
    _ context: ReportContext,
    _ background: Background = Background(),
    reproduction: [String]
  ) {
    self.context = context
    self.background = background
    self.judgement = judgement
    self.reproduction = reproduction
    let subject = judgement.subject
    let slow = Runs(subject, .highest)
    var chosen = slow
    let isLost = judgement.findings.contains {
      $0.obligation == .profit && $0.verdict == .refuted
    }
    if isLost, !slow.isLost, !subject.task.condition.isExact {
      chosen = Runs(subject, .lowest)
    }
    end = chosen.end
    run = chosen.run
    single = chosen.single
    baseline = chosen.baseline
    rival = background.rival.flatMap { rival in
      let task = rival.task
      return Runs.run(
        Program(rival.plan, for: task),
        for: task,
        chosen.end,
        title: escaped(rival.title, limit: 60)
      )
    }
  }

  /// The run that the plan's is compared with: the rival's, or the fastest single processor's.
  var reference: ReportedRun { rival ?? single }

  /// Whether the other plan is there to show how slow it is, as on a better phone.
  var isRivalSlower: Bool {
    guard let rival, let run else { return false }
    return rival.timeline.latency > run.timeline.latency
  }

  /// All runs in one Chrome JSON trace, each a process of its own.
  package var trace: JSONValue {
    var traces: [ChromeTrace] = []
    if let run {
      traces.append(
        ChromeTrace(run.program, run.timeline, title: "the plan: \(context.plan)", process: 1)
      )
    }
    traces.append(
      ChromeTrace(single.program, single.timeline, title: single.title, process: 2)
    )
    if let rival {
      traces.append(ChromeTrace(rival.program, rival.timeline, title: rival.title, process: 3))
    }
    return ChromeTrace.json(traces)
  }

  /// The page: one self-contained HTML file without scripts.
  package var html: String { html(home: nil) }

  /// The page with a link to another, as a reference relative to it.
  package func html(home: String?) -> String {
    var page = page
    page.home = home
    return PageTemplate.render(page)
  }

  /// The run of another plan for the same task; nil where it deadlocks.
  func run(of plan: Plan) -> ReportedRun? {
    let task = judgement.subject.task
    return Runs.run(
      Program(plan, for: task),
      for: task,
      end,
      title: "The better plan"
    )
  }

  /// The plan's and the single processors' runs under one set of durations.
  private struct Runs {
    let run: ReportedRun?
    let single: ReportedRun
    let baseline: Baseline
    let end: CostModel.Extreme

    init(_ subject: Subject, _ end: CostModel.Extreme) {
      let task = subject.task
      self.end = end
      run = Self.run(subject.program, for: task, end, title: "The plan")
      baseline = Baseline(task, for: subject.program.plan, end)
      let best = baseline.best
      single = ReportedRun(
        title: "\(escaped(best.name, limit: 40)) alone",
        best.program,
        best.timeline,
        costs: Self.costs(best.program, task, end)
      )
    }

    static func run(_ program: Program, for task: Task, _ end: CostModel.Extreme, title: String)
      -> ReportedRun?
    {
      let model = task.costModel
      return Simulator(program, model, end).run()
        .map { ReportedRun(title: title, program, $0, costs: costs(program, task, end)) }
    }

    private static func costs(_ program: Program, _ task: Task, _ end: CostModel.Extreme)
      -> Table<Command, Cost>
    {
      let model = task.costModel
      return program.commands.map { model.cost(of: $0, end) }
    }

    var isLost: Bool {
      run.map { $0.timeline.latency > single.timeline.latency } ?? true
    }
  }
}
