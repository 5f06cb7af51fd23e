import Checking
import Devices
import Documents
package import Studies

/// A study as tables, charts and sentences, all of them computed from its results.
package struct StudyReport: Sendable {
  let results: StudyResults
  /// Command lines that make it again.
  let reproduction: [String]
  let sections: [StudySection]

  /// Puts the report together.
  package init(_ results: StudyResults, reproduction: [String]) {
    self.results = results
    self.reproduction = reproduction
    let writer = StudyWriter(results: results)
    sections = [
      writer.comparison, writer.deadline, writer.conditions, writer.fallbacks, writer.predictions,
      writer.granularity, writer.levels, writer.passes, writer.expenses, writer.frames,
      writer.evidence, writer.agreement,
    ]
    .compactMap { $0 }
  }

  /// What was compared, in a sentence.
  var scope: String {
    let study = results.study
    let cells = results.comparison.cells.count
    return [
      study.models.count.counted("model", "models"),
      study.devices.count.counted("phone", "phones"),
      study.conditions.count.counted("condition", "conditions"),
      study.contenders.count.counted("strategy", "strategies"),
    ]
    .joined(separator: " × ") + ", "
      + (cells == 1 ? "1 cell, simulated" : "\(cells) cells, all of them simulated")
  }

  /// The first answer.
  var headline: String {
    let comparison = results.comparison
    let alone = comparison.settingsForOneProcessor
    let count = comparison.groups.count
    let first = comparison.standings.max { $0.firsts < $1.firsts }
    if let first, first.firsts == count {
      return count == 1
        ? "\(first.strategy) wins the only setting" : "\(first.strategy) wins all \(count) settings"
    }
    if alone == count {
      return count == 1
        ? "One processor alone wins the only setting"
        : "One processor alone wins all \(count) settings"
    }
    let winner =
      first.map { "\($0.strategy) is fastest in \($0.firsts) of \(count) settings" } ?? ""
    return alone == 0
      ? "No strategy wins everywhere: \(winner)"
      : "No strategy wins everywhere: \(winner), one processor alone in \(alone)"
  }
}

/// Writes the sections of a study.
struct StudyWriter {
  let results: StudyResults

  var comparison: StudySection? {
    let comparison = results.comparison
    let standings = comparison.standings
    let losses = comparison.losses
    var section = StudySection(
      id: "winners",
      title: "Which strategy wins where",
      method:
        "A setting is a model on a phone in a condition. A strategy that predicts "
        + "plans from a profile at calm unless its options say otherwise, a list scheduler knows "
        + "the durations of the condition; the plan runs in the condition. It is held against the "
        + "fastest single processor, "
        + "with what that one's backend refuses falling back to the CPU. A setting's winner is the "
        + "fastest plan, if it beats that processor. Strategies that change the network are held "
        + "against single processors that run the changed network, and win no setting."
    )
    let alone = comparison.settingsForOneProcessor
    section.findings.append(
      "In \(alone) of \(comparison.groups.count.counted("setting", "settings")) "
        + "(\(StudyNumber.share(alone, of: comparison.groups.count))) no "
        + "strategy beats one processor alone. Of "
        + "\(losses.of.counted("run", "runs")) of strategies, \(losses.count) "
        + "(\(StudyNumber.share(losses.count, of: losses.of))) "
        + "\(losses.count == 1 ? "is" : "are") slower than one processor."
    )
    let everywhere = standings.filter { !$0.changesNetwork && $0.firsts == comparison.groups.count }
    let never = standings.filter { !$0.changesNetwork && $0.slower == 0 && $0.runs > 0 }
    section.findings.append(
      (everywhere.first.map { "\($0.strategy) wins every setting. " }
        ?? "No strategy wins every setting. ")
        + (never.isEmpty
          ? "Every strategy is slower than one processor somewhere."
          : "Never slower than one processor: " + never.map(\.strategy).joined(separator: ", ")
            + ".")
    )
    section.drawings.append(spread(standings))
    section.tables.append(
      StudySection.Table(
        caption: "Strategies over all settings, against the best single processor",
        columns: [
          "strategy", "#wins", "#faster", "#slower", "#no plan", "#least", "#median", "#greatest",
          "loses most by",
        ],
        rows: standings.map { item in
          [
            item.strategy + (item.changesNetwork ? " (changes the network)" : ""),
            "\(item.firsts)", "\(item.faster)", "\(item.slower)", "\(item.declined)",
          ]
            + [item.least, item.median, item.greatest]
            .map { item.runs > 0 ? StudyNumber.factor($0) : "–" }
            + [item.cause?.words ?? "–"]
        }
      )
    )
    section.tables += [winners(by: \.model, "model"), winners(by: \.device, "phone")]
    return section
  }

  private func spread(_ standings: [Comparison.Standing]) -> StudySection.Drawing {
    let shown = standings.filter { $0.runs > 0 }
    let most = max(shown.map(\.greatest).max() ?? 0, 1_000)
    let bars = RangeBars(
      scale: ChartScale(most + most / 20),
      rows: shown.map { item in
        RangeBars.Row(
          name: escaped(item.strategy, limit: 30),
          words: "\(StudyNumber.factor(item.least)) to \(StudyNumber.factor(item.greatest))",
          more: "median \(StudyNumber.factor(item.median))",
          from: item.least,
          to: item.greatest,
          notch: item.median
        )
      },
      mark: RangeBars.Tick(at: 1_000, "as fast as the best single processor")
    )
    return StudySection.Drawing(
      caption: "How many times as fast as the best single processor, least to greatest",
      svg: bars.svg,
      legend: [Swatch.filled("whole").item("least to greatest"), Swatch.notch.item("median")]
    )
  }

  /// Who wins how many settings, by one of a setting's names.
  func winners(by key: KeyPath<StudySetting, String>, _ title: String)
    -> StudySection.Table
  {
    let groups = results.comparison.groups
    var names: [String] = []
    for group in groups where !names.contains(group.setting[keyPath: key]) {
      names.append(group.setting[keyPath: key])
    }
    let rows = names.map { name -> [String] in
      let some = groups.filter { $0.setting[keyPath: key] == name }
      let winners = some.map { $0.winner?.strategy ?? "one processor" }
      var counts: [(name: String, count: Int)] = []
      for winner in winners where !counts.contains(where: { $0.name == winner }) {
        counts.append((winner, winners.count { $0 == winner }))
      }
      counts.sort { ($1.count, $0.name) < ($0.count, $1.name) }
      let best = some.compactMap(\.fastest).compactMap(\.run).map(\.speedup)
      return [
        name, "\(some.count)",
        counts.prefix(4).map { "\($0.name) \($0.count)" }.joined(separator: ", "),
        StudyNumber.factor(Ratio.median(best) ?? 0), StudyNumber.factor(best.max() ?? 0),
      ]
    }
    return StudySection.Table(
      caption:
        "Winners by \(title), and how many times as fast as one processor the best strategy is",
      columns: [title, "#settings", "wins", "#median", "#greatest"],
      rows: rows
    )
  }

  var conditions: StudySection? {
    guard results.study.conditions.count > 1 else { return nil }
    let meanings = results.study.conditions.map { [$0.name, $0.meaning] }
    return StudySection(
      id: "conditions",
      title: "What a condition changes",
      method: "The study's own values of σ0 to σ4 are not public; these conditions are this "
        + "project's: σ0 calm, σ1 throttled-gpu, σ2 one-competing-process, σ3 "
        + "many-competing-processes, σ4 low-bandwidth. Runs take the worst end of each range.",
      tables: [
        winners(by: \.condition, "condition"),
        StudySection.Table(caption: "Conditions", columns: ["name", "meaning"], rows: meanings),
      ]
    )
  }
}
