import Quantities
import Studies

extension StudyWriter {
  var evidence: StudySection? {
    guard let evidence = results.study.evidence else { return nil }
    let count = evidence.rows.count
    let share = Ratio.thousandths(evidence.slower, of: count)
    var section = StudySection(
      id: "evidence",
      title: "What was measured elsewhere: mixed placements",
      method: "Not simulated: latencies that Qualcomm AI Hub measured on its devices. A mixed "
        + "placement has layers on the NPU and on another unit; it is held against the fastest row "
        + "of the same model, precision and device with all layers on the NPU. The two rows are of "
        + "different runtimes, so that the ratio is not of the placement alone; the control holds "
        + "rows with all layers on the NPU against the fastest such row of other runtimes."
    )
    let median = Ratio.median(evidence.rows.map(\.ratio)) ?? 0
    section.findings.append(
      "\(evidence.slower) of \(count) mixed placements (\(StudyNumber.percent(share))) are slower "
        + "than the NPU alone, in the median \(StudyNumber.factor(median)) times as long."
    )
    let runtimes = evidence.rows.map(\.runtime)
    let controls = evidence.controls.filter { runtimes.contains($0.runtime) }
    if !controls.isEmpty {
      let words = controls.map { item in
        "\(item.runtime) is slower in "
          + "\(StudyNumber.share(item.slower, of: item.pairs)) of "
          + "\(item.pairs) pairs, median ratio \(StudyNumber.factor(item.median))"
      }
      section.findings.append(
        "The runtime alone explains less: with all layers on the NPU "
          + words.joined(separator: "; ") + "."
      )
    }
    for (caption, key) in [
      ("By units", \FieldEvidence.Row.units), ("By runtime", \FieldEvidence.Row.runtime),
    ] {
      section.tables.append(
        StudySection.Table(
          caption: caption,
          columns: ["placement", "#rows", "#slower", "#share", "#median ratio", "#greatest"],
          rows: evidence.summaries(by: key)
            .map { item in
              [
                item.name, "\(item.count)", "\(item.slower)",
                StudyNumber.share(item.slower, of: item.count),
                StudyNumber.factor(item.median), StudyNumber.factor(item.greatest),
              ]
            }
        )
      )
    }
    return section
  }

  var agreement: StudySection? {
    let rows = results.agreement.rows
    guard !rows.isEmpty else { return nil }
    let operators = rows.map(\.operators).reduce(0, +)
    let same = rows.map(\.sameDimension).reduce(0, +)
    let difference = rows.map(\.difference).reduce(0, +) / UInt64(max(operators, 1))
    var section = StudySection(
      id: "agreement",
      title: "CoDL's plans here and as its authors store them",
      method: "Operator by operator over the models and phones for which github.com/csu-eis/CoDL "
        + "stores plans: the dimension that is cut, and the GPU's share of it. An operator that "
        + "the GPU computes alone counts as cut along height, as it does there."
    )
    section.findings.append(
      "Of \(operators) operators \(StudyNumber.share(same, of: operators)) have "
        + "the same dimension; the GPU's share differs by \(StudyNumber.factor(difference)) in the "
        + "mean."
    )
    section.tables.append(
      StudySection.Table(
        caption: "Agreement with the stored plans",
        columns: [
          "phone", "plans", "#operators", "#same dimension", "#both divide",
          "#same among these", "#mean difference of share",
        ],
        rows: rows.map { row in
          [
            row.device, row.name, "\(row.operators)",
            StudyNumber.share(row.sameDimension, of: row.operators),
            "\(row.divided)",
            StudyNumber.share(row.sameDivided, of: row.divided),
            StudyNumber.factor(row.meanDifference),
          ]
        }
      )
    )
    return section
  }
}
