import Checking
import Devices
import Quantities
import Studies

extension StudyWriter {
  var deadline: StudySection? {
    guard let deadline = results.study.deadline else { return nil }
    let groups = results.comparison.groups
    let alone = groups.count { group in
      group.cells.contains { cell in
        cell.run.map { !$0.changesNetwork && $0.best <= deadline } ?? false
      }
    }
    let any = groups.count { group in
      group.fastest?.run.map { min($0.latency, $0.best) <= deadline } ?? false
    }
    var section = StudySection(
      id: "deadline",
      title: "What is done in time",
      method: "A model must be done within \(deadline.inWords). Strategies that plan for deadlines "
        + "are told; whether the plan is done in time its run says, at the worst end of each range."
    )
    section.findings.append(
      "The best single processor is done in time in \(alone) of "
        + "\(groups.count.counted("setting", "settings")), it or the fastest plan in \(any)."
    )
    section.tables.append(
      StudySection.Table(
        caption: "Runs that are done in time, by strategy",
        columns: ["strategy", "#runs", "#in time", "#share"],
        rows: results.study.contenders.enumerated()
          .compactMap { position, contender in
            let runs = groups.compactMap { $0.cells[position].run }
            guard !runs.isEmpty else { return nil }
            let met = runs.count { $0.latency <= deadline }
            return [
              contender.name, "\(runs.count)", "\(met)", StudyNumber.share(met, of: runs.count),
            ]
          }
      )
    )
    return section
  }
}
