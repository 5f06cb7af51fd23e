import ArgumentParser
import Checking
import Documents
import Loading
import Logic
import ProcessSolving
import Reporting
import Synthesis
import Z3Solving

struct ImproveCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "improve",
    abstract: "Finds a better plan, or proves that there is none.",
    discussion: HelpText.filled(
      """
      Better means: legal, and faster than both the given plan and the best single processor. \
      What it finds has been verified and simulated. A proof says which plans it speaks of:

        whole: \(PlanSpace.wholeOperators.sentence)
        split: \(PlanSpace.splits(steps: 8).sentence)

      A plan that loses to a single processor is an avoidable pitfall where a better plan exists, \
      and an unavoidable one where none does.

      EXAMPLES
        pitfall improve plan.json
        pitfall improve plan.json -o better.json
        pitfall improve --strategy mace --model googlenet --device snapdragon-855
        pitfall improve --model squeezenet1_1 --device kirin-990 --space whole --format json
        pitfall improve plan.json --space whole --smt2 queries/ --second-solver cvc5

      EXIT STATUS
        0 there is no better plan in any of the spaces · 1 a better plan was found, or no plan of \
      whole operators fits into memory · 2 undecided
      """
    )
  )

  enum Space: String, ExpressibleByArgument, CaseIterable {
    case whole
    case split
    case both
  }

  @Argument(
    help: "The plan, a pitfall.plan/1 file, or a case; without it, the best single processor's.",
    completion: .file(extensions: ["json"])
  )
  var plan: String?

  @Option(help: "Improve this strategy's plan instead of a file's.", completion: .strategies)
  var strategy: String?

  @OptionGroup var options: TaskOptions

  @Option(help: "Among which plans to look (see above).")
  var space: Space = .both

  @Option(help: "Into how many equal steps an operator's extent is divided for splits, 2 to 16.")
  var splitSteps: Int = 8

  @Option(
    name: .shortAndLong,
    help: "Write the better plan to this file.",
    completion: .file(extensions: ["json"])
  )
  var output: String?

  @Option(help: "How to show the result.")
  var format: PageFormat = .text

  @OptionGroup var solving: SolverOptions

  @Option(
    help: ArgumentHelp(
      "How many commands the search may simulate in each space.",
      valueName: "commands"
    )
  )
  var effort: Int = ImprovementEffort.usual.commands

  @Option(
    help: ArgumentHelp(
      "Have the solver prove what is the best, and write its questions here, as SMT-LIB 2.",
      valueName: "folder"
    )
  )
  var smt2: String?

  @Option(
    help: ArgumentHelp(
      "Have the solver prove what is the best, and ask this program too, and compare.",
      valueName: "program"
    )
  )
  var secondSolver: String?

  func validate() throws {
    guard (2...16).contains(splitSteps) else {
      throw ValidationError("--split-steps is between 2 and 16")
    }
    guard effort >= 0 else { throw ValidationError("--effort is not negative") }
  }

  func run() throws {
    try reporting {
      let inputs = Inputs()
      let isGiven = plan != nil || strategy != nil || options.external.strategyCommand != nil
      let source = try PlanSource(
        file: plan,
        strategy: isGiven ? strategy : "single",
        options,
        inputs
      )
      let second = try secondSolver.map(SolverProgram.named)
      let improver = Improver(
        Z3Solver(),
        limit: solving.solverLimit,
        effort: ImprovementEffort(
          commands: effort,
          exactOperators: ImprovementEffort.usual.exactOperators
        ),
        proof: smt2 == nil && second == nil ? .search : .solver
      )
      let report = try improver.improve(
        isGiven ? source.plan : nil,
        for: source.task,
        in: spaces
      )
      if let smt2 { try QueryFolder.write(report.questions.map(\.query), to: smt2) }
      if let second { try second.compare(report.questions, questionsIn: smt2) }
      if let output, let better = report.better {
        try source.write(better.plan, to: output, file: plan, options)
      }
      let label = isGiven ? source.label : "the best single processor"
      show(ImprovementPage(report, ReportContext(plan: label, source.plan, for: source.task)))
      try status(report.conclusion).exit()
    }
  }

  private var spaces: [PlanSpace] {
    switch space {
    case .whole: [.wholeOperators]
    case .split: [.splits(steps: splitSteps)]
    case .both: [.wholeOperators, .splits(steps: splitSteps)]
    }
  }

  private func show(_ page: ImprovementPage) {
    format.write(text: page.text(written: output), json: page.json, markdown: page.markdown)
  }

  private func status(_ conclusion: Improvement) -> ExitStatus {
    switch conclusion {
    case .avoidable: .refuted
    case .unavoidable: .done
    case .infeasible: .refuted
    case .undecided: .undecided
    }
  }
}
