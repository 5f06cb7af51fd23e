import Devices
import Studies

extension StudyWriter {
  var expenses: StudySection? {
    let expenses = results.comparison.expenses
    guard !expenses.isEmpty else { return nil }
    var section = StudySection(
      id: "expenses",
      title: "What parallelism costs in memory and energy",
      method:
        "Against the best single processor of each setting, as above. Memory is the sum over "
        + "the pools of the most that each holds at once, weights included: a tensor that two "
        + "pools hold counts twice. Energy is power times time of every processor of the phone, "
        + "each at its active power while it works and at its idle power else (those of the "
        + "device files)."
    )
    let faster = expenses.map(\.faster).reduce(0, +)
    let more = expenses.map(\.fasterForMore).reduce(0, +)
    section.findings.append(
      "Of \(faster.counted("plan", "plans")) that \(faster == 1 ? "is" : "are") faster than one "
        + "processor \(more) (\(StudyNumber.share(more, of: faster))) "
        + "\(more == 1 ? "takes" : "take") more energy than it."
    )
    if let memory = expenses.max(by: { $0.memory.greatest < $1.memory.greatest }),
      let energy = expenses.max(by: { $0.energy.greatest < $1.energy.greatest })
    {
      section.findings.append(
        "The most memory is \(StudyNumber.factor(memory.memory.greatest)) times that of one "
          + "processor (\(memory.strategy)), the most energy "
          + "\(StudyNumber.factor(energy.energy.greatest)) times (\(energy.strategy))."
      )
    }
    section.tables.append(
      StudySection.Table(
        caption: "Memory and energy as multiples of the best single processor's",
        columns: [
          "strategy", "#runs", "#memory, median", "#greatest", "#energy, least", "#median",
          "#greatest", "#faster", "#for more energy",
        ],
        rows: expenses.map { item in
          [item.strategy, "\(item.runs)"]
            + [
              item.memory.median, item.memory.greatest, item.energy.least, item.energy.median,
              item.energy.greatest,
            ]
            .map(StudyNumber.factor) + ["\(item.faster)", "\(item.fasterForMore)"]
        }
      )
    )
    return section
  }
}
