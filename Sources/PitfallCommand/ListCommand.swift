import ArgumentParser
import Devices
import Documents
import Formats
import Graphs
import Loading
import Quantities
import Strategies

struct List: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Shows what is built in.",
    discussion: HelpText.filled(
      """
      EXAMPLES
        pitfall list devices
        pitfall list strategies
      """
    )
  )

  enum Kind: String, ExpressibleByArgument, CaseIterable {
    case devices
    case backends
    case strategies
    case conditions
    case operators
    case models
  }

  @Argument(
    help: "What to list: \(Kind.allCases.map(\.rawValue).joined(separator: ", "))."
  )
  var kind: Kind

  func run() throws {
    try reporting {
      for line in try lines() { Console.write(line + "\n") }
    }
  }

  private func lines() throws -> [String] {
    let inputs = Inputs()
    switch kind {
    case .models: return try inputs.bundledFiles().names(of: .models)
    case .operators: return OperatorKind.allCases.map(\.rawValue).sorted()
    case .strategies:
      return AllStrategies.entries.flatMap { entry in
        ["\(aligned(entry.name)) \(entry.summary)"]
          + entry.options.map { "\(aligned("")) \($0.name)= \($0.meaning)" }
      }
    case .devices:
      return try inputs.bundledFiles().names(of: .devices)
        .map { name in
          let device = try inputs.device(name)
          let processors = device.processors.values.map(\.name).joined(separator: ", ")
          return "\(aligned(name)) \(device.summary) (\(processors))"
        }
    case .backends:
      return try inputs.bundledFiles().names(of: .backends)
        .map { name in
          "\(aligned(name)) \(try inputs.backend(name)?.summary ?? "")"
        }
    case .conditions:
      return try inputs.bundledFiles().names(of: .conditions)
        .map { name in
          "\(aligned(name)) \(try inputs.condition(name).meaning)"
        }
    }
  }

  private func aligned(_ name: String) -> String {
    name + String(repeating: " ", count: max(0, 24 - name.count))
  }
}
