import ArgumentParser
import Documents
import Formats
import Graphs
import Hunting
import Loading
import Plans

struct CorpusCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "corpus",
    abstract: "Works on folders of cases.",
    subcommands: [Merge.self]
  )

  struct Merge: ParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Joins the cases of several folders.",
      discussion: """
        Of cases of one strategy with the same property, cause and shape of the graph, the one \
        that loses most is kept, so that the result does not depend on the order of the \
        folders. Cases that are in the result already take part.

        EXAMPLES
          pitfall fuzz --strategy heft --runs 10000 --shard 1/2 --corpus shard-1
          pitfall fuzz --strategy heft --runs 10000 --shard 2/2 --corpus shard-2
          pitfall corpus merge shard-1 shard-2 -o cases
        """
    )

    @Argument(help: "Folders of cases.", completion: .directory)
    var folders: [String]

    @Option(name: [.short, .long], help: "The folder to write.", completion: .directory)
    var output: String

    func run() throws {
      try reporting {
        let inputs = Inputs()
        for folder in folders where !CaseFolder.isFolder(folder) {
          throw Failure(.missingInput, "\(escaped(folder, limit: 4_096)): no such folder")
        }
        let target = CaseFolder(path: output)
        let old = target.files
        var best: [CaseShape: StoredCase] = [:]
        var count = 0
        for file in folders.flatMap({ CaseFolder(path: $0).files }) + old {
          let item = try inputs.storedCase(at: file)
          count += 1
          let shape = CaseShape(item)
          if let known = best[shape], !Self.isWorse(item, than: known) { continue }
          best[shape] = item
        }
        let kept = best.values.sorted { CaseFile.name(of: $0) < CaseFile.name(of: $1) }
        for item in kept { try target.write(item) }
        let names = Set(kept.map { CaseFile.name(of: $0) })
        for file in old {
          let name = file.split(separator: "/").last.map(String.init) ?? file
          if !names.contains(name) { target.remove(name) }
        }
        Console.write("\(count) cases read, \(kept.count) kept\n")
      }
    }

    /// Whether a case loses more than another; of equals the one of the lesser name.
    private static func isWorse(_ item: StoredCase, than other: StoredCase) -> Bool {
      let (mine, theirs) = (item.numbers?.thousandths, other.numbers?.thousandths)
      if mine != theirs { return mine ?? 0 > theirs ?? 0 }
      return CaseFile.name(of: item) < CaseFile.name(of: other)
    }
  }
}

/// What distinguishes a stored case: strategy, property, cause, and the shape of its graph.
private struct CaseShape: Hashable {
  private let strategy: String
  private let property: String
  private let cause: String
  private let operators: GraphShape

  init(_ item: StoredCase) {
    strategy = item.origin.strategy
    property = item.claim.property
    cause = item.claim.cause
    operators = GraphShape(item.graph)
  }
}
