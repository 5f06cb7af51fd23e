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
      commandName: "merge",
      abstract: "Joins the cases of several folders.",
      discussion: HelpText.filled(
        """
        Of shares of one hunt (--shard, one seed) the case of a cell is kept whose find was worst \
        before it was made small. Then of cases of one strategy with the same property, cause and \
        shape of the graph the one that loses most is kept. So all shares of a hunt together give \
        the cases of the hunt in one piece, in whatever order. Cases that are in the result \
        already take part.

        EXAMPLES
          pitfall fuzz --strategy heft --runs 10000 --shard 1/2 --corpus shard-1
          pitfall fuzz --strategy heft --runs 10000 --shard 2/2 --corpus shard-2
          pitfall corpus merge shard-1 shard-2 -o cases
        """
      )
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
        let old = try target.files
        let items = try (folders.flatMap { try CaseFolder(path: $0).files } + old)
          .map { try inputs.storedCase(at: $0) }
        let kept = JoinedCases(items).kept
        for item in kept { try target.write(item) }
        let names = Set(kept.map { CaseFile.name(of: $0) })
        for file in old {
          let name = FileReading.name(of: file)
          if !names.contains(name) { try target.remove(name) }
        }
        Console.write("\(items.count) cases read, \(kept.count) kept\n")
      }
    }
  }
}
