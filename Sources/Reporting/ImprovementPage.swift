import Checking
package import Documents
import Plans
import Quantities
package import Synthesis

/// What is known of better plans, in the forms in which people and tools read it.
package struct ImprovementPage: Sendable {
  private let report: ImprovementReport
  private let context: ReportContext

  /// Makes the page of a report.
  package init(_ report: ImprovementReport, _ context: ReportContext) {
    self.report = report
    self.context = context
  }

  // MARK: Text

  /// The standing of the plan, one paragraph for each space, and the conclusion last.
  package func text(written output: String?) -> String {
    var lines = [heading, ""]
    lines += wrapped(standing, to: 96).map { "  " + $0 }
    for outcome in report.outcomes {
      lines.append("")
      lines.append("  \(outcome.space.name): \(outcome.improvement.word)")
      for sentence in sentences(outcome) {
        lines += wrapped(sentence, to: 92).map { "    " + $0 }
      }
    }
    lines += ["", "verdict: \(conclusion)"]
    if let output, report.better != nil {
      lines.append("wrote \(escaped(output, limit: 4_096))")
    }
    return lines.joined(separator: "\n") + "\n"
  }

  private var heading: String {
    escaped(
      "\(context.plan): \(context.model) on \(context.device), condition \(context.condition)",
      limit: 2_000
    )
  }

  private var standing: String {
    let best =
      "the best single processor, \(escaped(report.baseline, limit: 200)), takes "
      + report.baselineTime.inWords
    if let illegality = report.illegality {
      return "the plan is not legal, so that its time does not count ("
        + "\(escaped(illegality, limit: 400))); \(best)"
    }
    guard let time = report.planTime else { return best }
    if report.isPitfall {
      return "the plan takes \(time.inWords); \(best): a pitfall, "
        + "\(ratio(time, to: report.baselineTime)) times slower"
    }
    return time == report.baselineTime
      ? "the plan takes \(time.inWords), exactly as long as the best single processor, "
        + escaped(report.baseline, limit: 200)
      : "the plan takes \(time.inWords); \(best)"
  }

  private func sentences(_ outcome: SpaceOutcome) -> [String] {
    var result: [String] = []
    switch outcome.improvement {
    case .avoidable(let plan, let time):
      result.append(
        "a plan of \(plan.steps.count) steps takes \(time.inWords), "
          + "\(ratio(report.target, to: time)) times faster than \(rival); "
          + "it is verified and simulated"
      )
    case .unavoidable(let bound):
      result.append("no plan of this space takes less than \(bound.inWords), as \(rival) does")
    case .infeasible(let conflict):
      result.append(escaped(conflict.sentence, limit: 2_000))
    case .undecided(let reason):
      result.append(escaped(reason, limit: 600))
      if let best = outcome.best {
        result.append("the fastest legal plan found takes \(best.inWords)")
      }
    }
    if let bound = outcome.bound {
      let isMet = outcome.isOptimal ? ", which is met: nothing is faster" : ""
      result.append("lower bound \(bound.time.inWords)\(isMet): \(bound.argument.words)")
    }
    result.append("plans of this space: \(outcome.space.sentence)")
    return result
  }

  private var rival: String {
    report.planTime.map { $0 < report.baselineTime } ?? false
      ? "the given plan" : "the best single processor"
  }

  private var conclusion: String {
    let kind = report.isPitfall ? " pitfall" : ""
    switch report.conclusion {
    case .avoidable(_, let time):
      return report.isPitfall
        ? "avoidable pitfall: a plan takes \(time.inWords)" : "a better plan takes \(time.inWords)"
    case .unavoidable: return report.isPitfall ? "unavoidable\(kind)" : "no better plan"
    case .infeasible: return "no plan fits into memory"
    case .undecided: return "undecided"
    }
  }

  // MARK: Markdown

  /// A table for a pull-request comment.
  package var markdown: String {
    var lines = [
      "### Pitfall: \(MarkdownText.plain(conclusion))", "", MarkdownText.plain(heading), "",
      MarkdownText.plain(standing), "", "| plans | verdict | finding |", "|---|---|---|",
    ]
    for outcome in report.outcomes {
      let text = sentences(outcome).dropLast().joined(separator: "; ")
      lines.append(
        "| \(MarkdownText.plain(outcome.space.sentence)) | **\(outcome.improvement.word)** "
          + "| \(MarkdownText.plain(text)) |"
      )
    }
    return lines.joined(separator: "\n") + "\n"
  }

  // MARK: JSON

  /// The `pitfall.improvement/1` document.
  package var json: JSONValue {
    .object([
      "format": "pitfall.improvement/1",
      "verdict": .text(report.conclusion.word),
      "pitfall": .boolean(report.isPitfall),
      "plan": .text(context.plan), "model": .text(context.model),
      "device": .text(context.device), "condition": .text(context.condition),
      "plan_us": report.planTime?.inMicroseconds,
      "illegal": report.illegality.map { .text($0) },
      "baseline": .text(report.baseline),
      "baseline_us": report.baselineTime.inMicroseconds,
      "better_us": report.better?.time.inMicroseconds,
      "spaces": .list(report.outcomes.map(json)),
    ])
  }

  private func json(_ outcome: SpaceOutcome) -> JSONValue {
    var reason: String?
    if case .undecided(let text) = outcome.improvement { reason = text }
    return .object([
      "space": .text(outcome.space.name),
      "plans": .text(outcome.space.sentence),
      "verdict": .text(outcome.improvement.word),
      "best_us": outcome.best?.inMicroseconds,
      "bound_us": outcome.bound?.time.inMicroseconds,
      "argument": outcome.bound.map { .text($0.argument.words) },
      "optimal": .boolean(outcome.isOptimal),
      "reason": reason.map { .text($0) },
      "conflict": conflict(outcome.improvement),
    ])
  }

  private func conflict(_ improvement: Improvement) -> JSONValue? {
    guard case .infeasible(let conflict) = improvement else { return nil }
    return .object([
      "message": .text(conflict.sentence),
      "operators": .list(conflict.operators.map { .text($0) }),
      "weights_bytes": .unsigned(conflict.weights.amount),
      "tensors": .list(
        conflict.tensors.map {
          .object(["tensor": .text($0.tensor), "bytes": .unsigned($0.bytes.amount)])
        }
      ),
      "pools": .list(
        conflict.pools.map { excess in
          .object([
            "pool": .text(excess.pool), "capacity": .unsigned(excess.capacity.amount),
            "lacks": excess.lacks.map { .unsigned($0.amount) },
          ])
        }
      ),
    ])
  }
}
