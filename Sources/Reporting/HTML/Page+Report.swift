import Checking
import Devices
import Documents
import Graphs
import Plans
import Quantities
import Simulation
import Strategies

extension CounterexampleReport {
  /// What the template is filled with.
  var page: Page {
    let headline = Headline(report: self)
    return Page(
      title:
        "Pitfall: \(escaped(context.model, limit: 60)) on \(escaped(context.device, limit: 60))",
      verdict: judgement.verdict.word,
      sign: judgement.verdict.sign,
      headline: headline.sentence,
      lead: headline.reason,
      tiles: headline.tiles,
      isIllegal: judgement.findings.contains {
        $0.verdict == .refuted && Obligation.safety.contains($0.obligation)
      },
      timelines: run.map { TimeSection(run: $0, single: single).view },
      findings: judgement.findings.map(row),
      witnesses: judgement.findings.compactMap { WitnessSection(judgement, $0).view },
      memory: run.flatMap(memory),
      graph: graph,
      commands: run.map(commands),
      setup: SetupSection(report: self).rows,
      reproduction: reproduction.map { escaped($0, limit: 4_096) },
      footer: "Made by pitfall. Times are those of its simulator with the device's figures; "
        + "verdicts hold for every execution that the plan allows, not only for the one drawn."
    )
  }

  private func row(_ finding: Finding) -> Page.FindingRow {
    let ids = finding.steps.map { escaped(judgement.subject.program.plan.steps[$0].id, limit: 60) }
    let shown = ids.prefix(12).joined(separator: ", ")
    let steps = ids.count > 12 ? "\(shown) and \(ids.count - 12) more" : shown
    return Page.FindingRow(
      name: finding.obligation.rawValue,
      statement: finding.obligation.statement,
      verdict: finding.verdict.word,
      sign: finding.verdict.sign,
      message: escaped(finding.message, limit: 2_000),
      steps: ids.isEmpty ? nil : steps
    )
  }

  // MARK: Memory

  private func memory(_ run: ReportedRun) -> Page.Memory? {
    let pools = run.program.device.pools.indices.filter { run.memory.peaks[$0] > .zero }
    guard !pools.isEmpty else { return nil }
    let longest = max(run.timeline.latency, single.timeline.latency)
    let reserved = judgement.subject.task.condition.reservedMemory
    let scale = ChartScale.time(longest)
    return Page.Memory(
      introduction: "Weights lie in a pool for the whole run, a tensor from the start of the step "
        + "that writes it to the end of the last step that reads it there.",
      pools: pools.map { pool in
        let entry = run.program.device.pools[pool]
        let capacity = entry.capacity.reduced(by: reserved)
        let chart = MemoryChart(
          pool: pool,
          run: run,
          rival: single,
          scale: scale,
          capacity: capacity
        )
        let share = ChartScale.percent(
          ChartScale.thousandths(chart.peak.amount, of: capacity.amount)
        )
        return Page.Memory.Pool(
          name: escaped(entry.name, limit: 40),
          note: "peak \(chart.peak.inShort) of \(capacity.inShort), \(share.shortPercent)"
            + (chart.isCapacityInSight ? "" : "; the capacity lies far above the chart"),
          svg: chart.svg
        )
      },
      legend: [
        Swatch.filled("area").item("the plan"), Swatch.line("rival-line").item(single.title),
        Swatch.line("limit").item("capacity, where it is in sight"),
      ]
    )
  }

  // MARK: Graph

  private var graph: Page.Graph {
    let program = judgement.subject.program
    let chart = GraphChart(program)
    let codes = ProcessorCodes(program.device)
    let used = program.device.processors.indices.filter { processor in
      program.queues.contains { $0.queue == .processor(processor) }
    }
    var legend = used.map { processor in
      Swatch.filled("p\(processor.value % 6)")
        .item(
          "\(codes[processor]): \(escaped(program.device.processors[processor].name, limit: 40))"
        )
    }
    legend.append(Swatch.line("flow").item("data flows"))
    if chart.sketch.edges.contains(where: \.isCopied) {
      legend.append(Swatch.line("flow copied").item("data is copied to another pool"))
    }
    if chart.sketch.nodes.contains(where: \.shares.isEmpty) {
      legend.append(Swatch.filled("missing").item("not computed"))
    }
    let count = program.graph.operators.count
    var words =
      chart.sketch.isCollapsed
      ? "\(count) operators in \(chart.sketch.nodes.count) runs of neighbours"
      : "\(count) operators"
    words += ", from left to right and from band to band; letters and colours name processors."
    if chart.omittedEdges > 0 {
      words += " \(chart.omittedEdges) long edges are not drawn."
    }
    return Page.Graph(introduction: words, svg: chart.svg, legend: legend)
  }

  // MARK: Commands

  private func commands(_ run: ReportedRun) -> Page.Commands {
    let limit = 500
    let sorted = run.program.commands.indices.sorted {
      (run.timeline.spans[$0].start, $0) < (run.timeline.spans[$1].start, $1)
    }
    let rest = sorted.count - min(sorted.count, limit)
    return Page.Commands(
      summary: "\(sorted.count) commands of the plan, by start",
      rows: sorted.prefix(limit)
        .map { command in
          let span = run.timeline.spans[command]
          var notes = run.kind(of: command) == .operation ? [] : [run.kind(of: command).word]
          if run.isCritical(command) { notes.append("critical") }
          return Page.Commands.Row(
            name: escaped(run.program.subject(of: command), limit: 60),
            step: escaped(run.program.name(of: command), limit: 40),
            queue: escaped(run.program.name(of: run.program.commands[command].queue), limit: 40),
            start: span.start.inWords,
            time: span.duration.inWords,
            note: notes.isEmpty ? "–" : notes.joined(separator: ", ")
          )
        },
      more: rest > 0 ? "and \(rest) more" : nil
    )
  }
}

extension Verdict {
  /// A sign that goes with the word.
  var sign: String {
    switch self {
    case .proved: "✓"
    case .refuted: "✕"
    case .undecided: "?"
    }
  }
}

extension String {
  /// A percentage without needless digits: `12 %`, or `0.4 %` below ten.
  var shortPercent: String {
    if hasPrefix("0.0") { return self == "0.000%" ? "0 %" : "under 0.1 %" }
    let digits = dropLast()
    let parts = digits.split(separator: ".")
    guard let whole = parts.first, let fraction = parts.last else { return self }
    return whole.count > 1 ? "\(whole) %" : "\(whole).\(fraction.prefix(1)) %"
  }
}
