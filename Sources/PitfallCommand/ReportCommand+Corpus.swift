import Documents
import Formats
import Foundation
import Loading
import Plans
import Reporting

/// Reports on folders of cases.
extension ReportCommand {
  /// A case with the file that it stands in.
  private struct FiledCase {
    let file: String
    let located: LocatedCase

    var plan: Plan? { located.item.plan }

    /// The name of its page.
    var page: String {
      let name = FileReading.name(of: file)
      return (name.hasSuffix(".json") ? String(name.dropLast(5)) : name) + ".html"
    }
  }

  func reportCorpus(in folder: String) throws {
    try checkOptions()
    let inputs = Inputs()
    let cases = try Self.cases(in: folder, inputs)
    guard !cases.isEmpty || baseline != nil else {
      throw Failure(.missingInput, "\(escaped(folder, limit: 4_096)): no cases in this folder")
    }
    let earlier = try baseline.map { try Self.summaries(of: $0, inputs) }
    let pages = format == .html ? output.flatMap { $0.hasSuffix(".html") ? nil : $0 } : nil
    if let pages { try write(cases, to: pages) }
    var links: [String: CorpusReport.Link] = [:]
    for item in cases {
      let page = pages != nil && item.plan != nil ? item.page : nil
      links[item.file] = .init(
        page: page.map { CorpusReport.reference(to: $0) },
        place: item.located.claim
      )
    }
    let report = CorpusReport(
      cases.map { CaseSummary($0.located.item, file: $0.file) },
      baseline: earlier,
      reproduction: [["pitfall", "replay", folder], words(folder)].map(ShellText.line),
      links: links
    )
    try Output.write(report.text(format), to: pages.map { $0 + "/index.html" } ?? output)
  }

  private func checkOptions() throws {
    let names: [(String, Bool)] = [
      ("strategy", strategy != nil), ("strategy-command", options.external.strategyCommand != nil),
      ("model", options.model != nil), ("device", options.device != nil),
      ("condition", options.condition != nil), ("trace", trace != nil), ("smt2", smt2 != nil),
    ]
    if let (name, _) = names.first(where: { $0.1 }) {
      throw Failure(.wrongUsage, "--\(name) is for a plan, not for a folder of cases")
    }
    try format.checkCorpusFormat()
  }

  private func words(_ folder: String) -> [String] {
    ["pitfall", "report", folder] + (baseline.map { ["--baseline", $0] } ?? [])
      + ["-o", output ?? "report.html"]
  }

  // MARK: Reading

  private static func cases(in folder: String, _ inputs: Inputs) throws -> [FiledCase] {
    try CaseFolder(path: folder).files
      .map { file in
        let document = try FileReading.document(at: file)
        return FiledCase(file: file, located: try inputs.locatedCase(in: document, at: file))
      }
  }

  /// The cases of a folder, of a JSON report on one, or the one case in a file.
  private static func summaries(of path: String, _ inputs: Inputs) throws -> [CaseSummary] {
    if CaseFolder.isFolder(path) {
      return try cases(in: path, inputs).map { CaseSummary($0.located.item, file: $0.file) }
    }
    let document = try FileReading.document(at: path)
    if document.isOfFormat(CaseFile.format) {
      return [CaseSummary(try inputs.locatedCase(in: document, at: path).item, file: path)]
    }
    return try CorpusFile.read(document)
  }

  // MARK: Pages

  /// Writes a page for each case that has a plan.
  private func write(_ cases: [FiledCase], to folder: String) throws {
    try FileWriting.makeFolder(folder)
    for (number, item) in cases.enumerated() {
      guard let plan = item.plan else { continue }
      if number % 10 == 9 { Console.warn("\(number + 1) of \(cases.count) cases") }
      let lines = [
        ["pitfall", "replay", item.file], ["pitfall", "verify", item.file],
        ["pitfall", "report", item.file, "-o", "report.html"],
      ]
      let source = PlanSource(item.located, plan, file: item.file)
      let judged = try JudgedPlan(
        source,
        reproduction: lines.map(ShellText.line),
        rival: try rival.plan(for: source)
      )
      try Output.write(judged.report.html(home: "index.html"), to: folder + "/" + item.page)
    }
  }
}
