import ArgumentParser
import Checking
import Documents
import Formats
import Foundation
import Loading
import Logic
import Plans
import ProcessSolving
import Quantities
import Reporting
import Z3Solving

struct VerifyCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "verify",
    abstract: "Judges a plan: is it legal in every execution, and is it worth it?",
    discussion: HelpText.filled(
      """
      OBLIGATIONS
      \(Obligation.allCases.map { "  \($0.rawValue): \($0.statement)" }.joined(separator: "\n"))

      EXAMPLES
        pitfall verify plan.json
        pitfall verify plan.json --obligations memory,ordering --format markdown
        pitfall verify plan.json --condition throttled-gpu --deadline 33ms
        pitfall verify --strategy heft --model mobilenet_v2 --device kirin-990
        pitfall verify plan.json --smt2 queries/
        pitfall verify plan.json --also sarif=pitfall.sarif --also html=report.html
        pitfall verify plan.json --explain-profit
        pitfall verify plan.json --second-solver cvc5
        pitfall verify plan.json --dim batch=1..32    (safety, for every value)
        pitfall verify plan.json --format sarif > pitfall.sarif   (code scanning)
        pitfall verify plan.json --format junit > pitfall.xml     (build servers)
      """
    )
  )

  enum Format: String, ExpressibleByArgument, CaseIterable {
    case text
    case json
    case markdown
    case sarif
    case junit
  }

  @Argument(
    help: "The plan, a pitfall.plan/1 file, or a case that a hunt has found.",
    completion: .file(extensions: ["json"])
  )
  var plan: String?

  @Option(help: "Judge this strategy's plan instead of a file's.", completion: .strategies)
  var strategy: String?

  @OptionGroup var options: TaskOptions

  @Option(help: "What to judge, separated by commas; default all but deadline.")
  var obligations: String?

  @Option(help: Deadline.help)
  var deadline: String?

  @OptionGroup var profit: ProfitOptions

  @Option(help: "How to show the findings.")
  var format: Format = .text

  @Option(help: ReportFile.help)
  var also: [ReportFile] = []

  @Option(
    help: ArgumentHelp(
      "Write every question to the solver into this folder, as SMT-LIB 2.",
      valueName: "folder"
    )
  )
  var smt2: String?

  @Option(
    help: ArgumentHelp(
      "Ask this program every question too, cvc5 or z3 or a path of one, and compare.",
      valueName: "program"
    )
  )
  var secondSolver: String?

  @OptionGroup var solving: SolverOptions

  func run() throws {
    try reporting {
      try Output.protect(plan, from: also.map { ("--also", $0.path) })
      let inputs = Inputs()
      let second = try secondSolver.map(SolverProgram.named)
      let time = try deadline.map(Deadline.time)
      let asked = try chosenObligations(withDeadline: time != nil)
      if options.dimensions.contains(where: { $0.values.count > 1 }) {
        try sweep(asked, deadline: time, inputs, second)
        return
      }
      let source = try PlanSource(
        file: plan,
        strategy: strategy,
        options,
        inputs,
        deadline: time
      )
      let judgement = try judge(source, asked, deadline: time)
      if let smt2 { try QueryFolder.write(judgement.queries, to: smt2) }
      if let second { try second.compare(judgement.questions, questionsIn: smt2) }
      let explanation =
        profit.explainProfit ? try ProfitExplanation(source, isThorough: true) : nil
      try writeReports(judgement, source, explanation)
      show(judgement, source, explanation)
      try ExitStatus(judgement.verdict).exit()
    }
  }

  func judge(_ source: PlanSource, _ asked: [Obligation], deadline: Nanoseconds?) throws
    -> Judgement
  {
    try Checker(Z3Solver(), limit: solving.solverLimit)
      .judge(source.plan, for: source.task, asked, deadline: deadline)
  }

  func writeReports(
    _ judgement: Judgement,
    _ source: PlanSource,
    _ explanation: ProfitExplanation? = nil
  ) throws {
    guard !also.isEmpty else { return }
    let judged = JudgedPlan(
      source,
      judgement,
      reproduction: ["verify", "report"].map { options.line($0, plan: plan, strategy: strategy) },
      avoidance: explanation?.avoidance
    )
    for report in also { try Output.write(judged.text(report.format, file: plan), to: report.path) }
  }

  func show(
    _ judgement: Judgement,
    _ source: PlanSource,
    _ explanation: ProfitExplanation? = nil
  ) {
    let context = ReportContext(plan: source.label, source.plan, for: source.task)
    let report = VerdictReport(judgement, context)
    let page = explanation.map { ImprovementPage($0.report, context) }
    switch format {
    case .text:
      Console.write(report.text(coloured: Console.isColoured))
      if let page { Console.write("\n" + page.text(written: nil)) }
    case .markdown:
      Console.write(report.markdown)
      if let page { Console.write("\n" + page.markdown) }
    case .json: Console.write(JSONWriter.text(report.json(with: page)))
    case .junit: Console.write(JUnitReport(judgement, context).xml)
    case .sarif:
      let place = source.sarifSource(file: plan)
      Console.write(JSONWriter.text(SARIFReport(judgement, context, source: place).json))
    }
  }

  private func chosenObligations(withDeadline hasDeadline: Bool) throws -> [Obligation] {
    guard let obligations else {
      return Obligation.usual + (hasDeadline ? [.deadline] : [])
    }
    let chosen = try obligations.split(separator: ",")
      .map { name in
        let name = name.trimmingCharacters(in: .whitespaces)
        guard let obligation = Obligation(rawValue: name) else {
          let all = Obligation.allCases.map(\.rawValue)
          let cure =
            suggestion(for: name, among: all) ?? "there are \(all.joined(separator: ", "))"
          throw Failure(.wrongUsage, "no obligation \(quoted(name)); \(cure)")
        }
        return obligation
      }
    guard !chosen.isEmpty else { throw Failure(.wrongUsage, "no obligation is named") }
    if chosen.contains(.deadline), !hasDeadline {
      throw Failure(.wrongUsage, "the obligation 'deadline' needs a time: --deadline 33ms")
    }
    return chosen
  }
}
