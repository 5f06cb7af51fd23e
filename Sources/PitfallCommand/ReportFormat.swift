import ArgumentParser
import Documents
import Reporting

/// What a report is written as.
enum ReportFormat: String, ExpressibleByArgument, CaseIterable {
  case html
  case markdown
  case json
  case csv
  case sarif
  case junit
  case trace
  case dot
  case svg

  /// Whether it shows one plan, so that a folder of cases has none.
  var isForPlans: Bool { [.trace, .dot, .svg].contains(self) }

  /// Fails for what a folder of cases cannot be written as.
  func checkCorpusFormat() throws {
    guard isForPlans else { return }
    let others = Self.allCases.filter { !$0.isForPlans }.map(\.rawValue).joined(separator: ", ")
    throw Failure(
      .wrongUsage,
      "'\(rawValue)' is for one plan; a folder of cases is written as \(others)"
    )
  }
}

/// A file to write in a format: `sarif=out.sarif`.
struct ReportFile: ExpressibleByArgument {
  let format: ReportFormat
  let path: String

  static let help = ArgumentHelp(
    "Also write a report to a file: html, markdown, json, csv, sarif, junit; may be given several "
      + "times.",
    valueName: "format=file"
  )

  init?(argument: String) {
    let sides = argument.split(separator: "=", maxSplits: 1)
    guard sides.count == 2, let format = ReportFormat(rawValue: String(sides[0])) else {
      return nil
    }
    self.format = format
    path = String(sides[1])
  }
}

extension CorpusReport {
  /// The report in a format that folders of cases have.
  func text(_ format: ReportFormat) -> String {
    switch format {
    case .html, .trace, .dot, .svg: html
    case .markdown: markdown
    case .json: JSONWriter.text(json)
    case .csv: csv
    case .sarif: JSONWriter.text(sarif)
    case .junit: junit
    }
  }
}
