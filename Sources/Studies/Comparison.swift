package import Checking
import Devices
package import Hunting
import Quantities

/// Every strategy in every cell of a study.
package struct Comparison: Hashable, Sendable {
  /// What the strategies of one setting made of it.
  package struct Group: Hashable, Sendable {
    package let setting: StudySetting
    /// In the order of the strategies.
    package let cells: [StudyCell]

    /// Makes a group.
    package init(setting: StudySetting, cells: [StudyCell]) {
      self.setting = setting
      self.cells = cells
    }

    /// The fastest plan among those that leave the network as it is, if it beats the best single
    /// processor.
    package var winner: StudyCell? {
      fastest.flatMap { cell in cell.run.map { $0.wins } == true ? cell : nil }
    }

    /// The fastest plan among those that leave the network as it is; of equals the first.
    package var fastest: StudyCell? {
      cells.filter { $0.run.map { !$0.changesNetwork } ?? false }
        .min { left, right in
          guard let one = left.run, let two = right.run else { return false }
          return one.latency < two.latency
        }
    }
  }

  /// In the order of models, devices and conditions.
  package let groups: [Group]

  /// All cells.
  package var cells: [StudyCell] { groups.flatMap(\.cells) }

  /// Collects groups.
  package init(_ groups: [Group]) {
    self.groups = groups
  }

  /// Runs the cells of a study that are not known yet.
  package init(
    _ study: Study,
    _ workers: Workers,
    known: StudyRecord = StudyRecord(),
    keep: @escaping StudyRecord.Keeper = { _ in },
    _ progress: @escaping Study.Progress
  ) {
    let pieces = study.pieces
    let counter = Counter(stage: "settings", count: pieces.count, progress)
    groups = workers.map(Array(pieces.enumerated())) { position, piece in
      let outcomes =
        known.outcomes[position]
        ?? {
          let runner = CellRunner(
            piece.model.graph,
            piece.device,
            piece.condition,
            deadline: study.deadline
          )
          let found = study.contenders.map { runner.outcome(of: $0.strategy) }
          keep(.outcomes(found, piece: position))
          return found
        }()
      let setting = piece.setting
      let cells = zip(study.contenders, outcomes)
        .map { StudyCell(setting, strategy: $0.name, outcome: $1) }
      counter.advance()
      return Group(setting: setting, cells: cells)
    }
  }

  /// How one strategy did over all settings in which it had a plan.
  package struct Standing: Hashable, Sendable {
    package let strategy: String
    /// The settings in which it had a plan.
    package let runs: Int
    /// The settings in which it had none.
    package let declined: Int
    /// The settings in which it was faster than every single processor.
    package let faster: Int
    /// The settings in which it was slower than the best one.
    package let slower: Int
    /// The settings in which nothing was faster, single processors included.
    package let firsts: Int
    /// Times as fast as the best single processor, in thousandths: median, least and greatest.
    package let median: UInt64
    package let least: UInt64
    package let greatest: UInt64
    /// Whether it changes the network.
    package let changesNetwork: Bool
    /// What it loses by most often, where it loses.
    package let cause: LossSplit.Cause?
  }

  /// The standings in the order of the strategies.
  package var standings: [Standing] {
    let names = groups.first?.cells.map(\.strategy) ?? []
    let winners = groups.map { $0.winner?.strategy }
    return names.enumerated()
      .map { position, name in
        let runs = groups.compactMap { $0.cells[position].run }
        let speedups = runs.map(\.speedup).sorted()
        return Standing(
          strategy: name,
          runs: runs.count,
          declined: groups.count - runs.count,
          faster: runs.count { $0.wins },
          slower: runs.count { $0.loses },
          firsts: winners.count { $0 == name },
          median: Ratio.median(speedups) ?? 0,
          least: speedups.first ?? 0,
          greatest: speedups.last ?? 0,
          changesNetwork: runs.contains { $0.changesNetwork },
          cause: Self.mostFrequent(runs.compactMap(\.cause))
        )
      }
  }

  private static func mostFrequent(_ causes: [LossSplit.Cause]) -> LossSplit.Cause? {
    var best: (cause: LossSplit.Cause, count: Int)?
    for cause in LossSplit.Cause.allCases {
      let count = causes.count { $0 == cause }
      if count > (best?.count ?? 0) { best = (cause, count) }
    }
    return best?.cause
  }

  /// In how many settings no strategy was faster than the best single processor.
  package var settingsForOneProcessor: Int { groups.count { $0.winner == nil } }

  /// In how many runs a strategy was slower than the best single processor, and of how many.
  package var losses: (count: Int, of: Int) {
    let runs = cells.compactMap(\.run)
    return (runs.count { $0.loses }, runs.count)
  }
}
