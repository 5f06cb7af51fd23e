import Checking
import Documents
import Plans
import Quantities
import Simulation

/// Whether a loss could have been avoided: the better plan, or the bound.
struct AvoidanceSection {
  let report: CounterexampleReport
  let avoidance: Avoidance

  var section: Page.Section {
    switch avoidance {
    case .avoidable(let better): section(of: better)
    case .unavoidable(let bound):
      Page.Section(
        id: "avoidance",
        title: "It could not have been avoided",
        introduction: "No plan is faster than \(report.single.title) with "
          + "\(report.single.timeline.latency.inWords): \(words(bound)). "
          + "Splitting cannot pay here.",
        blocks: [.drawing(bars(bound: bound.time, title: "no plan is faster"))]
      )
    case .open(let reason, let bound):
      Page.Section(
        id: "avoidance",
        title: "Whether it could have been avoided is not known",
        introduction: escaped(reason, limit: 400).capitalisedFirst + "."
          + (bound.map { " \(words($0).capitalisedFirst)." } ?? ""),
        blocks: bound.map { [.drawing(bars(bound: $0.time, title: "no plan is faster"))] } ?? []
      )
    }
  }

  private func words(_ bound: Avoidance.LowerBound) -> String {
    "\(escaped(bound.space, limit: 400)) take at least \(bound.time.inWords), "
      + escaped(bound.method, limit: 400)
  }

  private func section(of better: Avoidance.BetterPlan) -> Page.Section {
    let run = report.run(of: better.plan)
    let single = report.single
    guard let run, run.timeline.latency < single.timeline.latency else {
      return Page.Section(
        id: "avoidance",
        title: "Whether it could have been avoided is not known",
        introduction: "The plan that should be better is not, in this run.",
        blocks: []
      )
    }
    let time = run.timeline.latency
    let longest = max(report.run?.timeline.latency ?? time, single.timeline.latency)
    let chart = TimelineChart(
      run: run,
      scale: .time(longest),
      rival: .init(title: single.title, latency: single.timeline.latency)
    )
    return Page.Section(
      id: "avoidance",
      title: "It could have been avoided",
      introduction: "This legal plan takes \(time.inWords), "
        + "\(ratio(single.timeline.latency, to: time)) times faster than \(single.title); found "
        + "\(escaped(better.method, limit: 400)).",
      blocks: [.heading(run.title, time.inWords), .drawing(chart.svg)]
    )
  }

  /// The plan, the single processor and the bound on one scale.
  private func bars(bound: Nanoseconds, title: String) -> String {
    let times =
      [report.run.map { ("the plan", $0.timeline.latency) }]
      .compactMap { $0 } + [(report.single.title, report.single.timeline.latency)]
    let scale = ChartScale.time(max(times.map(\.1).max() ?? bound, bound))
    return RangeBars(
      scale: scale,
      rows: times.map { RangeBars.Row(name: $0.0, words: $0.1.inWords, from: 0, to: $0.1.amount) },
      mark: (bound.amount, "\(title) than \(bound.inWords)")
    )
    .svg
  }
}
