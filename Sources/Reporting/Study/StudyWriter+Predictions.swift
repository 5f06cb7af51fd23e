import Quantities
import Strategies
import Studies

extension StudyWriter {
  var predictions: StudySection? {
    let summaries = results.predictions.summaries
    guard !summaries.isEmpty else { return nil }
    var section = StudySection(
      id: "predictions",
      title: "How far off predictions are",
      method:
        "Strategies that predict plan with an estimate and say what they expect; the run then "
        + "says what it took. Offline estimates were profiled at calm; runtime estimates are a "
        + "moving average (smoothing 0.1) after so many runs in the condition. The error is the "
        + "difference in percent of the prediction, which is the only reading under which a "
        + "slowdown gives more than 100 %; errors in percent of what the run took stand beside it. "
        + "The regret is how much longer a run takes than that of the plan that the same strategy "
        + "makes when it knows the condition's durations."
    )
    let offline = summaries.filter { $0.estimate == .offline }
    section.tables.append(byStrategy)
    let last = summaries.filter { $0.estimate == PredictionStudy.estimates.last }
    if let least = offline.min(by: { $0.median < $1.median }),
      let most = offline.max(by: { $0.median < $1.median })
    {
      section.findings.append(
        "Offline estimates are off by \(StudyNumber.percent(least.median)) (\(least.condition)) to "
          + "\(StudyNumber.percent(most.median)) (\(most.condition)) in the median, and by up to "
          + "\(StudyNumber.percent(offline.map(\.greatest).max() ?? 0)); the paper reports 25 % to "
          + "126 % (second-hand)."
      )
    }
    if let most = last.max(by: { $0.median < $1.median }), let estimate = most.estimate.runs {
      section.findings.append(
        "After \(estimate) runs in the condition the median is at most "
          + "\(StudyNumber.percent(most.median)), and the greatest regret falls from "
          + "\(StudyNumber.percent(offline.map(\.greatestRegret).max() ?? 0)) to "
          + "\(StudyNumber.percent(last.map(\.greatestRegret).max() ?? 0))."
      )
    }
    section.drawings.append(errors(summaries))
    section.tables.append(
      StudySection.Table(
        caption: "Errors in percent of the prediction, over models, phones and strategies",
        columns: [
          "condition", "estimate", "#runs", "#lower quartile", "#median", "#upper quartile",
          "#greatest", "#median, of the run", "#median regret", "#greatest regret",
        ],
        rows: summaries.map { item in
          [
            item.condition, item.estimate.inWords, "\(item.count)",
            StudyNumber.percent(item.quartile), StudyNumber.percent(item.median),
            StudyNumber.percent(item.upperQuartile), StudyNumber.percent(item.greatest),
            StudyNumber.percent(item.medianOfLatency), StudyNumber.percent(item.medianRegret),
            StudyNumber.percent(item.greatestRegret),
          ]
        }
      )
    )
    return section
  }

  /// The median errors of each strategy, before and after runs in the condition.
  private var byStrategy: StudySection.Table {
    let rows = results.predictions.rows
    var names: [String] = []
    var conditions: [String] = []
    for row in rows where !names.contains(row.strategy) { names.append(row.strategy) }
    for row in rows where !conditions.contains(row.condition) { conditions.append(row.condition) }
    let last = PredictionStudy.estimates.last
    return StudySection.Table(
      caption:
        "Median error of each strategy in percent of the prediction, offline → after 30 runs",
      columns: ["condition"] + names.map { "#\($0)" },
      rows: conditions.map { condition in
        [condition]
          + names.map { name in
            let some = rows.filter { $0.condition == condition && $0.strategy == name }
            let medians = [.offline, last]
              .map { estimate in
                Ratio.median(some.filter { $0.estimate == estimate }.map(\.errorOfPrediction))
              }
            return medians.map { $0.map(StudyNumber.percent) ?? "–" }.joined(separator: " → ")
          }
      }
    )
  }

  private func errors(_ summaries: [PredictionStudy.Summary]) -> StudySection.Drawing {
    var conditions: [String] = []
    for item in summaries where !conditions.contains(item.condition) {
      conditions.append(item.condition)
    }
    let shown = Array(conditions.prefix(6))
    let chart = LineChart(
      name: "By estimate",
      steps: PredictionStudy.estimates.map(\.inWords),
      lines: shown.map { name in
        LineChart.Line(
          name: name,
          values: PredictionStudy.estimates.map { estimate in
            summaries.first { $0.condition == name && $0.estimate == estimate }?.median
          }
        )
      },
      words: StudyNumber.percent
    )
    return StudySection.Drawing(
      caption: "Median error by what the strategy knows of the condition",
      svg: chart.svg,
      legend: shown.enumerated().map { Swatch.line("series s\($0.offset)").item($0.element) }
    )
  }
}

extension Estimate {
  /// The number of runs that a moving average has seen.
  fileprivate var runs: Int? {
    if case .runtime(let runs) = self { runs } else { nil }
  }

  /// What it knows, for people.
  fileprivate var inWords: String {
    switch self {
    case .offline: "offline"
    case .exact: "exact"
    case .runtime(1): "1 run"
    case .runtime(let runs): "\(runs) runs"
    }
  }
}
