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
    let failures = judgement.findings.filter { $0.verdict == .refuted }.count
    let proofs = judgement.findings.filter { $0.verdict == .proved }.count
    let count = judgement.findings.count
    var markup = Markup()
    func counted(_ name: String) -> KeyValuePairs<String, String> {
      [
        "name": name, "tests": "\(count)", "failures": "\(failures)",
        "errors": "\(count - failures - proofs)", "skipped": "0",
      ]
    }
    markup.element("testsuites", counted("pitfall")) { suites in
      suites.lineBreak()
      suites.element("testsuite", counted(escaped(context.plan, limit: 400))) { suite in
        suite.lineBreak()
        for finding in judgement.findings { write(finding, to: &suite) }
      }
      suites.lineBreak()
    }
    return "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n" + markup.text + "\n"
  }

  private func write(_ finding: Finding, to suite: inout Markup) {
    let names = [context.model, context.device, context.condition]
    let place = names.map { escaped($0, limit: 200) }.joined(separator: " · ")
    let message = escaped(finding.message, limit: 2_000)
    suite.element(
      "testcase",
      ["classname": place, "name": finding.obligation.rawValue]
    ) { test in
      switch finding.verdict {
      case .proved: break
      case .refuted:
        test.element(
          "failure",
          ["type": "refuted", "message": message],
          text: details(of: finding)
        )
      case .undecided:
        test.element(
          "error",
          ["type": "undecided", "message": message],
          text: details(of: finding)
        )
      }
    }
    suite.lineBreak()
  }

  private func details(of finding: Finding) -> String {
    let plan = judgement.subject.program.plan
    let ids = finding.steps.prefix(50).map { escaped(plan.steps[$0].id, limit: 80) }
    let words = ids.isEmpty ? "" : "\nsteps: " + ids.joined(separator: ", ")
    return "\(finding.obligation.statement)\(words)"
  }
}
