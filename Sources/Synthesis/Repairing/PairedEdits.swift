import Checking
import Logic
import Plans
import Strategies

/// Every two changes of a plan, one after the other, whether or not they bear on what is wrong.
struct PairedEdits<Oracle: Solver> {
  /// What trying them shows.
  enum Outcome {
    /// Two changes that make the plan legal.
    case legal([Edit])
    /// None do; so many plans that two changes lead to were judged.
    case none(plans: Int)
    /// There are too many.
    case open
  }

  /// How many plans are judged, which takes about a second.
  static var most: Int { 40_000 }

  private let search: RepairSearch<Oracle>
  private let task: Task

  init(_ search: RepairSearch<Oracle>, _ task: Task) {
    self.search = search
    self.task = task
  }

  /// Tries all pairs of which the first change is one of some.
  func outcome(_ plan: Plan, _ singles: [Edit]) throws(CheckingDefect) -> Outcome {
    // After many first changes no second one is worth trying, and many pairs lead to one plan.
    guard singles.count * singles.count <= 8 * Self.most else { return .open }
    var seen: Set<Plan> = []
    for first in singles {
      let changed = first.applied(to: plan)
      if search.isWellFormed(changed), needsSeveral(changed) { continue }
      guard let seconds = SingleEdits(changed, task).all else { return .open }
      for second in seconds {
        let result = second.applied(to: changed)
        guard seen.insert(result).inserted else { continue }
        guard seen.count <= Self.most else { return .open }
        if try search.isLegal(result) { return .legal([first, second]) }
      }
    }
    return .none(plans: seen.count)
  }

  /// Whether backends refuse several steps, of which a single change, which is about one step,
  /// mends no more than one.
  private func needsSeveral(_ plan: Plan) -> Bool {
    let refused = Subject(plan, for: task).faults
      .filter { if case .refused = $0 { true } else { false } }
    return refused.count > 1
  }
}
