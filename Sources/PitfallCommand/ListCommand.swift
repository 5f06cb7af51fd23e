import ArgumentParser
import Devices
import Documents
import Formats
import Graphs
import Loading
import Quantities
import Reporting
import Strategies

struct ListCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "list",
    abstract: "Shows what is built in.",
    discussion: HelpText.filled(
      """
      EXAMPLES
        pitfall list devices
        pitfall list strategies
        pitfall list models --format json
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

  /// Something built in.
  struct Entry {
    let name: String
    var summary = ""
    /// What of it can be named by itself: a strategy's options, a device's processors.
    var parts: [(name: String, meaning: String)] = []
  }

  @Argument(
    help: "What to list: \(Kind.allCases.map(\.rawValue).joined(separator: ", "))."
  )
  var kind: Kind

  @Option(help: "How to show the list.")
  var format: ResultFormat = .text

  func run() throws {
    try reporting {
      let entries = try entries()
      format.write(text: text(entries), json: json(entries))
    }
  }

  private func entries() throws -> [Entry] {
    let inputs = Inputs()
    switch kind {
    case .models:
      return try inputs.bundledFiles().names(of: .models)
        .map { name in
          Entry(name: name, summary: try inputs.inspection(name, dimensions: []).summary)
        }
    case .operators: return OperatorKind.allCases.map(\.rawValue).sorted().map { Entry(name: $0) }
    case .strategies:
      return AllStrategies.entries.map {
        Entry(name: $0.name, summary: $0.summary, parts: $0.options)
      }
    case .devices:
      return try inputs.bundledFiles().names(of: .devices)
        .map { name in
          let device = try inputs.device(name)
          let processors = device.processors.values.map { ($0.name, $0.backend.name) }
          return Entry(name: name, summary: device.summary, parts: processors)
        }
    case .backends:
      return try inputs.bundledFiles().names(of: .backends)
        .map { Entry(name: $0, summary: try inputs.backend($0)?.summary ?? "") }
    case .conditions:
      return try inputs.bundledFiles().names(of: .conditions)
        .map { Entry(name: $0, summary: try inputs.condition($0).meaning) }
    }
  }

  // MARK: Forms

  /// Names, and beside them what they mean, on lines of at most a hundred characters.
  private func text(_ entries: [Entry]) -> String {
    let sign = kind == .strategies ? "=" : ""
    let width = (entries.map(\.name.count).max() ?? 0) + 2
    func lines(_ name: String, _ meaning: String, indent: Int) -> [String] {
      let margin = String(repeating: " ", count: indent)
      return wrapped(meaning, to: 100 - indent).enumerated()
        .map { ($0.offset == 0 ? name.padded(to: indent) : margin) + $0.element }
        .map { $0.hasSuffix(" ") ? name : $0 }
    }
    return
      entries.flatMap { entry in
        let margin = String(repeating: " ", count: width)
        let widest = (entry.parts.map(\.name.count).max() ?? 0) + sign.count + 2
        return lines(entry.name, entry.summary, indent: width)
          + entry.parts.flatMap {
            lines(margin + $0.name + sign, $0.meaning, indent: width + widest)
          }
      }
      .joined(separator: "\n") + "\n"
  }

  /// The `pitfall.list/1` document.
  private func json(_ entries: [Entry]) -> JSONValue {
    .object([
      "format": "pitfall.list/1",
      "kind": .text(kind.rawValue),
      "entries": .list(
        entries.map { entry in
          var members: [JSONValue.Member] = [.init("name", .text(entry.name))]
          if !entry.summary.isEmpty { members.append(.init("summary", .text(entry.summary))) }
          if !entry.parts.isEmpty {
            let parts = entry.parts.map { JSONValue.Member($0.name, .text($0.meaning)) }
            members.append(.init(kind == .devices ? "processors" : "options", .object(parts)))
          }
          return .object(members)
        }
      ),
    ])
  }
}

extension String {
  /// The text with spaces behind it, so that it has at least so many characters.
  fileprivate func padded(to width: Int) -> String {
    self + String(repeating: " ", count: max(0, width - count))
  }
}
