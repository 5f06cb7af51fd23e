package import Checking
import Documents
import Plans
import Quantities

/// Findings as JUnit XML, for continuous integration: one test case for each obligation.
///
/// Refuted is a failure. Undecided is an error, so that nobody takes it for a pass.
package struct JUnitReport: Sendable {
  private let judgement: Judgement
  private let context: ReportContext

  /// Makes the report of a judgement.
  package init(_ judgement: Judgement, _ context: ReportContext) {
    self.judgement = judgement
    self.context = context
  }

  /// The document.
  package var xml: String {
    let names = [context.model, context.device, context.condition]
    let place = names.map { escaped($0, limit: 200) }.joined(separator: " · ")
    let tests = judgement.findings.map { finding in
      JUnitDocument.Test(
        group: place,
        name: finding.obligation.rawValue,
        outcome: outcome(of: finding)
      )
    }
    return JUnitDocument(suites: [.init(name: escaped(context.plan, limit: 400), tests: tests)]).xml
  }

  private func outcome(of finding: Finding) -> JUnitDocument.Test.Outcome {
    let message = escaped(finding.message, limit: 2_000)
    let details = details(of: finding)
    return switch finding.verdict {
    case .proved: .passed
    case .refuted: .failed(kind: "refuted", message: message, details: details)
    case .undecided: .unknown(kind: "undecided", message: message, details: details)
    }
  }

  private func details(of finding: Finding) -> String {
    let plan = judgement.subject.program.plan
    let ids = finding.steps.prefix(50).map { escaped(plan.steps[$0].id, limit: 80) }
    let words = ids.isEmpty ? "" : "\nsteps: " + ids.joined(separator: ", ")
    return "\(finding.obligation.statement)\(words)"
  }
}
