import ArgumentParser
import Costs
import Devices
import Documents
import Graphs
import Loading
import Plans
import Quantities
import Reporting
import Simulation
import Strategies

struct SimulateCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "simulate",
    abstract: "Runs a plan: latency, where the time goes, memory, energy.",
    discussion: HelpText.filled(
      """
      EXAMPLES
        pitfall simulate plan.json
        pitfall simulate plan.json --trace trace.json    (for ui.perfetto.dev)
        pitfall simulate --strategy heft --model googlenet --device kirin-990 --format json
        pitfall simulate --strategy codl --model vgg16 --device kirin-990 --condition throttled-gpu
        pitfall simulate --strategy codl:profile=20 --model vgg16 --device kirin-990 \\
          --condition throttled-gpu
        pitfall simulate plan.json --condition throttled-gpu --deadline 33ms

      A deadline is told to the strategy, and the run says whether it is met: in this one \
      execution; 'verify --deadline' judges every one that the condition allows. \
      A strategy's run also says what the strategy predicted and how far off it was. Strategies \
      that predict plan for calm unless their option 'profile' says otherwise: a number of runs in \
      the condition that a moving average has seen, or 'exact'. The regret is how much sooner \
      their plan would be done had they known the condition's durations.
      """
    )
  )

  @Argument(
    help: "The plan, a pitfall.plan/1 file, or a case that a hunt has found.",
    completion: .file(extensions: ["json"])
  )
  var plan: String?

  @Option(help: "Run this strategy's plan instead of a file's.", completion: .strategies)
  var strategy: String?

  @OptionGroup var options: TaskOptions

  @Option(help: Deadline.help)
  var deadline: String?

  @Option(help: "Write the timeline as a Chrome JSON trace for Perfetto.")
  var trace: String?

  @Option(help: "How to show the run.")
  var format: ResultFormat = .text

  func run() throws {
    try reporting {
      try Output.protect(plan, from: [("--trace", trace)])
      let time = try deadline.map(Deadline.time)
      let source = try PlanSource(
        file: plan,
        strategy: strategy,
        options,
        Inputs(),
        deadline: time
      )
      let task = source.task
      guard let run = Execution(source.plan, for: task) else {
        throw Failure(
          .badData,
          "\(source.label): the plan has a deadlock, so that it never ends; "
            + "'pitfall verify' names the steps"
        )
      }
      if let trace {
        let title = "\(source.label) (\(task.graph.name))"
        let json = ChromeTrace.json([ChromeTrace(run.program, run.timeline, title: title)])
        try Output.write(JSONWriter.text(json, .compact), to: trace)
      }
      let context = ReportContext(plan: source.label, source.plan, for: task)
      let report = RunReport(
        run.program,
        run.timeline,
        costs: run.costs,
        context,
        prediction: prediction(source),
        notes: source.proposal?.notes ?? [],
        frames: FrameRecord(run.timeline, run.program, task.condition),
        deadline: time
      )
      format.write(text: report.text, json: report.json)
    }
  }

  /// What was expected of a strategy's plan: by itself, or by its run at calm.
  private func prediction(_ source: PlanSource) -> RunPrediction? {
    guard let proposal = source.proposal else { return nil }
    let informed = strategy.flatMap { StrategyCatalogue.informed($0) }
      .flatMap { try? $0.proposal(for: source.asked) }
      .flatMap { Execution($0.plan, for: $0.task(for: source.asked))?.latency }
    if let predicted = proposal.predicted {
      return RunPrediction(predicted: predicted, by: .strategy, informed: informed)
    }
    let task = source.task
    let calm = Task(graph: task.graph, device: task.device, condition: .calm)
    return Execution(proposal.plan, for: calm)
      .map { RunPrediction(predicted: $0.latency, by: .calm, informed: informed) }
  }
}
