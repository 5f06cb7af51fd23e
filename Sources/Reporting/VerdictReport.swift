package import Checking
import Devices
package import Documents
import Graphs
import Plans
import Quantities
import Strategies

/// The findings on a plan, in the forms in which people and tools read them.
package struct VerdictReport: Sendable {
  private let context: ReportContext
  private let judgement: Judgement

  /// Makes the report of a judgement.
  package init(_ judgement: Judgement, _ context: ReportContext) {
    self.judgement = judgement
    self.context = context
  }

  // MARK: Text

  /// One line for each obligation, and the verdict last.
  package func text(coloured isColoured: Bool) -> String {
    var lines = ["\(heading)", ""]
    for finding in judgement.findings {
      let name = finding.obligation.rawValue.padded(to: 10)
      let word = finding.verdict.word.padded(to: 10)
      let sentences =
        [escaped(finding.message, limit: 2_000)]
        + details(of: finding).map { escaped($0, limit: 400) }
      for (number, line) in sentences.flatMap({ wrapped($0, to: 76) }).enumerated() {
        let margin =
          number == 0
          ? "  \(name) \(painted(word, finding.verdict, isColoured)) "
          : String(repeating: " ", count: 24)
        lines.append(margin + line)
      }
    }
    lines.append("")
    lines.append("verdict: " + painted(judgement.verdict.word, judgement.verdict, isColoured))
    return lines.joined(separator: "\n") + "\n"
  }

  private var heading: String {
    let made = context.strategy.map { ", made by \($0)" } ?? ""
    return escaped(
      "\(context.plan): \(context.model) on \(context.device), condition \(context.condition), "
        + "\(context.stepCount) steps\(made)",
      limit: 2_000
    )
  }

  private func painted(_ text: String, _ verdict: Verdict, _ isColoured: Bool) -> String {
    guard isColoured else { return text }
    let code =
      switch verdict {
      case .proved: "32"
      case .refuted: "31;1"
      case .undecided: "33"
      }
    return "\u{1B}[\(code)m\(text)\u{1B}[0m"
  }

  /// What helps to understand a finding beyond its message.
  private func details(of finding: Finding) -> [String] {
    switch finding.evidence {
    case .interleaving(let state):
      let finished = state.finished.suffix(6).map(\.name).joined(separator: ", ")
      let running = state.running.map { "\($0.name) on \($0.queue)" }
      return [
        "reached when \(finished.isEmpty ? "nothing" : finished) "
          + "\(state.finished.count > 6 ? "and what comes before " : "")has finished and "
          + "\(running.joined(separator: ", ")) \(running.count == 1 ? "runs" : "run")"
      ]
    case .comparison(let comparison) where finding.obligation == .profit:
      let running = comparison.alternatives.filter(\.runsOperators)
      let idle = comparison.alternatives.filter { !$0.runsOperators }.map(\.processor)
      let times = running.map { "\($0.processor) \($0.time.inWords)" }.joined(separator: ", ")
      let rest =
        idle.isEmpty
        ? "" : "; on \(idle.joined(separator: ", ")) alone every operator falls back"
      return ["single processors: " + times + rest]
    case .peaks(let pools):
      return pools.filter { !$0.live.isEmpty }
        .map { pool in
          let largest = pool.live.prefix(3).map { "'\($0.tensor)' \($0.bytes.inShort)" }
          return "\(pool.pool) is fullest, \(pool.bytes.inShort), with weights "
            + "\(pool.weights.inShort), " + largest.joined(separator: ", ")
            + (pool.live.count > 3 ? " and \(pool.live.count - 3) more" : "")
        }
    case .none, .elements, .refusals, .cycle, .occupancy, .placements, .comparison:
      return []
    }
  }

  // MARK: Markdown

  /// A heading and a table for a pull-request comment.
  package var markdown: String {
    let subject =
      MarkdownText.plain(context.model) + " on " + MarkdownText.plain(context.device)
    let lines =
      [
        "### Pitfall: \(subject): **\(judgement.verdict.word)**", "", MarkdownText.plain(heading),
        "",
      ]
      + markdownTable
    return lines.joined(separator: "\n") + "\n"
  }

  /// The lines of the table.
  var markdownTable: [String] {
    MarkdownText.table(
      ["obligation", "verdict", "finding"],
      judgement.findings.map { finding in
        let mark =
          switch finding.verdict {
          case .proved: "✅ proved"
          case .refuted: "❌ refuted"
          case .undecided: "❔ undecided"
          }
        return ["`\(finding.obligation.rawValue)`", mark, MarkdownText.plain(finding.message)]
      }
    )
  }

  // MARK: JSON

  /// The `pitfall.verdict/1` document.
  package var json: JSONValue { json(with: nil) }

  /// The verdict as JSON, with what is known of better plans where that was asked for.
  package func json(with improvement: ImprovementPage?) -> JSONValue {
    .object([
      "format": "pitfall.verdict/1",
      "verdict": .text(judgement.verdict.word),
      "plan": .text(context.plan), "model": .text(context.model),
      "device": .text(context.device), "condition": .text(context.condition),
      "findings": .list(judgement.findings.map(json(of:))),
      "improvement": improvement?.json,
    ])
  }

  private func json(of finding: Finding) -> JSONValue {
    let subject = judgement.subject
    let evidence = EvidenceForm(subject).json(finding.evidence)
    return .object([
      "obligation": .text(finding.obligation.rawValue),
      "verdict": .text(finding.verdict.word),
      "dimensions": EvidenceForm.dimensions(finding.values),
      "pool": finding.pool.map { .text(subject.task.device.pools[$0].name) },
      "steps": .list(finding.steps.map { .text(subject.program.plan.steps[$0].id) }),
      "message": .text(finding.message),
      "evidence": evidence,
    ])
  }
}

extension String {
  /// The text with spaces after it, so that columns line up.
  fileprivate func padded(to width: Int) -> String {
    self + String(repeating: " ", count: max(0, width - count))
  }
}
