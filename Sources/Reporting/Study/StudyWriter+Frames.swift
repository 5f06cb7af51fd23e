import Devices
import Studies

extension StudyWriter {
  var frames: StudySection? {
    let runs = results.comparison.cells.filter { ($0.run?.frames ?? 0) > 0 }
    guard let first = runs.first else { return nil }
    var section = StudySection(
      id: "frames",
      title: "What the screen loses",
      method:
        "While a plan runs over and over, a user interface draws on the GPU 60 times a second; "
        + "a frame that ends after the next one is due is dropped, since kernels are not "
        + "interrupted. Condition \(first.setting.condition)."
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
