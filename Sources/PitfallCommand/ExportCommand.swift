import ArgumentParser
import Devices
import Documents
import Formats
import Foundation
import Graphs
import Hunting
import Loading
import Plans
import Strategies

struct ExportCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "export",
    abstract: "Writes the graph of a case or plan for other tools.",
    discussion: """
      FORMATS
        --saga  the task graph and network as SAGA's JSON (its ProblemInstance). SAGA knows related
                machines without overheads only: cases of the space pisa are exact, for others the
                nearest such machines are written and the largest deviation is said.

      EXAMPLES
        pitfall export case.json --saga
        pitfall export plan.json --saga -o instance.json
      """
  )

  enum Format: String, EnumerableFlag {
    case saga
  }

  @Argument(help: "A case or plan file.", completion: .file())
  var file: String

  @Flag(help: "The format (see above).")
  var format: Format

  @OptionGroup var options: TaskOptions

  @Option(
    name: [.short, .long],
    help: "Where to write; default standard output.",
    completion: .file()
  )
  var output: String?

  func run() throws {
    try reporting {
      let source = try PlanSource(file: file, strategy: nil, options, Inputs())
      let text: String
      switch format {
      case .saga: text = try saga(source.task)
      }
      guard let output else { return Console.write(text) }
      do {
        try Data(text.utf8).write(to: URL(fileURLWithPath: output))
      } catch {
        throw Failure(
          .badData,
          "\(escaped(output, limit: 4_096)): cannot be written: \(error.localizedDescription)"
        )
      }
    }
  }

  private func saga(_ task: Task) throws -> String {
    let instance = PISAInstance(task).map { SAGAInstance($0) } ?? SAGAInstance(task)
    if instance.deviation > 1e-6 {
      let percent = Int((100 * instance.deviation).rounded(.up))
      Console.warn(
        "pitfall: the device is not one of related machines; durations and transfers of the "
          + "exported one differ by up to \(percent) %"
      )
    }
    return JSONWriter.text(instance.json)
  }
}
