import ArgumentParser
import Devices
import Documents
import Formats
import Graphs
import Hunting
import Loading
import Plans
import Quantities
import Reporting
import Strategies

struct ReplayCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "replay",
    abstract: "Asks a strategy again about stored cases.",
    discussion: HelpText.filled(
      """
      RESULTS
        fixed           the property holds now
        still failing   it is broken as the case says
        better, worse   it is broken, and less or more is lost than the case says
        new             it is broken in another way than the case says
        no plan         the strategy declines the task

      The exit status is 1 if any case fails, with --regressions if one is new or worse; 2 if none \
      does but one is without a plan.

      EXAMPLES
        pitfall replay cases/
        pitfall replay cases/profit-transfer-0123456789abcdef.json --strategy heft
        pitfall replay cases/ --strategy-command ./my-strategy
        pitfall replay cases/ --baseline baseline.json
        pitfall replay cases/ --regressions --also junit=cases.xml --also html=cases.html
      """
    )
  )

  @Argument(help: "A case, a pitfall.case/1 file, or a folder of them.", completion: .file())
  var path: String

  @Option(
    help: "The strategy to ask; default the one that each case was found with.",
    completion: .strategies
  )
  var strategy: String?

  @OptionGroup var external: ExternalOptions

  @Option(help: "How to show the result.")
  var format: ResultFormat = .text

  @Flag(help: "Fail only for cases that are new or worse than stored.")
  var regressions = false

  @Option(
    help: """
      Fail only for cases that are worse than this file says or not in it; the file is written \
      where there is none.
      """,
    completion: .file(extensions: ["json"])
  )
  var baseline: String?

  @Flag(help: "Write the baseline anew.")
  var updateBaseline = false

  @Option(help: ReportFile.help)
  var also: [ReportFile] = []

  func run() throws {
    try reporting {
      for file in also { try file.format.checkCorpusFormat() }
      let files = CaseFolder.isFolder(path) ? try CaseFolder(path: path).files : [path]
      guard !files.isEmpty else {
        throw Failure(.missingInput, "\(escaped(path, limit: 4_096)): no cases in this folder")
      }
      let inputs = Inputs()
      let given =
        strategy == nil && external.strategyCommand == nil
        ? nil : try external.planner(named: strategy)
      var links: [String: CorpusReport.Link] = [:]
      let results = try files.map { file in
        let located = try inputs.locatedCase(in: try FileReading.document(at: file), at: file)
        links[file] = .init(page: nil, place: located.claim)
        return try ReplayedCase(file: file, located.item, strategy: given, external)
      }
      format.write(text: Self.text(results), json: Self.json(results))
      let report = CorpusReport(
        replayed: results.map(\.change),
        reproduction: [ShellText.line(["pitfall", "replay", path])],
        links: links
      )
      for file in also { try Output.write(report.text(file.format), to: file.path) }
      if let baseline { return try compare(results, with: baseline) }
      let isFailing =
        regressions
        ? report.hasRegressed : results.contains { $0.replay.status.isFailing }
      if isFailing { try ExitStatus.refuted.exit() }
      if results.contains(where: { $0.replay.status == .noPlan }) {
        try ExitStatus.undecided.exit()
      }
    }
  }

  /// Compares with the baseline, or writes it; the status is that of the gate.
  private func compare(_ results: [ReplayedCase], with path: String) throws {
    guard FileReading.isFile(path), !updateBaseline else {
      try ReplayBaseline(results).write(to: path)
      Console.warn("pitfall: baseline of \(results.count) cases written to \(path)")
      return
    }
    let baseline = try ReplayBaseline(try FileReading.document(at: path))
    let changes = results.map { ($0, baseline.change(of: $0)) }
    for (result, change) in changes where change != .same {
      Console.warn("since the baseline \(change.rawValue): \(escaped(result.name, limit: 400))")
    }
    if changes.contains(where: { !$0.1.passes }) { try ExitStatus.refuted.exit() }
  }

  private static let mostBoxes = 3

  private static func text(_ results: [ReplayedCase]) -> String {
    var lines = TextTable.lines(
      [["result", "strategy", "stored", "now", "case"]] + results.map(\.row)
    )
    let notes = results.flatMap(\.notes)
    if !notes.isEmpty { lines += [""] + notes }
    // Of many cases the table is enough; --format json has all.
    let boxes = results.count <= mostBoxes ? results.flatMap(\.box) : []
    if !boxes.isEmpty { lines += ["", "as stored:"] + boxes }
    return (lines + ["", summary(results)]).joined(separator: "\n") + "\n"
  }

  private static func summary(_ results: [ReplayedCase]) -> String {
    let counts = CaseReplay.Status.allCases.compactMap { status in
      let count = results.count { $0.replay.status == status }
      return count == 0 ? nil : "\(count) \(status.rawValue)"
    }
    return "\(results.count) cases: " + counts.joined(separator: ", ")
  }

  private static func json(_ results: [ReplayedCase]) -> JSONValue {
    .object([
      "format": "pitfall.replay/1",
      "cases": .list(results.map(\.json)),
      "summary": .object(
        CaseReplay.Status.allCases.map { status in
          JSONValue.Member(
            status.rawValue,
            .integer(Int64(results.count { $0.replay.status == status }))
          )
        }
      ),
    ])
  }
}
