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
  let baseline: Baseline
  /// Command lines that repeat the judgement and the report.
  let reproduction: [String]

  /// Runs the plan and the single processors, at that end of the condition's ranges which shows a
  /// loss; where none does, at the slow end.
  package init(_ judgement: Judgement, _ context: ReportContext, reproduction: [String]) {
    self.context = context
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
    run = chosen.run
    single = chosen.single
    baseline = chosen.baseline
  }

  /// Both runs in one Chrome JSON trace, each a process of its own.
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
    return ChromeTrace.json(traces)
  }

  /// The page: one self-contained HTML file without scripts.
  package var html: String {
    PageTemplate.render(page)
  }

  /// The plan's and the single processors' runs under one set of durations.
  private struct Runs {
    let run: ReportedRun?
    let single: ReportedRun
    let baseline: Baseline

    init(_ subject: Subject, _ end: CostModel.Extreme) {
      let task = subject.task
      let model = CostModel(graph: task.graph, device: task.device, condition: task.condition)
      func costs(_ program: Program) -> Table<Command, Cost> {
        program.commands.map { model.cost(of: $0, end) }
      }
      let planCosts = costs(subject.program)
      run = Simulator(subject.program, model, end).run()
        .map {
          ReportedRun(title: "The plan", subject.program, $0, costs: planCosts)
        }
      baseline = Baseline(task, end)
      let best = baseline.best
      single = ReportedRun(
        title: "\(escaped(best.processor, limit: 40)) alone",
        best.program,
        best.timeline,
        costs: costs(best.program)
      )
    }

    var isLost: Bool {
      run.map { $0.timeline.latency > single.timeline.latency } ?? true
    }
  }
}
