import Devices
import Quantities
import Studies

extension StudyWriter {
  var passes: StudySection? {
    let summaries = results.passes.summaries
    guard let best = summaries.max(by: { $0.greatest < $1.greatest }) else { return nil }
    var section = StudySection(
      id: "passes",
      title: "Passes before planning and passes of the backend",
      method: "Passes of the frontend change the network (pruning leaves out that share of the "
        + "channels between convolutions, low-rank makes two thinner convolutions of one), the "
        + "backend's pass fuses normalisations and activations. A combination of both is held "
        + "against the backend's pass alone, or no pass where that is faster, for the same "
        + "strategy, at calm on \(results.study.mainDevice.name). What accuracy a changed network "
        + "has is not known here: the ratio of pruning decides how much is gained, and a published "
        + "best case is a choice of ratio."
    )
    let gains = results.passes.gains
    section.findings.append(
      "Combinations of both levels are faster than the backend alone in "
        + "\(gains.count { $0.isBetter }) of \(gains.count) cases; the best takes "
        + "\(StudyNumber.percent(best.greatest)) less time (\(best.passes), "
        + "\(best.best.row.model), \(best.best.row.strategy)). The paper's best is 48.4 % less "
        + "(second-hand)."
    )
    if let mild = summaries.first(where: { $0.passes == "prune:ratio=0.3,fuse" }) {
      section.findings.append(
        "With pruning of 0.3 and fusion it is \(StudyNumber.percent(mild.median)) in the median "
          + "and \(StudyNumber.percent(mild.greatest)) at best (\(mild.best.row.model))."
      )
    }
    section.tables.append(
      StudySection.Table(
        caption: "Time saved against the backend's passes alone",
        columns: ["passes", "#cases", "#faster", "#least", "#median", "#greatest", "greatest in"],
        rows: summaries.map { item in
          [
            item.passes, "\(item.count)", "\(item.better)", StudyNumber.percent(item.least),
            StudyNumber.percent(item.median), StudyNumber.percent(item.greatest),
            "\(item.best.row.model), \(item.best.row.strategy)",
          ]
        }
      )
    )
    section.tables.append(
      StudySection.Table(
        caption: "Every combination",
        columns: ["model", "strategy", "passes", "#ms", "#million MACs", "#peak memory, KiB"],
        rows: results.passes.rows.map { row in
          [
            row.model, row.strategy, row.passes.isEmpty ? "none" : row.passes,
            StudyNumber.milliseconds(row.latency), "\(row.work.amount / 1_000_000)",
            "\(row.peak.amount / 1_024)",
          ]
        },
        isFolded: true
      )
    )
    return section
  }

  var fallbacks: StudySection? {
    let rows = results.fallbacks.rows
    guard let main = rows.first else { return nil }
    let study = results.study
    var section = StudySection(
      id: "fallbacks",
      title: "What falls back",
      method:
        "Co-execution of one operator on CPU and GPU exists for convolutions, pools and fully "
        + "connected layers (CoDL, sections 6 and 8); everything else, and what the GPU's backend "
        + "refuses, falls back to one processor. The fallback ratio is the share of the model's "
        + "operators, as its file lists them, that do. It depends on how the file counts: once "
        + "activations and normalisations are fused into the operators before them it is smaller. "
        + "Both are given, with what the backend refuses by itself."
    )
    section.findings.append(
      "\(main.model) on \(main.device) with CPU and GPU: \(main.sequential) of \(main.operators) "
        + "operators, \(StudyNumber.percent(main.ratio)), have no parallel kernel; after fusion "
        + "\(main.fusedSequential) of \(main.fusedOperators), "
        + "\(StudyNumber.share(main.fusedSequential, of: main.fusedOperators))"
        + ". The GPU's backend refuses \(main.refused). The paper reports about 48 % for ResNet-50 "
        + "on the Xiaomi 9 (second-hand; its definition is not public)."
    )
    section.tables.append(
      StudySection.Table(
        caption: "Fallback on \(study.mainDevice.name) with CPU and GPU",
        columns: [
          "model", "#operators", "#refused by the GPU", "#without parallel kernel", "#ratio",
          "#operators, fused", "#ratio, fused", "#whole in CoDL's plan",
        ],
        rows: rows.map { row in
          [
            row.model, "\(row.operators)", "\(row.refused)", "\(row.sequential)",
            StudyNumber.percent(row.ratio), "\(row.fusedOperators)",
            StudyNumber.share(row.fusedSequential, of: row.fusedOperators),
            row.whole.map { StudyNumber.share($0, of: row.operators) } ?? "–",
          ]
        }
      )
    )
    let refusals = results.fallbacks.refusals.filter { $0.refused > 0 }
    section.tables.append(
      StudySection.Table(
        caption: "Operators that runtimes' backends refuse",
        columns: ["backend", "model", "#refused", "#of", "#share", "kinds"],
        rows: refusals.map { item in
          [
            item.backend, item.model, "\(item.refused)", "\(item.operators)",
            StudyNumber.share(item.refused, of: item.operators),
            item.kinds.joined(separator: ", "),
          ]
        },
        isFolded: true
      )
    )
    return section
  }
}
