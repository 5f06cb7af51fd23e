import ArgumentParser
import Checking
import Documents
import Formats
import Loading
import Plans
import Reporting

struct ReportCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "report",
    abstract: "Shows why a plan loses, or what a folder of cases holds.",
    discussion: HelpText.filled(
      """
      The page is one HTML file without scripts. For a folder of cases it is an index with an \
      atlas of pitfalls, and with -o FOLDER a page for each case beside it; --baseline says what \
      is new, worse, better and fixed. The exit status says whether the report was written, not \
      what it says; for that there are 'pitfall verify' and 'pitfall replay'.

      FORMATS
        html       a page to look at
        markdown   a comment for a pull request
        json       everything, for programs of your own
        csv        a row for each command of both runs, or for each case
        sarif      for code scanning
        junit      for continuous integration
        trace      all runs for Perfetto or chrome://tracing (plans only)
        dot        the graph for Graphviz (plans only)
        svg        why it loses and both runs, as a picture (plans only)

      EXAMPLES
        pitfall report plan.json -o report.html
        pitfall report --strategy heft --model codl-yolov2 --device snapdragon-855 -o report.html
        pitfall report plan.json --format trace -o both-runs.json
        pitfall report plan.json --format svg -o plan.svg
        pitfall report plan.json --format dot | dot -Tsvg -o plan.svg
        pitfall report cases/ -o pages/
        pitfall report cases/ --format json -o before.json
        pitfall report cases/ --baseline before.json --format markdown
      """
    )
  )

  @Argument(
    help: ArgumentHelp(
      "The plan, a pitfall.plan/1 file; a case that a hunt has found; or a folder of cases.",
      valueName: "plan-or-cases"
    ),
    completion: .file(extensions: ["json"])
  )
  var plan: String?

  @Option(help: "Report on this strategy's plan instead of a file's.", completion: .strategies)
  var strategy: String?

  @OptionGroup var options: TaskOptions

  @OptionGroup var profit: ProfitOptions

  @Option(
    help: ArgumentHelp(
      "The program that a case's strategy is held against, to draw its plan; a strategy of "
        + "pitfall's own is asked without.",
      valueName: "command"
    )
  )
  var againstCommand: String?

  /// Where the plan comes from that a case's is held against.
  var rival: ReportRival { ReportRival(command: againstCommand, options: options.external) }

  @Option(help: "What to write.")
  var format: ReportFormat = .html

  @Option(
    name: .shortAndLong,
    help: "The file to write, or for a folder of cases a folder; default standard output.",
    completion: .file()
  )
  var output: String?

  @Option(
    help: "Compare a folder of cases with this one, or with a JSON report on it.",
    completion: .file()
  )
  var baseline: String?

  @Option(
    help: "Also write the plan's and the single processor's run as one trace for Perfetto.",
    completion: .file(extensions: ["json"])
  )
  var trace: String?

  @Option(
    help: ArgumentHelp(
      "Also write every question to the solver into this folder, as SMT-LIB 2.",
      valueName: "folder"
    )
  )
  var smt2: String?

  func run() throws {
    try reporting {
      try Output.protect(plan, from: [("-o", output), ("--trace", trace)])
      if let plan, CaseFolder.isFolder(plan) {
        try reportCorpus(in: plan)
      } else {
        try reportPlan()
      }
    }
  }

  /// The command line that asks a case again; none for a plan.
  private func replaying(_ source: PlanSource) -> [String] {
    source.stored == nil ? [] : [ShellText.line(["pitfall", "replay", plan ?? ""])]
  }

  private func reportPlan() throws {
    guard baseline == nil else {
      throw Failure(.wrongUsage, "--baseline compares folders of cases; name one to report on")
    }
    let source = try PlanSource(file: plan, strategy: strategy, options, Inputs())
    let judged = try JudgedPlan(
      source,
      reproduction: replaying(source)
        + ["verify", "report"].map { options.line($0, plan: plan, strategy: strategy) },
      explaining: profit.explainProfit,
      rival: try rival.plan(for: source)
    )
    if let trace { try Output.write(JSONWriter.text(judged.report.trace, .compact), to: trace) }
    if let smt2 { try QueryFolder.write(judged.judgement.queries, to: smt2) }
    try Output.write(judged.text(format, file: plan), to: output)
  }
}
