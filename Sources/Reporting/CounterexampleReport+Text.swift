import Checking
package import Documents
import Formats
import Plans
import Quantities
import Simulation
import Strategies

/// The report in the forms that other tools read.
extension CounterexampleReport {
  /// What was found and why, in two sentences.
  private var sentences: (headline: String, reason: String) {
    let headline = Headline(report: self)
    return (headline.sentence, headline.reason)
  }

  // MARK: Markdown

  /// A comment for a pull request.
  package var markdown: String {
    let (headline, reason) = sentences
    var lines = ["### \(MarkdownText.plain(headline))", "", MarkdownText.plain(reason), ""]
    if let run {
      lines += MarkdownText.table(
        ["critical path", "#\(MarkdownText.plain(reference.title))", "#the plan"],
        zip(reference.pathShares.parts, run.pathShares.parts).filter { $0.time + $1.time > .zero }
          .map { [$0.name, $0.time.inWords, $1.time.inWords] }
          + [
            [
              "**latency**", "**\(reference.timeline.latency.inWords)**",
              "**\(run.timeline.latency.inWords)**",
            ]
          ]
      )
      lines.append("")
    }
    lines += VerdictReport(judgement, context).markdownTable + [""]
    if let avoidance = background.avoidance {
      let section = AvoidanceSection(report: self, avoidance: avoidance).section
      lines += ["**\(section.title).** \(MarkdownText.plain(section.introduction ?? ""))", ""]
    }
    for line in reproduction { lines += MarkdownText.code(line) }
    return lines.joined(separator: "\n") + "\n"
  }

  // MARK: CSV

  /// All runs command by command.
  package var csv: String {
    let titles = [
      "run", "subject", "step", "queue", "kind", "start_us", "end_us", "duration_us", "critical",
    ]
    let runs = [run.map { ("plan", $0) }, ("single", single), rival.map { ("rival", $0) }]
      .compactMap { $0 }
    return CSVText.text([titles] + runs.flatMap { rows($0.0, $0.1) })
  }

  private func rows(_ name: String, _ run: ReportedRun) -> [[String]] {
    run.program.commands.indices
      .sorted { (run.timeline.spans[$0].start, $0) < (run.timeline.spans[$1].start, $1) }
      .map { command in
        let span = run.timeline.spans[command]
        return [
          name, run.program.subject(of: command), run.program.name(of: command),
          run.program.name(of: run.program.commands[command].queue),
          run.kind(of: command).word, span.start.microsecondsText, span.end.microsecondsText,
          span.duration.microsecondsText, run.isCritical(command) ? "yes" : "no",
        ]
      }
  }

  // MARK: JSON

  /// The `pitfall.report/1` document.
  package var json: JSONValue {
    let (headline, reason) = sentences
    func document(_ run: ReportedRun) -> JSONValue {
      RunReport(run.program, run.timeline, costs: run.costs, context).json
    }
    return .object([
      "format": "pitfall.report/1",
      "headline": .text(headline), "reason": .text(reason),
      "verdict": VerdictReport(judgement, context).json,
      "run": run.map(document), "single": document(single),
      "single_processor": .text(baseline.best.name),
      "rival": rival.map(document), "rival_strategy": background.rival.map { .text($0.name) },
      "latency_parts_us": .object([
        "plan": run.map { Self.parts($0.pathShares) },
        "single": Self.parts(single.pathShares),
        "rival": rival.map { Self.parts($0.pathShares) },
      ]),
      "found": background.found.map { CaseFile.json($0.origin) },
      "avoidance": background.avoidance.map(avoidanceJSON),
      "box": background.box.map(Self.json),
      "reproduction": .list(reproduction.map { .text($0) }),
    ])
  }

  private static func parts(_ shares: PathShares) -> JSONValue {
    .object(shares.parts.map { JSONValue.Member($0.name, $0.time.inMicroseconds) })
  }

  private func avoidanceJSON(_ avoidance: Avoidance) -> JSONValue {
    func bound(_ bound: Avoidance.LowerBound) -> JSONValue {
      .object([
        "us": bound.time.inMicroseconds, "space": .text(bound.space), "method": .text(bound.method),
      ])
    }
    let task = judgement.subject.task
    return switch avoidance {
    case .avoidable(let better):
      .object([
        "result": "avoidable", "method": .text(better.method),
        "latency_us": run(of: better.plan)?.timeline.latency.inMicroseconds,
        "plan": PlanFile.json(better.plan, graph: task.graph, device: task.device),
      ])
    case .unavoidable(let lower): .object(["result": "unavoidable", "bound": bound(lower)])
    case .open(let question):
      .object([
        "result": "open", "reason": .text(question.reason),
        "tried": .list(
          question.trials.map {
            .object([
              "plans": .text($0.plans), "meaning": .text($0.meaning),
              "simulated": .integer(Int64($0.simulated)),
            ])
          }
        ),
        "bound": question.bound.map(bound),
      ])
    }
  }

  private static func json(_ box: LossBox) -> JSONValue {
    func range(_ range: ClosedRange<UInt64>) -> JSONValue {
      .list([.unsigned(range.lowerBound), .unsigned(range.upperBound)])
    }
    return .object([
      "ground": .text(box.ground),
      "sides": .list(
        box.sides.map { side in
          .object([
            "name": .text(side.name), "value": .text(side.value),
            "loss_in_thousandths": range(side.lossRange),
            "examined_in_thousandths": range(side.examinedRange),
          ])
        }
      ),
    ])
  }
}
