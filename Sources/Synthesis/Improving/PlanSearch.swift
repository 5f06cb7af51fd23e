import Devices
import Graphs
import Plans
import Quantities
import Strategies

/// A search for fast plans on the simulator: changes stretches of operators together, and keeps
/// what makes the plan faster.
///
/// Copies make a single operator's move costly, so that stretches of the order are moved first
/// whole, then by halves, down to single operators (a variable-depth neighbourhood). It is the
/// same on every machine: what it may spend is a count.
struct PlanSearch {
  private let task: Task
  private let menu: ChoiceMenu
  /// How many commands may still be simulated.
  private(set) var budget: Int
  private var known: Set<Draft> = []
  private var timer: PlanTimer
  private var choices: [ChoiceKey: Choice?] = [:]

  private struct ChoiceKey: Hashable {
    let node: Index<Operator>
    let change: Change
  }

  init(_ task: Task, _ menu: ChoiceMenu, budget: Int) {
    self.task = task
    self.menu = menu
    self.budget = budget
    timer = PlanTimer(task)
  }

  /// How many drafts were simulated.
  var simulated: Int { known.count }

  /// A draft with its simulated time.
  struct Timed {
    let draft: Draft
    let time: Nanoseconds
  }

  /// The time of a draft; nil where it is known already, cannot run, or nothing is left to spend.
  mutating func time(_ draft: Draft) -> Nanoseconds? {
    guard budget > 0, known.insert(draft).inserted else { return nil }
    budget -= draft.order.count
    return timer.time(draft.plan())
  }

  /// Changes a draft as long as that makes it faster and there is something to spend.
  mutating func improved(_ start: Timed) -> Timed {
    var best = start
    var isBetter = true
    while isBetter, budget > 0 {
      isBetter = false
      for length in Self.lengths(best.draft.order.count) {
        if let better = sweep(best, length) { (best, isBetter) = (better, true) }
      }
      if let better = reorder(best) { (best, isBetter) = (better, true) }
    }
    return best
  }

  private static func lengths(_ count: Int) -> [Int] {
    var lengths: [Int] = []
    var length = max(count, 1)
    while length > 1 {
      lengths.append(length)
      length /= 2
    }
    return lengths + [1]
  }

  /// Tries every change of every stretch of a length.
  private mutating func sweep(_ start: Timed, _ length: Int) -> Timed? {
    var best = start
    let count = best.draft.order.count
    for first in stride(from: 0, to: count, by: max(length / 2, 1)) {
      let stretch = Array(best.draft.order[first..<min(first + length, count)])
      for change in changes {
        guard budget > 0 else { return best.time < start.time ? best : nil }
        let draft = changed(best.draft, stretch, change)
        guard draft != best.draft, let time = time(draft), time < best.time else { continue }
        best = Timed(draft: draft, time: time)
      }
    }
    return best.time < start.time ? best : nil
  }

  private enum Change: Hashable {
    case whole(Index<Processor>)
    case cut(ChoiceMenu.Cut)
  }

  private var changes: [Change] {
    task.device.processors.indices.map { .whole($0) } + menu.cuts.map { .cut($0) }
  }

  private mutating func changed(
    _ draft: Draft,
    _ stretch: [Index<Operator>],
    _ change: Change
  ) -> Draft {
    var result = draft
    for node in stretch {
      if let choice = choice(ChoiceKey(node: node, change: change)) {
        result.choices[node] = choice
      }
    }
    return result
  }

  private mutating func choice(_ key: ChoiceKey) -> Choice? {
    if let known = choices[key] { return known }
    let choice =
      switch key.change {
      case .whole(let processor): menu.whole(key.node, on: processor)
      case .cut(let cut): menu.choice(key.node, cut: cut)
      }
    choices[key] = .some(choice)
    return choice
  }

  /// Tries to run each operator earlier, right after the last that it reads from, or later, right
  /// before the first that reads from it.
  private mutating func reorder(_ start: Timed) -> Timed? {
    var best = start
    for node in start.draft.order {
      guard budget > 0 else { break }
      for isEarly in [true, false] {
        let draft = moved(best.draft, node, earlier: isEarly)
        guard draft != best.draft, let time = time(draft), time < best.time else { continue }
        best = Timed(draft: draft, time: time)
      }
    }
    return best.time < start.time ? best : nil
  }

  private func moved(_ draft: Draft, _ node: Index<Operator>, earlier isEarly: Bool) -> Draft {
    var result = draft
    let graph = task.graph
    result.order.removeAll { $0 == node }
    if isEarly {
      let before = Set(graph.predecessors(of: node))
      let last = result.order.lastIndex { before.contains($0) }
      result.order.insert(node, at: last.map { $0 + 1 } ?? 0)
    } else {
      let outputs = graph.operators[node].outputs.compactMap { $0 }
      let after = Set(outputs.flatMap { graph.consumers[$0] })
      let first = result.order.firstIndex { after.contains($0) }
      result.order.insert(node, at: first ?? result.order.count)
    }
    return result
  }
}
