package import Checking
import Devices
package import Documents
package import Formats
import Graphs
import Plans
import Quantities
import Strategies

/// Findings as SARIF 2.1.0, for code scanning.
///
/// One rule for each obligation, one result for each that is not proved. A result's fingerprint
/// depends on what is wrong and with what, not on where it stands in the file.
package struct SARIFReport: Sendable {
  private let judgement: Judgement
  private let context: ReportContext
  private let source: Source

  /// Where results point.
  ///
  /// GitHub refuses a log in which a single result names no file.
  package enum Source: Sendable {
    /// The plan's file, and where its parts stand in it.
    case plan(file: String, places: PlanPlaces)
    /// The model's file, for a plan that stands in none, such as a strategy's.
    case model(file: String)
  }

  /// Makes the report.
  package init(_ judgement: Judgement, _ context: ReportContext, source: Source) {
    self.judgement = judgement
    self.context = context
    self.source = source
  }

  /// The document.
  package var json: JSONValue {
    SARIFDocument(
      category: category,
      results: judgement.findings.filter { $0.verdict != .proved }.map(result)
    )
    .json
  }

  /// What tells this analysis from others of the same files.
  private var category: String {
    switch source {
    case .plan(let file, _): file
    case .model: context.plan
    }
  }

  // MARK: Results

  private func result(_ finding: Finding) -> JSONValue {
    let isRefuted = finding.verdict == .refuted
    let places = places(of: finding)
    let number = SARIFDocument.rules.firstIndex { $0.name == finding.obligation.rawValue } ?? 0
    let rule = SARIFDocument.rules[number]
    return .object([
      "ruleId": .text(rule.id),
      "ruleIndex": .integer(Int64(number)),
      "level": .text(isRefuted ? rule.level : "note"),
      "message": .object([
        "text": .text(
          (isRefuted ? "" : "Undecided: ")
            + escaped(finding.message, limit: 2_000).capitalisedFirst + "."
        )
      ]),
      "locations": .list([location(places.first, finding, number: nil)]),
      "relatedLocations": places.count > 1
        ? .list(
          places.dropFirst().prefix(20).enumerated()
            .map {
              location($0.element, finding, number: Int64($0.offset))
            }
        ) : nil,
      "partialFingerprints": .object(["pitfallFinding/v1": .text(fingerprint(finding))]),
    ])
  }

  /// Where the finding's steps or placements stand in the plan's file.
  private func places(of finding: Finding) -> [Place] {
    guard case .plan(_, let places) = source else { return [] }
    if case .placements(let problems) = finding.evidence {
      return problems.map { places.placements[$0.placement] }
    }
    return finding.steps.map { places.steps[$0] }
  }

  private func location(_ place: Place?, _ finding: Finding, number: Int64?) -> JSONValue {
    let file: String
    let logical: String?
    switch source {
    case .plan(let path, _):
      file = path
      logical = nil
    case .model(let path):
      file = path
      let step = finding.steps.first.map { judgement.subject.program.plan.steps[$0].id }
      logical = step ?? context.plan
    }
    return .object([
      "id": number.map { .integer($0) },
      "physicalLocation": SARIFDocument.location(
        file,
        line: place?.line ?? 1,
        column: place?.column ?? 1
      ),
      "logicalLocations": logical.map {
        [.object(["name": .text(escaped($0, limit: 200)), "kind": "member"])]
      },
    ])
  }

  /// A hash over what is wrong and with what.
  private func fingerprint(_ finding: Finding) -> String {
    let plan = judgement.subject.program.plan
    let device = judgement.subject.task.device
    let parts =
      [finding.obligation.rawValue, finding.verdict.word, context.model, context.device]
      + [context.condition, finding.pool.map { device.pools[$0].name } ?? ""]
      + finding.steps.map { plan.steps[$0].id }
    return StableHash.digits(of: parts.flatMap { Array($0.utf8) + [0] })
  }
}
