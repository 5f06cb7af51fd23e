import ArgumentParser
import Checking
import Documents
import Loading
import Reporting
import Synthesis
import Z3Solving

struct RepairCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "repair",
    abstract: "Finds the smallest change that makes an illegal plan legal.",
    discussion: HelpText.filled(
      """
      Changes are: waits added, removed or replaced; steps moved in their queue, removed, or given \
      another processor, precision, part, tensor or link; copies and computations of what is \
      missing inserted with the waits they need; cuts and placements moved. It tries one change, \
      then two, and so on. The repaired plan is verified before it is shown. On a terminal a line \
      says how far the search is.

      It is about legality only: 'pitfall improve' makes slow plans faster.

      EXAMPLES
        pitfall repair plan.json
        pitfall repair plan.json -o repaired.json
        pitfall repair plan.json --format json

      EXIT STATUS
        0 repaired, or legal as it was · 1 no plan is legal · 2 no repair was found
      """
    )
  )

  @Argument(
    help: "The plan, a pitfall.plan/1 file, or a case that a hunt has found.",
    completion: .file(extensions: ["json"])
  )
  var plan: String?

  @Option(help: "Repair this strategy's plan instead of a file's.", completion: .strategies)
  var strategy: String?

  @OptionGroup var options: TaskOptions

  @Option(
    name: .shortAndLong,
    help: "Write the repaired plan to this file.",
    completion: .file(extensions: ["json"])
  )
  var output: String?

  @Option(help: "How to show the result.")
  var format: PageFormat = .text

  @Option(help: "How many changes to try at most.")
  var changes: Int = 4

  @OptionGroup var solving: SolverOptions

  func validate() throws {
    guard (1...8).contains(changes) else {
      throw ValidationError("--changes is between 1 and 8")
    }
  }

  func run() throws {
    try reporting {
      let source = try PlanSource(file: plan, strategy: strategy, options, Inputs())
      let repairer = Repairer(
        Z3Solver(),
        limit: solving.solverLimit,
        mostEdits: changes
      )
      var line = ProgressLine()
      defer { line.end() }
      let repair = try repairer.repair(source.plan, for: source.task) { progress in
        line.show { Self.words(progress) }
      }
      line.end()
      if let output, case .repaired(let repaired, _, _) = repair {
        try source.write(repaired, to: output, file: plan, options)
      }
      show(RepairPage(repair, ReportContext(plan: source.label, source.plan, for: source.task)))
      try status(repair).exit()
    }
  }

  private static func words(_ progress: RepairProgress) -> String {
    let stage =
      switch progress.stage {
      case .changes(1): "one change"
      case .changes(let count): "\(count) changes"
      case .faults: "to mend one fault after the other"
      }
    return "trying \(stage): \(progress.plans) plans, \(progress.mostPlans) at most"
  }

  private func show(_ page: RepairPage) {
    format.write(text: page.text(written: output), json: page.json, markdown: page.markdown)
  }

  private func status(_ repair: Repair) -> ExitStatus {
    switch repair {
    case .alreadyLegal, .repaired: .done
    case .impossible: .refuted
    case .undecided: .undecided
    }
  }
}
