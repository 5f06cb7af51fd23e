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
        blocks: [.drawing(bars(bound: bound))]
      )
    case .open(let question): section(of: question)
    }
  }

  /// What is known although nothing was decided.
  private func section(of question: Avoidance.OpenQuestion) -> Page.Section {
    let latency = report.single.timeline.latency
    let rival = "\(report.single.title) with \(latency.inWords)"
    let isClosed = question.bound.map { $0.time >= latency } ?? false
    let tried = question.trials.filter { $0.simulated > 0 }
    var sentences: [String] = []
    if let bound = question.bound {
      sentences.append(
        isClosed
          ? "No \(Self.singular(bound.space)) is faster than \(rival): \(words(bound))."
          : words(bound).capitalisedFirst + ", and \(rival) is slower than that."
      )
    } else {
      sentences.append(escaped(question.reason, limit: 400).capitalisedFirst + ".")
    }
    sentences += tried.map {
      $0.simulated == 1
        ? "The one that was simulated of \(escaped($0.plans, limit: 200)) is not faster."
        : "Of \($0.simulated) \(escaped($0.plans, limit: 200)), simulated, none is faster."
    }
    if !tried.isEmpty {
      sentences.append("There may be others; 'pitfall improve' searches longer.")
    }
    let meanings = question.trials.map {
      PageBlock.Fact(
        name: escaped($0.plans, limit: 200),
        lines: [escaped($0.meaning, limit: 400)]
      )
    }
    return Page.Section(
      id: "avoidance",
      title: isClosed
        ? "No placement of whole operators beats \(report.single.title)"
        : "Whether it could have been avoided is not decided",
      introduction: sentences.joined(separator: " "),
      blocks: (question.bound.map { [.drawing(bars(bound: $0))] } ?? [])
        + (meanings.isEmpty ? [] : [.folded("Which plans these are", [.facts(meanings)])])
    )
  }

  /// The plans of a space as one of them.
  private static func singular(_ plans: String) -> String {
    let words = escaped(plans, limit: 200)
    return words.hasPrefix("plans ") ? "plan " + words.dropFirst(6) : "one of " + words
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
        title: "Whether it could have been avoided is not decided",
        introduction: "The plan that should be better is not, in this run.",
        blocks: []
      )
    }
    let time = run.timeline.latency
    let chart = TimelineChart(
      run: run,
      scale: .time(single.timeline.latency),
      rival: .init(title: single.title, latency: single.timeline.latency)
    )
    return Page.Section(
      id: "avoidance",
      title: "It could have been avoided",
      introduction: "A legal plan takes \(time.inWords): \(gains(time)). It was found "
        + "\(escaped(better.method, limit: 400)).",
      blocks: [
        .drawing(bars(better: time)),
        .heading(run.title, "\(time.inWords), on a scale of its own"), .drawing(chart.svg),
      ]
    )
  }

  /// How much faster a better plan is than what there is.
  private func gains(_ time: Nanoseconds) -> String {
    let plan = report.run.map {
      "\(ratio($0.timeline.latency, to: time)) times faster than the plan"
    }
    let single =
      "\(ratio(report.single.timeline.latency, to: time)) times faster than "
      + report.single.title
    return Headline.listed([plan, single].compactMap { $0 })
  }

  /// The plan, the single processor, and a better plan or the bound on one scale.
  private func bars(better: Nanoseconds? = nil, bound: Avoidance.LowerBound? = nil) -> String {
    var times: [(String, Nanoseconds)] = []
    if let run = report.run { times.append(("the plan", run.timeline.latency)) }
    times.append((escaped(report.single.title, limit: 26), report.single.timeline.latency))
    if let better { times.append(("the better plan", better)) }
    let longest = times.map(\.1).max() ?? .zero
    return RangeBars(
      scale: .time(max(longest, bound?.time ?? .zero)),
      rows: times.map { RangeBars.Row(name: $0.0, words: $0.1.inWords, from: 0, to: $0.1.amount) },
      mark: bound.map {
        RangeBars.Tick(at: $0.time.amount, "bound", more: " on \(escaped($0.space, limit: 60))")
      }
    )
    .svg
  }
}
