import Graphs
import Quantities

/// The rule by which measurements are left out that contradict each other.
///
/// On one processor a run that does at most half of everything that another one does (products,
/// bytes, operators) takes no longer; where it is measured to take 1.3 times as long, one of the
/// two is wrong. The run with the most contradictions is left out
/// first, and so on until none is left. Where more than a third of a processor's runs go this way,
/// all go.
package enum ContradictionRule {
  private static let less = 0.5
  private static let longer = 1.3

  /// Splits runs into those to keep and those that contradict others.
  package static func sift(_ runs: [MeasuredRun])
    -> (kept: [MeasuredRun], excluded: [CalibrationReport.Exclusion])
  {
    var groups: [(key: Key, positions: [Int])] = []
    for (position, run) in runs.enumerated() where run.measurement.subject == .model {
      let key = Key(run)
      if let found = groups.firstIndex(where: { $0.key == key }) {
        groups[found].positions.append(position)
      } else {
        groups.append((key, [position]))
      }
    }
    var reasons = [String?](repeating: nil, count: runs.count)
    for group in groups { judge(group.positions, runs, &reasons) }
    let excluded = zip(runs, reasons)
      .compactMap { run, reason in
        reason.map { CalibrationReport.Exclusion(run.measurement, $0) }
      }
    return (zip(runs, reasons).filter { $0.1 == nil }.map(\.0), excluded)
  }

  private static func judge(
    _ positions: [Int],
    _ runs: [MeasuredRun],
    _ reasons: inout [String?]
  ) {
    let amounts = positions.map { runs[$0].amounts }
    let times = positions.map { Double(runs[$0].measurement.latency.amount) }
    var conflicts = positions.map { _ in Set<Int>() }
    for first in positions.indices {
      for second in positions.indices where times[first] > times[second] * longer {
        let isLess = zip(amounts[first], amounts[second]).allSatisfy { $0 <= $1 * less }
        guard isLess else { continue }
        conflicts[first].insert(second)
        conflicts[second].insert(first)
      }
    }
    var left: [Int] = []
    while let worst = conflicts.indices.max(by: { conflicts[$0].count < conflicts[$1].count }),
      let other = conflicts[worst].min()
    {
      reasons[positions[worst]] =
        "contradicts \(runs[positions[other]].measurement.model): "
        + "one does less of everything and took longer"
      left.append(worst)
      conflicts[worst] = []
      for position in conflicts.indices { conflicts[position].remove(worst) }
    }
    guard left.count * 3 > positions.count else { return }
    for position in positions where reasons[position] == nil {
      reasons[position] = "more than a third of its processor's rows contradict each other"
    }
  }

  /// What runs have in common that may be compared.
  private struct Key: Hashable {
    let device: String?
    let position: Int
    let processor: String
    let precision: String?
    let threads: Int?

    init(_ run: MeasuredRun) {
      device = run.measurement.device
      position = run.device
      processor = run.measurement.processor
      precision = run.measurement.precision?.rawValue
      threads = run.measurement.threads
    }
  }
}
