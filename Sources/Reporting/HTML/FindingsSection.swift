import Checking
import Documents
import Plans
import Quantities

/// The obligations, their verdicts, and what shows them.
struct FindingsSection {
  private let judgement: Judgement

  init(_ judgement: Judgement) {
    self.judgement = judgement
  }

  var sections: [Page.Section] {
    let witnesses = judgement.findings.compactMap { WitnessSection(judgement, $0).block }
    return [
      Page.Section(
        id: "verdict",
        title: "What the plan owes",
        blocks: [.table(findings)] + witnesses + [
          .folded("What exactly was asked", [.table(asked)])
        ]
      )
    ]
  }

  private var findings: PageTable {
    PageTable(
      ["obligation", "verdict", "finding"],
      kind: "findings",
      rows: judgement.findings.map { finding in
        [
          PageTable.Cell(finding.obligation.rawValue, notes: [finding.obligation.statement]),
          PageTable.Cell("", badge: Page.Badge(finding.verdict)),
          PageTable.Cell(
            escaped(finding.message, limit: 1_000).capitalisedFirst.withBoundUnits,
            notes: steps(of: finding)
          ),
        ]
      }
    )
  }

  private func steps(of finding: Finding) -> [String] {
    let ids = finding.steps.map { escaped(judgement.subject.program.plan.steps[$0].id, limit: 60) }
    guard !ids.isEmpty else { return [] }
    let shown = ids.prefix(12).joined(separator: ", ")
    return ["Steps: " + (ids.count > 12 ? "\(shown) and \(ids.count - 12) more" : shown)]
  }

  /// The formulas, for whoever wants to know what a verdict says.
  private var asked: PageTable {
    PageTable(
      ["obligation", "formula in words", "what the verdict rests on"],
      kind: "findings",
      rows: judgement.findings.map { finding in
        [
          PageTable.Cell(finding.obligation.rawValue), PageTable.Cell(finding.obligation.formula),
          PageTable.Cell(finding.obligation.ground(finding.verdict)),
        ]
      }
    )
  }
}
