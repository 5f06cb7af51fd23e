import Devices
import Studies

extension StudyWriter {
  var levels: StudySection? {
    let rows = results.levels.rows
    guard !rows.isEmpty else { return nil }
    var section = StudySection(
      id: "levels",
      title: "What to schedule: models, sub-graphs, operators or parts",
      method:
        "The paper's four granularities on \(results.study.mainDevice.name). Task: every "
        + "input's model whole on one processor. Sub-graph: stretches of operators that the same "
        + "processors support (Band). Inter-operator: whole operators (HEFT). Intra-operator: "
        + "parts of operators between CPU and GPU (CoDL), and between the cores of the CPU in the "
        + "best number of parts. All know the durations of their condition, so that only the "
        + "level differs. Where the CPU computes an operator with a whole cluster, it waits for "
        + "the slowest of its cores, so that three competing processes cost it no more than one."
    )
    for inputs in [1, 2] {
      let some = rows.filter { $0.inputs == inputs }
      guard !some.isEmpty else { continue }
      let what = inputs == 1 ? "One input" : "Two inputs at once"
      section.findings += [
        "\(what), best level by condition: " + winners(some) + ".", "\(what): " + moves(some),
      ]
      section.tables.append(table(some, what))
    }
    return section
  }

  /// How many models each level is best for, by condition.
  private func winners(_ rows: [LevelStudy.Row]) -> String {
    results.study.competition.map(\.name)
      .map { condition in
        let best = rows.filter { $0.condition == condition }.compactMap(\.best?.level)
        let counts = LevelStudy.Level.allCases
          .map { level in (level: level, count: best.count { $0 == level }) }
          .filter { $0.count > 0 }
        return condition + " "
          + counts.map { "\($0.level.rawValue) \($0.count)" }.joined(separator: ", ")
      }
      .joined(separator: "; ")
  }

  /// For which models the best level moves with competing processes.
  private func moves(_ rows: [LevelStudy.Row]) -> String {
    let moved = results.study.models.map(\.name)
      .compactMap { model -> String? in
        let levels = rows.filter { $0.model == model }.compactMap { $0.best?.level.rawValue }
        guard Set(levels).count > 1 else { return nil }
        return "\(model) \(levels.joined(separator: " → "))"
      }
    return moved.isEmpty
      ? "the best level moves for no model with competing processes."
      : "the best level moves with competing processes: " + moved.joined(separator: "; ") + "."
  }

  private func table(_ rows: [LevelStudy.Row], _ what: String) -> StudySection.Table {
    StudySection.Table(
      caption: "\(what): latency in ms by level, coarsest first; in brackets plans that use one "
        + "processor",
      columns: ["model", "condition"] + LevelStudy.Level.allCases.map { "#\($0.rawValue)" }
        + ["best"],
      rows: rows.map { row in
        [row.model, row.condition]
          + LevelStudy.Level.allCases.map { level in
            guard let entry = row.entries.first(where: { $0.level == level }) else { return "–" }
            let time = StudyNumber.milliseconds(entry.latency)
            return entry.processors == 1 ? "(\(time))" : time
          } + [row.best?.level.rawValue ?? "–"]
      }
    )
  }
}
