import ArgumentParser
import Documents

@main
struct Pitfall: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "pitfall",
    abstract: "Finds, proves and explains plans that lose by running a network in parallel.",
    discussion: HelpText.filled(
      """
      A plan says which operators of a neural network run on which of a phone's processors. \
      Pitfall judges plans, runs them in a simulator, and asks strategies for them.

      EXAMPLES
        pitfall plan --strategy mace --model resnet50 --device snapdragon-855 -o plan.json
        pitfall verify plan.json
        pitfall simulate plan.json --trace trace.json
        pitfall repair plan.json -o repaired.json
        pitfall improve plan.json -o better.json
        pitfall report plan.json -o report.html
        pitfall inspect model.onnx --dim batch=1
        pitfall import profile.json --model model.onnx --device snapdragon-855 -o plan.json
        pitfall fuzz --strategy heft --budget 20s --corpus cases
        pitfall replay cases
        pitfall study --out study

      FILES
        '-' stands for standard input wherever a file is read, and after -o for standard output:
        pitfall plan --strategy mace --model alexnet --device kirin-990 | pitfall verify -

      COMPLETIONS
        pitfall --generate-completion-script bash > /etc/bash_completion.d/pitfall
        (or zsh, fish)

      EXIT STATUS
        0 proved, or done · 1 refuted, or a case found · 2 undecided · 64 wrong usage
        65 bad input data · 66 input missing · 70 a defect of this tool
      """
    ),
    version: "0.1.0",
    subcommands: [
      InspectCommand.self, VerifyCommand.self, PlanCommand.self, SimulateCommand.self,
      RepairCommand.self, ImproveCommand.self, ReportCommand.self, StudyCommand.self,
      FuzzCommand.self, ReplayCommand.self, CorpusCommand.self, ImportCommand.self,
      CalibrateCommand.self, ExportCommand.self, GenerateCommand.self, ListCommand.self,
    ]
  )

  /// Runs the command of the first argument; a name that is none gets the nearest one as an answer.
  static func main() {
    let first = CommandLine.arguments.dropFirst().first ?? "help"
    let names = configuration.subcommands.map { $0._commandName } + ["help"]
    guard first.hasPrefix("-") || names.contains(first) else {
      let cure =
        suggestion(for: first, among: names) ?? "there are \(names.joined(separator: ", "))"
      Console.warn("pitfall: no command \(quoted(first)); \(cure)")
      exit(withError: ExitCode(ExitStatus.wrongUsage.rawValue))
    }
    main(nil)
  }
}
