import ArgumentParser
import Checking
import Documents
import Formats
import Loading
import Reporting
import Z3Solving

struct Report: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Writes a page that shows why a plan is refuted, or that it is not.",
    discussion: """
      The page is one HTML file without scripts. The exit status says whether it was written, not \
      what it says; for that there is 'pitfall verify'.

      EXAMPLES
        pitfall report plan.json -o report.html
        pitfall report --strategy heft --model codl-yolov2 --device snapdragon-855 -o report.html
        pitfall report plan.json -o report.html --trace both-runs.json
      """
  )

  @Argument(
    help: "The plan, a pitfall.plan/1 file, or a case that a hunt has found.",
    completion: .file(extensions: ["json"])
  )
  var plan: String?

  @Option(help: "Report on this strategy's plan instead of a file's.")
  var strategy: String?

  @OptionGroup var options: TaskOptions

  @Option(
    name: .shortAndLong,
    help: "The file to write; default standard output.",
    completion: .file(extensions: ["html"])
  )
  var output: String?

  @Option(
    help: "Write the plan's and the single processor's run as one trace for Perfetto.",
    completion: .file(extensions: ["json"])
  )
  var trace: String?

  func run() throws {
    try reporting {
      let source = try PlanSource(file: plan, strategy: strategy, options, Inputs())
      let judgement: Judgement
      do throws(CheckingDefect) {
        judgement = try Checker(Z3Solver()).judge(source.plan, for: source.task)
      } catch {
        throw Failure(error)
      }
      let context = ReportContext(plan: source.label, source.plan, for: source.task)
      let report = CounterexampleReport(
        judgement,
        context,
        reproduction: ["verify", "report"].map(commandLine)
      )
      if let trace { try Output.write(JSONWriter.text(report.trace, .compact), to: trace) }
      try Output.write(report.html, to: output)
    }
  }

  /// A command line with the same inputs, fit for a shell.
  private func commandLine(_ command: String) -> String {
    var words = ["pitfall", command]
    if let plan { words.append(plan) }
    for (name, value) in [
      ("strategy", strategy), ("model", options.model), ("device", options.device),
      ("condition", options.condition),
    ] {
      if let value { words += ["--\(name)", value] }
    }
    for range in options.dimensions {
      words += ["--dim", "\(range.name)=\(range.values.lowerBound)"]
    }
    if command == "report" { words += ["-o", "report.html"] }
    return words.map(Self.quotedForShell).joined(separator: " ")
  }

  private static func quotedForShell(_ word: String) -> String {
    let harmless = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_./:=,+@"
    if !word.isEmpty, word.unicodeScalars.allSatisfy(harmless.unicodeScalars.contains) {
      return word
    }
    var quoted = "'"
    for scalar in word.unicodeScalars {
      quoted += scalar == "'" ? "'\\''" : String(scalar)
    }
    return quoted + "'"
  }
}
