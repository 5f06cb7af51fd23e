import ArgumentParser
import Costs
import Documents
import Graphs
import Loading
import Plans
import Quantities
import Reporting
import Simulation
import Strategies

struct Simulate: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Runs a plan: latency, where the time goes, memory, energy.",
    discussion: """
      EXAMPLES
        pitfall simulate plan.json
        pitfall simulate plan.json --trace trace.json    (open in https://ui.perfetto.dev)
        pitfall simulate --strategy heft --model googlenet --device kirin-990 --format json
      """
  )

  enum Format: String, ExpressibleByArgument, CaseIterable {
    case text
    case json
  }

  @Argument(
    help: "The plan, a pitfall.plan/1 file, or a case that a hunt has found.",
    completion: .file(extensions: ["json"])
  )
  var plan: String?

  @Option(help: "Run this strategy's plan instead of a file's.")
  var strategy: String?

  @OptionGroup var options: TaskOptions

  @Option(help: "Write the timeline as a Chrome JSON trace for Perfetto.")
  var trace: String?

  @Option(help: "How to show the run.")
  var format: Format = .text

  func run() throws {
    try reporting {
      let source = try PlanSource(file: plan, strategy: strategy, options, Inputs())
      let task = source.task
      let program = Program(source.plan, graph: task.graph, device: task.device)
      let model = CostModel(graph: task.graph, device: task.device, condition: task.condition)
      let costs = program.commands.map { model.cost(of: $0) }
      guard let timeline = Simulator(program, model).run() else {
        throw Failure(
          .badData,
          "\(source.label): the plan has a deadlock, so that it never ends; "
            + "'pitfall verify' names the steps"
        )
      }
      if let trace {
        let title = "\(source.label) (\(task.graph.name))"
        let json = ChromeTrace.json([ChromeTrace(program, timeline, title: title)])
        try Output.write(JSONWriter.text(json, .compact), to: trace)
      }
      let context = ReportContext(plan: source.label, source.plan, for: task)
      let report = RunReport(program, timeline, costs: costs, context)
      switch format {
      case .text: Console.write(report.text)
      case .json: Console.write(JSONWriter.text(report.json))
      }
    }
  }
}
