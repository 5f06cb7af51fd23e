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
  ///
  /// Sections come in the order in which they matter: a plan that is no legal plan is shown with
  /// what it breaks, any other with its run.
  var page: Page {
    let headline = Headline(report: self)
    let time = timeSection?.sections ?? []
    let findings = FindingsSection(judgement).sections
    var sections = isIllegal ? findings + time : time + findings
    sections += [avoidanceSection, background.box.map { LossBoxSection(box: $0).section }]
      .compactMap { $0 }
    sections += [memorySection, graphSection].compactMap { $0 }
    sections += [run.map(commandsSection), originSection, SetupSection(report: self).section]
      .compactMap { $0 }
    sections.append(reproductionSection)
    return Page(
      title:
        "Pitfall: \(escaped(context.model, limit: 60)) on \(escaped(context.device, limit: 60))",
      kicker: "Pitfall · counterexample report",
      badge: Page.Badge(headline.claim == nil ? judgement.verdict : .refuted),
      headline: headline.sentence.withBoundUnits,
      lead: headline.reason.withBoundUnits,
      tiles: Page.Tiles(items: headline.tiles),
      sections: sections,
      footer: "Made by pitfall. Times are those of its simulator with the device's figures; "
        + "verdicts hold for every execution that the plan allows, not only for the one drawn."
    )
  }

  private var isIllegal: Bool {
    judgement.findings.contains {
      $0.verdict == .refuted && Obligation.safety.contains($0.obligation)
    }
  }

  /// Both runs; nil where the plan's never ends.
  var timeSection: TimeSection? {
    run.map {
      TimeSection(run: $0, reference: reference, isLegal: !isIllegal, isReversed: isRivalSlower)
    }
  }

  private var avoidanceSection: Page.Section? {
    background.avoidance.map { AvoidanceSection(report: self, avoidance: $0).section }
  }

  private var memorySection: Page.Section? {
    let reserved = judgement.subject.task.condition.reservedMemory
    let peaks = judgement.findings.flatMap { finding in
      if case .peaks(let pools) = finding.evidence { pools } else { [Evidence.Occupancy]() }
    }
    return run.flatMap {
      MemorySection(run: $0, reference: reference, reserved: reserved, peaks: peaks).section
    }
  }

  // MARK: Graph

  private var graphSection: Page.Section {
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
      : count.counted("operator", "operators")
    words += ", from left to right and from band to band; letters and colours name processors."
    if chart.omittedEdges > 0 {
      words += " \(chart.omittedEdges) long edges are not drawn."
    }
    return Page.Section(
      id: "graph",
      title: "The graph and who computes it",
      introduction: words,
      blocks: [.drawing(chart.svg), .legend("Signs in the graph", legend)]
    )
  }

  // MARK: Commands

  private func commandsSection(_ run: ReportedRun) -> Page.Section {
    let limit = 500
    let sorted = run.program.commands.indices.sorted {
      (run.timeline.spans[$0].start, $0) < (run.timeline.spans[$1].start, $1)
    }
    let rest = sorted.count - min(sorted.count, limit)
    let rows = sorted.prefix(limit)
      .map { command in
        let span = run.timeline.spans[command]
        var notes = run.kind(of: command) == .operation ? [] : [run.kind(of: command).word]
        if run.isCritical(command) { notes.append("critical") }
        let words = [
          escaped(run.program.subject(of: command), limit: 60),
          escaped(run.program.name(of: command), limit: 40),
          escaped(run.program.name(of: run.program.commands[command].queue), limit: 40),
          span.start.inWords, span.duration.inWords,
          notes.isEmpty ? "–" : notes.joined(separator: ", "),
        ]
        return words.map { PageTable.Cell($0) }
      }
    let table = PageTable(
      ["command", "step", "queue", "#start", "#time", "note"],
      rows: rows
    )
    return Page.Section(
      id: "commands",
      title: "Every command",
      blocks: [
        .folded(
          sorted.count.counted("command", "commands") + " of the plan, by start",
          [.table(table)] + (rest > 0 ? [.paragraph("and \(rest) more")] : [])
        )
      ]
    )
  }

  // MARK: Origin

  private var originSection: Page.Section? {
    background.found.map { item in
      Page.Section(
        id: "origin",
        title: "How it was found",
        introduction: CaseWording.search(item),
        blocks: [.facts(CaseWording.origin(item))]
      )
    }
  }

  private var reproductionSection: Page.Section {
    Page.Section(
      id: "again",
      title: "Do it again",
      introduction: background.found.map { _ in
        "The case's file holds the model, the device, the condition, the plan and how it was "
          + "found; its path is the one seen from where this page was made."
      },
      blocks: reproduction.map { .command(escaped($0, limit: 4_096)) }
    )
  }
}

extension Page.Badge {
  /// The badge of a verdict.
  init(_ verdict: Verdict) {
    let sign =
      switch verdict {
      case .proved: "✓"
      case .refuted: "✕"
      case .undecided: "?"
      }
    self.init(word: verdict.word, sign: sign, mark: verdict.word)
  }
}
