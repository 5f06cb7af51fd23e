import Devices
import Quantities
import Studies

extension StudyWriter {
  var granularity: StudySection? {
    let curves = results.granularity.curves
    guard !curves.isEmpty else { return nil }
    var section = StudySection(
      id: "granularity",
      title: "How fine to schedule",
      method: "Two grains on \(results.study.mainDevice.name). Parts: every operator in so many "
        + "parts along its rows, each dealt to the CPU cluster that is done with it first; a part "
        + "costs a start, and a wake-up for each process in the queue. Chains: CPU and GPU compute "
        + "rows of so many operators before they exchange data; short ones wait for each other "
        + "often, long ones compute rows twice. The coarsest grain is the whole model on the "
        + "processor that is done with it first (of the CPU's clusters, or of all). Plans know the "
        + "durations of their condition, so that only the grain differs. Competing processes "
        + "get a slice of 3 ms after each full slice of a step, and a step that ends sooner is not "
        + "suspended: an assumption in favour of fine grains, stated in the conditions' files."
    )
    for scale in GranularityStudy.Scale.allCases {
      let some = curves.filter { $0.scale == scale }
      let us = some.filter { $0.isU(by: 50) }
      section.findings.append(
        "\(scale.inWords): both ends cost at least 5 % more than the best grain in \(us.count) of "
          + "\(some.count) curves" + (us.isEmpty ? "." : ": \(Self.listed(us)).")
      )
      section.findings += Self.shift(scale, some)
    }
    for curve in Self.shown(curves) { section.drawings.append(drawing(curve, curves)) }
    for scale in GranularityStudy.Scale.allCases {
      let grains = GranularityStudy.grains(of: scale)
      section.tables.append(
        StudySection.Table(
          caption: "Latency in ms by \(scale.unit), finest first",
          columns: ["model", "condition"] + grains.map { "#\($0)" } + ["#whole", "#best"],
          rows: curves.filter { $0.scale == scale }
            .map { curve in
              [curve.model, curve.condition]
                + (grains.map { $0 } + [nil])
                .map { grain in
                  curve.points.first { $0.grain == grain }
                    .map { StudyNumber.milliseconds($0.latency) } ?? "–"
                } + [curve.best?.words ?? "–"]
            }
        )
      )
    }
    return section
  }

  private static func listed(_ curves: [GranularityStudy.Curve]) -> String {
    var models: [String] = []
    for curve in curves where !models.contains(curve.model) { models.append(curve.model) }
    return
      models.map { model in
        let some = curves.filter { $0.model == model }
        return "\(model) (" + some.map(\.condition).joined(separator: ", ") + ")"
      }
      .joined(separator: ", ")
  }

  /// For which models the best grain moves with competing processes.
  private static func shift(_ scale: GranularityStudy.Scale, _ curves: [GranularityStudy.Curve])
    -> [String]
  {
    var models: [String] = []
    for curve in curves where !models.contains(curve.model) { models.append(curve.model) }
    let moved = models.compactMap { model -> String? in
      let grains = curves.filter { $0.model == model }.compactMap { $0.best?.words }
      guard Set(grains).count > 1 else { return nil }
      return "\(model) \(grains.joined(separator: " → "))"
    }
    return [
      moved.isEmpty
        ? "The best number of \(scale.unit) does not move with competing processes."
        : "The best number of \(scale.unit) moves with competing processes: "
          + moved.joined(separator: ", ") + "."
    ]
  }

  /// For each scale the model whose curves at calm are deepest.
  private static func shown(_ curves: [GranularityStudy.Curve]) -> [GranularityStudy.Curve] {
    GranularityStudy.Scale.allCases.compactMap { scale in
      curves.filter { $0.scale == scale }
        .max { left, right in left.depth < right.depth }
    }
  }

  private func drawing(_ chosen: GranularityStudy.Curve, _ curves: [GranularityStudy.Curve])
    -> StudySection.Drawing
  {
    let some = curves.filter { $0.scale == chosen.scale && $0.model == chosen.model }
    let chart = LineChart(
      steps: chosen.points.map(\.words),
      axis: chosen.scale.unit,
      lines: some.map { curve in
        let best = curve.best?.latency.amount ?? 1
        return LineChart.Line(
          name: curve.condition,
          values: curve.points.map { Ratio.thousandths($0.latency.amount, over: best) }
        )
      },
      floor: 900,
      words: StudyNumber.factor
    )
    return StudySection.Drawing(
      caption: "\(chosen.model), latency over the best grain's, by \(chosen.scale.unit)",
      svg: chart.svg,
      legend: some.enumerated()
        .map { Swatch.line("series s\($0.offset)").item($0.element.condition) }
    )
  }

  var frames: StudySection? {
    let runs = results.comparison.cells.filter { ($0.run?.frames ?? 0) > 0 }
    guard let first = runs.first else { return nil }
    var section = StudySection(
      id: "frames",
      title: "What the screen loses",
      method:
        "While a plan runs over and over, a user interface draws on the GPU 60 times a second; "
        + "a frame that ends after the next one is due is dropped, since kernels are not "
        + "interrupted. Condition \(first.condition)."
    )
    let strategies = results.study.contenders.map(\.name)
    section.tables.append(
      StudySection.Table(
        caption: "Dropped frames by strategy, over models and phones",
        columns: ["strategy", "#runs", "#runs that drop frames", "#median", "#greatest"],
        rows: strategies.compactMap { name in
          let shares = runs.filter { $0.strategy == name }.compactMap(\.run)
            .map { Ratio.thousandths($0.droppedFrames, of: $0.frames) }
          guard let median = Ratio.median(shares), let most = shares.max() else { return nil }
          return [
            name, "\(shares.count)", "\(shares.count { $0 > 0 })", StudyNumber.percent(median),
            StudyNumber.percent(most),
          ]
        }
      )
    )
    return section
  }
}

extension GranularityStudy.Scale {
  fileprivate var inWords: String {
    switch self {
    case .parts: "Parts of operators on the CPU's clusters"
    case .chain: "Chains of operators on CPU and GPU"
    }
  }

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
}

extension GranularityStudy.Curve {
  /// By how much the cheaper end costs more than the best grain, in thousandths of the latter.
  fileprivate var depth: UInt64 {
    guard let best, let first = points.first, let last = points.last else { return 0 }
    return Ratio.thousandths(
      min(first.latency, last.latency).amount,
      over: best.latency.amount
    )
  }
}
