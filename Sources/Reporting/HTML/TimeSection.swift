import Checking
import Documents
import Plans
import Quantities
import Simulation

/// Both runs side by side, and where their time goes.
struct TimeSection {
  let run: ReportedRun
  let single: ReportedRun

  private var scale: ChartScale {
    .time(max(run.timeline.latency, single.timeline.latency))
  }

  var view: Page.Timelines {
    Page.Timelines(
      introduction: "Both runs on the same time scale, one lane for each processor and each link "
        + "between memory pools that has work. The thick line below the boxes is the critical "
        + "path; the plan's changes lanes "
        + (run.laneChanges == 1 ? "once." : "\(run.laneChanges) times."),
      runs: [timeline(run, against: single), timeline(single, against: run)],
      legend: legend,
      pathIntroduction: "Commands on the critical path follow each other without a gap, so that "
        + "their times add up to the latency.",
      pathBars: [pathBar(run), pathBar(single)],
      barLegend: Self.barLegend,
      longest: longest,
      queueBars: [queueBars(run), queueBars(single)],
      queueTables: [queueTable(run), queueTable(single)]
    )
  }

  private func timeline(_ run: ReportedRun, against other: ReportedRun) -> Page.Timelines.Run {
    let chart = TimelineChart(
      run: run,
      scale: scale,
      rival: .init(title: other.title, latency: other.timeline.latency)
    )
    return Page.Timelines.Run(
      title: run.title,
      latency: run.timeline.latency.inWords,
      svg: chart.svg
    )
  }

  private var legend: [Page.LegendItem] {
    var items: [Page.LegendItem] = []
    let kinds = [run, single]
      .flatMap { run in
        run.program.commands.indices.map { run.kind(of: $0) }
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
      Swatch.line("rival").item("end of the other run"),
    ]
    return items
  }

  // MARK: Bars

  private static let barLegend = [
    Swatch.filled("compute").item("computation"), Swatch.filled("copy").item("copies"),
    Swatch.filled("launch").item("starting operators"),
    Swatch.filled("contention").item("contention for memory"),
    Swatch.filled("fallback").item("fallbacks"), Swatch.filled("waiting").item("waiting"),
  ]

  private func pathBar(_ run: ReportedRun) -> Page.Timelines.PathBar {
    let shares = run.pathShares
    let bar = StackedBar(
      summary: "Critical path of \(run.title)",
      parts: [
        .init("compute", "computation", shares.compute), .init("copy", "copies", shares.copies),
        .init("launch", "starting operators", shares.launch),
        .init("contention", "contention for memory", shares.contention),
        .init("fallback", "fallbacks", shares.fallback),
      ],
      scale: scale
    )
    let words = [
      ("computation", shares.compute), ("copies", shares.copies), ("starts", shares.launch),
      ("contention", shares.contention), ("fallbacks", shares.fallback),
    ]
    .filter { $0.1 > .zero }.map { "\($0.0) \($0.1.inWords)" }
    return Page.Timelines.PathBar(
      title: run.title,
      total: "\(run.timeline.latency.inWords) = " + words.joined(separator: " + "),
      svg: bar.svg
    )
  }

  private func queueBars(_ run: ReportedRun) -> Page.Timelines.QueueBars {
    Page.Timelines.QueueBars(
      title: run.title,
      bars: run.breakdown.shares.map { share in
        let name = escaped(run.program.name(of: share.queue), limit: 40)
        let bar = StackedBar(
          summary: "\(name) in \(run.title)",
          parts: [
            .init(
              share.queue.isLink ? "copy" : "compute",
              share.queue.isLink
                ? "transfers" : "computation",
              share.compute
            ),
            .init("launch", "starts", share.launch),
            .init("contention", "contention for memory", share.contention),
            .init("fallback", "fallbacks", share.fallback),
            .init("waiting", "waiting", share.waiting),
          ],
          scale: scale,
          isHalfWidth: true
        )
        return Page.Timelines.QueueBars.Bar(
          name: name,
          note: "busy \(share.busy.inWords) of \(run.timeline.latency.inWords)",
          svg: bar.svg
        )
      }
    )
  }

  private func queueTable(_ run: ReportedRun) -> Page.Timelines.QueueTable {
    let columns = ["computation", "starts", "contention", "fallbacks", "waiting", "idle after"]
    return Page.Timelines.QueueTable(
      title: "\(run.title), \(run.timeline.latency.inWords)",
      columns: columns,
      rows: run.breakdown.shares.map { share in
        let times = [
          share.compute, share.launch, share.contention, share.fallback, share.waiting,
          share.finished,
        ]
        return Page.Timelines.QueueTable.Row(
          name: escaped(run.program.name(of: share.queue), limit: 40),
          steps: "\(share.commands)",
          cells: zip(columns, times).map { .init(label: $0, value: $1.inWords) }
        )
      }
    )
  }

  // MARK: Critical path

  private var longest: Page.Timelines.Longest? {
    let sorted = run.path.sorted {
      (run.timeline.spans[$1].duration, $0) < (run.timeline.spans[$0].duration, $1)
    }
    guard !sorted.isEmpty else { return nil }
    return Page.Timelines.Longest(
      rows: sorted.prefix(6)
        .map { command in
          let time = run.timeline.spans[command].duration
          let part = ChartScale.thousandths(time.amount, of: run.timeline.latency.amount)
          let subject = escaped(run.program.subject(of: command), limit: 80)
          let kind = run.kind(of: command)
          return .init(
            name: kind == .copy ? "copy of \(subject)" : subject,
            place: escaped(run.program.name(of: run.program.commands[command].queue), limit: 40)
              + (kind == .fallback ? ", fallback" : ""),
            time: time.inWords,
            part: ChartScale.percent(part).shortPercent
          )
        }
    )
  }
}
