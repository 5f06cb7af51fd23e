import Devices
import Quantities
import Studies

extension StudyWriter {
  var granularity: StudySection? {
    let curves = results.granularity.curves
    guard !curves.isEmpty else { return nil }
    let phone = results.study.mainDevice.name
    var section = StudySection(
      id: "granularity",
      title: "How fine to schedule",
      method:
        "Every operator in so many parts, on the single cores of the \(phone)'s CPU. The parts "
        + "stand in one queue; a core that is free takes the next one without knowing how long it "
        + "will need, and of several free cores one without competitors goes first, then the "
        + "faster one. A core has the share of its cluster's speed that its clock has of all "
        + "clocks. A part costs a start, and reads its borders and filters again. A competing "
        + "process sits on a core of its own, the fastest first; there each part costs a wake-up "
        + "of 50 us for each process in the queue, and a process gets a slice of 3 ms after each "
        + "full slice of a part. A part that ends within a slice is not suspended: an assumption "
        + "in favour of fine grains. That cores hinder each other is in their cluster's speed "
        + "already, so that the curves compare grains with one another, not with the cluster."
    )
    let parts = curves.filter { $0.scale == .parts }
    if parts.isEmpty {
      section.findings.append(
        "The device file of \(phone) does not tell the cores of its clusters (cores), so that "
          + "nothing is given to single cores."
      )
    } else {
      section.findings += [ends(parts), efforts(parts), shift(parts), keeping(parts)]
        .compactMap { $0 }
      section.panels = panels(parts)
    }
    section.findings += chains(curves.filter { $0.scale == .chain })
    section.tables += GranularityStudy.Scale.allCases.compactMap { table($0, curves) }
    return section
  }

  /// What the ends of the curves cost.
  private func ends(_ curves: [GranularityStudy.Curve]) -> String {
    let us = curves.filter { $0.isU(by: 50) }
    func median(_ point: KeyPath<GranularityStudy.Curve, GranularityStudy.Point?>) -> String {
      let ratios = curves.compactMap { curve -> UInt64? in
        guard let best = curve.best, let end = curve[keyPath: point] else { return nil }
        return Ratio.thousandths(end.latency.amount, over: best.latency.amount)
      }
      return StudyNumber.factor(Ratio.median(ratios) ?? 0)
    }
    let finest = GranularityStudy.grains(of: .parts).first ?? 1
    return "Too coarse and too fine both cost: at both ends a model takes at least 5 % longer than "
      + "with its best number of parts in \(us.count) of \(curves.count) curves. In the median one "
      + "part, which leaves all cores but one idle, takes \(median(\.coarsest)) times as long as "
      + "the best number, and \(finest) parts \(median(\.finest)) times."
  }

  /// How cores spend the time at both ends and at the best grain.
  private func efforts(_ curves: [GranularityStudy.Curve]) -> String? {
    func median(
      _ point: KeyPath<GranularityStudy.Curve, GranularityStudy.Point?>,
      _ share: KeyPath<GranularityStudy.Effort, UInt64>
    ) -> String {
      let shares = curves.compactMap { $0[keyPath: point]?.effort?[keyPath: share] }
      return Ratio.median(shares).map(StudyNumber.percent) ?? "–"
    }
    let again = curves.compactMap { curve -> UInt64? in
      guard let best = curve.best, let finest = curve.finest else { return nil }
      return Ratio.thousandths(finest.kernelTime, over: best.kernelTime)
    }
    guard let more = Ratio.median(again) else { return nil }
    let finest = GranularityStudy.grains(of: .parts).first ?? 1
    return "Why, in the median: with one part the cores have nothing to do for "
      + "\(median(\.coarsest, \.idle)) of their time, with the best number for "
      + "\(median(\.best, \.idle)). With \(finest) parts their kernels compute "
      + "\(StudyNumber.factor(more)) times as long as with the best number, since every part reads "
      + "filters again and fills tiles and blocks less; starts, wake-ups and suspensions take "
      + "\(median(\.finest, \.overhead)) of the cores' time, at calm "
      + "\(calmOverhead(curves))."
  }

  /// The greatest share of starts at the finest grain while nothing competes, with its model.
  private func calmOverhead(_ curves: [GranularityStudy.Curve]) -> String {
    let calm = results.study.competition.first?.name
    let shares = curves.filter { $0.condition == calm }
      .compactMap { curve in
        curve.finest?.effort.map { (model: curve.model, share: $0.overhead) }
      }
    guard let most = shares.max(by: { $0.share < $1.share }) else { return "–" }
    return "up to \(StudyNumber.percent(most.share)) (\(most.model))"
  }

  /// How the best grain moves with competing processes.
  private func shift(_ curves: [GranularityStudy.Curve]) -> String {
    let moved = results.study.models.map(\.name)
      .compactMap { model -> String? in
        let grains = curves.filter { $0.model == model }.compactMap { $0.best?.words }
        return Set(grains).count > 1 ? "\(model) \(grains.joined(separator: " → "))" : nil
      }
    let others = results.study.models.count - moved.count
    let conditions = results.study.competition.map(\.name).joined(separator: " → ")
    if moved.isEmpty { return "The best number of parts does not move with competing processes." }
    return "The best number of parts moves with competing processes (\(conditions)) in "
      + "\(moved.count) of \(moved.count + others) models: \(moved.joined(separator: ", "))."
  }

  /// What it costs to keep the best grain of the first condition.
  private func keeping(_ curves: [GranularityStudy.Curve]) -> String? {
    let costs =
      curves
      .compactMap { curve in
        results.granularity.costOfKeepingGrain(curve).map { (curve: curve, cost: $0) }
      }
      .filter { $0.curve.condition != results.study.competition.first?.name }
    guard let worst = costs.max(by: { $0.cost < $1.cost }), worst.cost > 0 else { return nil }
    return "Who keeps the number of parts that is best at "
      + "\(results.study.competition.first?.name ?? "calm") takes up to "
      + "\(StudyNumber.percent(worst.cost)) longer than with the best one "
      + "(\(worst.curve.model), \(worst.curve.condition))."
  }

  private func chains(_ curves: [GranularityStudy.Curve]) -> [String] {
    guard !curves.isEmpty else { return [] }
    let us = curves.filter { $0.isU(by: 50) }
    let whole = curves.filter { $0.best?.grain == nil }
    let single = curves.filter { $0.best?.grain == 1 }
    return [
      "Between CPU and GPU the grain is the number of operators that both compute by rows, all of "
        + "them divided, before they exchange data. There both ends cost at least 5 % more in "
        + "\(us.count) of \(curves.count) curves; in \(whole.count) the whole model on one "
        + "processor is best, in \(single.count) an exchange after every operator."
    ]
  }

  private func table(_ scale: GranularityStudy.Scale, _ curves: [GranularityStudy.Curve])
    -> StudySection.Table?
  {
    let some = curves.filter { $0.scale == scale }
    guard !some.isEmpty else { return nil }
    let grains = Array(GranularityStudy.grains(of: scale).reversed())
      .filter { grain in some.contains { $0.points.contains { $0.grain == grain } } }
    let hasWhole = some.contains { $0.points.contains { $0.grain == nil } }
    let shown: [Int?] = (scale == .parts ? grains : grains.reversed()) + (hasWhole ? [nil] : [])
    return StudySection.Table(
      caption: "Latency in ms by \(scale.unit)",
      columns: ["model", "condition"] + shown.map { "#" + ($0.map(String.init) ?? "whole") }
        + ["#best"],
      rows: some.map { curve in
        [curve.model, curve.condition]
          + shown.map { grain in
            curve.points.first { $0.grain == grain }
              .map { StudyNumber.milliseconds($0.latency) } ?? "–"
          } + [curve.best?.words ?? "–"]
      },
      isFolded: scale == .chain
    )
  }

  /// A panel for each model with a line for each condition.
  private func panels(_ curves: [GranularityStudy.Curve]) -> StudySection.Panels {
    let models = results.study.models.map(\.name)
    func base(_ model: String) -> UInt64 {
      curves.first { $0.model == model }?.best?.latency.amount ?? 1
    }
    let most =
      curves
      .flatMap { curve in
        curve.points.map { Ratio.thousandths($0.latency.amount, over: base(curve.model)) }
      }
      .max() ?? 2_000
    let conditions = results.study.competition.map(\.name)
    return StudySection.Panels(
      caption: "Latency over that of the best number of parts at \(conditions.first ?? "calm"), "
        + "by parts of an operator",
      items: models.map { model in
        let own = curves.filter { $0.model == model }
        let grains = own.max { $0.points.count < $1.points.count }?.points.reversed() ?? []
        let chart = LineChart(
          name: model,
          steps: grains.map(\.words),
          lines: own.map { curve in
            LineChart.Line(
              name: curve.condition,
              values: grains.map { grain in
                curve.points.first { $0.grain == grain.grain }
                  .map { Ratio.thousandths($0.latency.amount, over: base(model)) }
              }
            )
          },
          scale: .doublings(upTo: most),
          marksLeast: true,
          words: StudyNumber.factor
        )
        return StudySection.Panels.Item(
          name: model,
          note: "best: " + own.compactMap { $0.best?.words }.joined(separator: " → "),
          svg: chart.svg
        )
      },
      legend: conditions.enumerated()
        .map { Swatch.line("series s\($0.offset % 6)").item($0.element) }
        + [Swatch.dot.item("the best number of parts")]
    )
  }
}

extension GranularityStudy.Scale {
  fileprivate var unit: String {
    switch self {
    case .parts: "parts of an operator"
    case .chain: "operators of a chain"
    }
  }
}

extension GranularityStudy.Point {
  /// The grain for people.
  fileprivate var words: String { grain.map(String.init) ?? "whole" }

  /// How long kernels run on all cores together, in a unit that all points of a scale share.
  fileprivate var kernelTime: UInt64 {
    guard let effort else { return 0 }
    let rest = 1_000 - min(effort.idle + effort.overhead + effort.contention, 1_000)
    return latency.amount / 1_000 * rest
  }
}

extension GranularityStudy.Curve {
  fileprivate var finest: GranularityStudy.Point? { points.first }
  fileprivate var coarsest: GranularityStudy.Point? { points.last }
}
