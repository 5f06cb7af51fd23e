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
/// Format: "Static Analysis Results Interchange Format 2.1.0", OASIS, 2020.
package struct SARIFReport: Sendable {
  private let judgement: Judgement
  private let context: ReportContext
  private let source: Source?

  /// The plan's file, and where its parts stand in it.
  package struct Source: Sendable {
    let file: String
    let places: PlanPlaces

    /// Names a plan's file.
    package init(file: String, places: PlanPlaces) {
      self.file = file
      self.places = places
    }
  }

  /// Makes the report; without a source, as for a strategy's plan, results have no place in a file.
  package init(_ judgement: Judgement, _ context: ReportContext, source: Source?) {
    self.judgement = judgement
    self.context = context
    self.source = source
  }

  /// The document.
  package var json: JSONValue {
    .object([
      "$schema": "https://json.schemastore.org/sarif-2.1.0.json",
      "version": "2.1.0",
      "runs": [
        .object([
          "tool": .object(["driver": driver]),
          "columnKind": "unicodeCodePoints",
          "invocations": [.object(["executionSuccessful": true])],
          "results": .list(judgement.findings.filter { $0.verdict != .proved }.map(result)),
        ])
      ],
    ])
  }

  // MARK: Rules

  private var driver: JSONValue {
    .object([
      "name": "pitfall",
      "rules": .list(
        Obligation.allCases.map { obligation in
          .object([
            "id": .text(Self.ruleID(obligation)),
            "name": .text(obligation.rawValue.capitalisedFirst),
            "shortDescription": .object(["text": .text("A plan owes \(obligation.rawValue)")]),
            "fullDescription": .object(["text": .text(obligation.statement.capitalisedFirst + ".")]
            ),
            "defaultConfiguration": .object(["level": .text(Self.level(obligation))]),
          ])
        }
      ),
    ])
  }

  private static func ruleID(_ obligation: Obligation) -> String {
    "pitfall/\(obligation.rawValue)"
  }

  /// A plan that is only slow is no error; one that misses a deadline that somebody set is.
  private static func level(_ obligation: Obligation) -> String {
    obligation == .profit ? "warning" : "error"
  }

  // MARK: Results

  private func result(_ finding: Finding) -> JSONValue {
    let isRefuted = finding.verdict == .refuted
    let places = places(of: finding)
    let rule = Obligation.allCases.firstIndex(of: finding.obligation) ?? 0
    return .object([
      "ruleId": .text(Self.ruleID(finding.obligation)),
      "ruleIndex": .integer(Int64(rule)),
      "level": .text(isRefuted ? Self.level(finding.obligation) : "note"),
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
    guard let source else { return [] }
    if case .placements(let problems) = finding.evidence {
      return problems.map { source.places.placements[$0.placement] }
    }
    return finding.steps.map { source.places.steps[$0] }
  }

  private func location(_ place: Place?, _ finding: Finding, number: Int64?) -> JSONValue {
    var physical: JSONValue?
    if let source {
      physical = .object([
        "artifactLocation": .object(["uri": .text(Self.uri(source.file))]),
        "region": .object([
          "startLine": .integer(Int64(place?.line ?? 1)),
          "startColumn": .integer(Int64(place?.column ?? 1)),
        ]),
      ])
    }
    let step = finding.steps.first.map { judgement.subject.program.plan.steps[$0].id }
    let logical = source == nil ? step ?? context.plan : nil
    return .object([
      "id": number.map { .integer($0) },
      "physicalLocation": physical,
      "logicalLocations": logical.map {
        [.object(["name": .text(escaped($0, limit: 200)), "kind": "member"])]
      },
    ])
  }

  /// A path as a reference: what is neither a letter, a digit nor one of a few signs is encoded.
  private static func uri(_ path: String) -> String {
    let plain = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-._~/"
    var result = ""
    for byte in path.utf8 {
      if plain.utf8.contains(byte) {
        result.unicodeScalars.append(Unicode.Scalar(byte))
      } else {
        let digits = String(byte, radix: 16, uppercase: true)
        result += "%" + (digits.count < 2 ? "0" : "") + digits
      }
    }
    return path.hasPrefix("/") ? "file://" + result : result
  }

  /// FNV-1a over what is wrong and with what.
  private func fingerprint(_ finding: Finding) -> String {
    let plan = judgement.subject.program.plan
    let device = judgement.subject.task.device
    let parts =
      [finding.obligation.rawValue, finding.verdict.word, context.model, context.device]
      + [context.condition, finding.pool.map { device.pools[$0].name } ?? ""]
      + finding.steps.map { plan.steps[$0].id }
    var hash: UInt64 = 0xCBF2_9CE4_8422_2325
    for part in parts {
      for byte in Array(part.utf8) + [0] {
        hash = (hash ^ UInt64(byte)) &* 0x100_0000_01B3
      }
    }
    let digits = String(hash, radix: 16)
    return String(repeating: "0", count: 16 - digits.count) + digits
  }
}
