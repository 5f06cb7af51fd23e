import Checking
import Documents
import Plans
import Quantities
import Simulation

/// Both runs side by side, and where their time goes.
struct TimeSection {
  let run: ReportedRun
  /// The run that it is compared with.
  let reference: ReportedRun
  /// Whether the plan could be run at all.
  let isLegal: Bool
  /// Whether the other run is what is slow and is to be explained.
  let isReversed: Bool

  private var scale: ChartScale {
    .time(max(run.timeline.latency, reference.timeline.latency))
  }

  var sections: [Page.Section] { [why, runs, shares] }

  /// The run that is explained comes last.
  private var order: (before: ReportedRun, after: ReportedRun) {
    isReversed ? (run, reference) : (reference, run)
  }

  private func name(_ shown: ReportedRun) -> String {
    shown.title == run.title ? "the plan" : shown.title
  }

  /// How one latency becomes the other.
  var bridge: LossBridge {
    LossBridge(
      names: (before: name(order.before), after: name(order.after)),
      before: order.before.pathShares,
      after: order.after.pathShares
    )
  }

  /// What the bridge explains.
  var bridgeTitle: String {
    let (first, last) = (order.before.timeline.latency, order.after.timeline.latency)
    let subject = isReversed ? name(order.after) : "it"
    let verb = isLegal ? "is" : "would be"
    return first == last
      ? "Why it takes as long" : "Why \(subject) \(verb) \(last > first ? "slower" : "faster")"
  }

  private var why: Page.Section {
    let bridge = bridge
    return Page.Section(
      id: "why",
      title: bridgeTitle,
      introduction: "From the latency of \(name(order.before)) to that of \(name(order.after)), "
        + "by what the critical path does more or less of"
        + (bridge.isShortened ? "; parts under 0.5\u{A0}% are left out." : "."),
      blocks: [.drawing(bridge.svg)]
    )
  }

  // MARK: Timelines

  private var runs: Page.Section {
    Page.Section(
      id: "runs",
      title: "What happens",
      introduction: "Both runs on the same time scale, one lane for each processor and each link "
        + "between memory pools that has work. The thick line below the boxes is the critical "
        + "path; \(turns).",
      blocks: timelines.flatMap { chart in
        [.heading(chart.run.title, chart.run.timeline.latency.inWords), .drawing(chart.svg)]
      } + [.legend("Signs in the timelines", legend)]
    )
  }

  private var turns: String {
    switch run.laneChanges {
    case 0: "the plan's stays on one lane"
    case 1: "the plan's changes lanes once"
    case let count: "the plan's changes lanes \(count) times"
    }
  }

  /// Whether one of the runs ends visibly later than the other.
  private var hasGap: Bool {
    let (mine, other) = (run.timeline.latency, reference.timeline.latency)
    let gap = max(mine, other).reduced(by: min(mine, other))
    return ChartScale.thousandths(gap.amount, of: scale.span) > 500
  }

  /// Both runs as lanes, on one scale.
  var timelines: [TimelineChart] {
    [(run, reference), (reference, run)]
      .map { shown, other in
        TimelineChart(
          run: shown,
          scale: scale,
          rival: .init(title: other.title, latency: other.timeline.latency)
        )
      }
  }

  /// What the signs in the timelines mean.
  var legend: [PageBlock.LegendItem] {
    var items: [PageBlock.LegendItem] = []
    let kinds = [run, reference]
      .flatMap { run in
        run.program.commands.indices.map { run.kind(of: $0) }
      }
    if [run, reference].contains(where: \.hasVisibleStarts) {
      items.append(Swatch.begun("start").item("starting the operator"))
    }
    if kinds.contains(.copy) { items.append(Swatch.filled("copy").item("copy between pools")) }
    if kinds.contains(.fallback) {
      items.append(
        Swatch.overlaid("dots").item("fallback: the accelerators refuse the operator")
      )
    }
    items += [
      Swatch.bar("critical").item("critical path"), Swatch.line("wait").item("waiting"),
      Swatch.line("end").item("end of the run"),
    ]
    if hasGap {
      items += [
        Swatch.line("rival").item("end of the other run"),
        Swatch.filled("saved").item("how much longer that one takes"),
      ]
    }
    return items
  }

  // MARK: Shares

  private var shares: Page.Section {
    let queues = run.breakdown.shares + reference.breakdown.shares
    let legend = zip(run.pathShares.parts, reference.pathShares.parts)
      .filter { mine, other in
        mine.time + other.time > .zero
          || mine.mark == "contention" && queues.contains { $0.contention > .zero }
          || mine.mark == "fallback" && queues.contains { $0.fallback > .zero }
      }
      .map { mine, _ in Swatch.filled(mine.mark).item(mine.legend) }
    return Page.Section(
      id: "time",
      title: "Where the time goes",
      introduction: "Commands on the critical path follow each other without a gap, so that "
        + "their times add up to the latency.",
      blocks: pathBar(run) + pathBar(reference)
        + [
          .legend("Signs in the bars", legend + [Swatch.filled("waiting").item("an idle queue")]),
          .heading("The longest commands on the critical path"), .table(longest),
          .heading("Queue by queue"), .columns([queueBars(run), queueBars(reference)]),
          .folded("The same as a table", [.table(queueTable(run)), .table(queueTable(reference))]),
        ]
    )
  }

  private func pathBar(_ run: ReportedRun) -> [PageBlock] {
    let parts = run.pathShares.parts.filter { $0.time > .zero }
    let bar = StackedBar(
      summary: "Critical path of \(run.title)",
      parts: parts.map { .init($0.mark, $0.name, $0.time) },
      scale: scale
    )
    let words = parts.map { "\($0.name) \($0.time.inWords)" }.joined(separator: " + ")
    return [
      .heading(run.title, "\(run.timeline.latency.inWords) = \(words)"), .drawing(bar.svg),
    ]
  }

  private func queueBars(_ run: ReportedRun) -> [PageBlock] {
    let bars = run.breakdown.shares.flatMap { share -> [PageBlock] in
      let name = escaped(run.program.name(of: share.queue), limit: 40)
      let isLink = share.queue.isLink
      let work = isLink ? ("copy", "transfers") : ("compute", "computation")
      let bar = StackedBar(
        summary: "\(name) in \(run.title)",
        parts: [
          .init(work.0, work.1, isLink ? share.compute + share.launch : share.compute),
          .init("launch", "starts", isLink ? .zero : share.launch),
          .init("contention", "contention for memory", share.contention),
          .init("fallback", "fallbacks", share.fallback),
          .init("waiting", "waiting", share.waiting),
        ],
        scale: scale,
        isHalfWidth: true
      )
      let note = "busy \(share.busy.inWords) of \(run.timeline.latency.inWords)"
      return [.heading(name, note, mark: "bar-name"), .drawing(bar.svg)]
    }
    return [.heading(run.title)] + bars
  }

  private func queueTable(_ run: ReportedRun) -> PageTable {
    PageTable(
      [
        "queue", "#steps", "#computation", "#starts", "#contention", "#fallbacks", "#waiting",
        "#idle after",
      ],
      caption: "\(run.title), \(run.timeline.latency.inWords)",
      rows: run.breakdown.shares.map { share in
        let times = [
          share.compute, share.launch, share.contention, share.fallback, share.waiting,
          share.finished,
        ]
        let words =
          [escaped(run.program.name(of: share.queue), limit: 40), "\(share.commands)"]
          + times.map(\.inWords)
        return words.map { PageTable.Cell($0) }
      }
    )
  }

  // MARK: Critical path

  private var longest: PageTable {
    let sorted = run.path.sorted {
      (run.timeline.spans[$1].duration, $0) < (run.timeline.spans[$0].duration, $1)
    }
    let rows = sorted.prefix(6)
      .map { command in
        let time = run.timeline.spans[command].duration
        let part = ChartScale.thousandths(time.amount, of: run.timeline.latency.amount)
        let subject = escaped(run.program.subject(of: command), limit: 80)
        let kind = run.kind(of: command)
        let words = [
          kind == .copy ? "copy of \(subject)" : subject,
          escaped(run.program.name(of: run.program.commands[command].queue), limit: 40)
            + (kind == .fallback ? ", fallback" : ""),
          time.inWords, ChartScale.percent(part).shortPercent,
        ]
        return words.map { PageTable.Cell($0) }
      }
    return PageTable(["command", "where", "#time", "#of the latency"], kind: "rank", rows: rows)
  }
}
