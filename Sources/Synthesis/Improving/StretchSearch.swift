import Checking
import Devices
import Graphs
import Logic
import Quantities

/// A lower bound on the schedules of a large problem, from the least times of its stretches.
///
/// Which processors the operators between stretches run on is found by dynamic programming over
/// lower bounds of the stretches. Those on the cheapest way are then replaced by the solver's
/// optima, one by one, until the bound reaches the target or the whole way is exact.
struct StretchSearch<Oracle: Solver> {
  private let solver: Oracle
  private let limit: SolverLimit
  private let mostOperators: Int
  private let proof: ExactSearch<Oracle>.Proof
  private let problem: SchedulingProblem
  private let stretches: [Stretches.Stretch]
  private var known: [Key: Entry] = [:]
  /// Stretches that look the same have the same optimum.
  private var solved: [SchedulingProblem: Entry] = [:]
  /// The questions asked so far.
  private(set) var questions: [SecondOpinion.Question] = []

  private struct Key: Hashable {
    let stretch: Int
    let source: Index<Processor>?
    let target: Index<Processor>?
  }

  private struct Entry {
    /// The least time; nil where the stretch cannot be run so.
    let time: Nanoseconds?
    /// Whether the solver was asked, so that no more is known.
    let isFinal: Bool
    let schedule: Schedule?
  }

  /// The processors of the operators between stretches on the cheapest way, and its time.
  private struct Way {
    let time: Nanoseconds
    let processors: [Index<Processor>?]
  }

  /// What is known in the end.
  struct Outcome {
    /// No schedule takes less; nil where there is none.
    let bound: Nanoseconds?
    /// The processor of each operator and an order, where every stretch of the way has a schedule.
    let draft: Draft?
  }

  init(
    _ solver: Oracle,
    limit: SolverLimit,
    mostOperators: Int,
    proof: ExactSearch<Oracle>.Proof,
    _ problem: SchedulingProblem
  ) {
    self.solver = solver
    self.limit = limit
    self.mostOperators = mostOperators
    self.proof = proof
    self.problem = problem
    stretches = Stretches(problem).stretches
  }

  mutating func run(below target: Nanoseconds) throws(CheckingDefect) -> Outcome {
    while true {
      guard let way = cheapest() else { return Outcome(bound: nil, draft: nil) }
      guard way.time < target, let open = firstOpen(way) else {
        return Outcome(bound: way.time, draft: draft(way))
      }
      try solve(open)
    }
  }

  // MARK: The way

  private func key(_ stretch: Int, _ way: [Index<Processor>?]) -> Key {
    Key(stretch: stretch, source: way[stretch], target: way[stretch + 1])
  }

  private func firstOpen(_ way: Way) -> Key? {
    stretches.indices.map { key($0, way.processors) }.first { !(known[$0]?.isFinal ?? true) }
  }

  /// The cheapest choice of processors between the stretches, under what is known of them.
  private mutating func cheapest() -> Way? {
    var ways: [Way] = [Way(time: .zero, processors: [nil])]
    for (position, stretch) in stretches.enumerated() {
      let targets: [Index<Processor>?] =
        stretch.last.map { problem.processors(of: $0) } ?? [nil]
      var next: [Way] = []
      for target in targets {
        var best: Way?
        for way in ways {
          let key = Key(stretch: position, source: way.processors.last ?? nil, target: target)
          guard let time = entry(key).time else { continue }
          let own = target.flatMap { processor in
            stretch.last.flatMap { problem.durations[$0][processor.value] }
          }
          let total = way.time + time + (own ?? .zero)
          if best.map({ total < $0.time }) ?? true {
            best = Way(time: total, processors: way.processors + [target])
          }
        }
        if let best { next.append(best) }
      }
      ways = next
    }
    return ways.min { $0.time < $1.time }
  }

  /// What is known of a stretch between two processors; a cheap bound at first.
  private mutating func entry(_ key: Key) -> Entry {
    if let entry = known[key] { return entry }
    let stretch = stretches[key.stretch]
    let (part, nodes) = problem.problem(of: stretch, from: key.source, to: key.target)
    let path = PathBounds(part).least
    let load = LoadBound.least(part.durations.values)
    let time = path.flatMap { path in load.map { max(path, $0) } }
    let isExact = stretch.inner.isEmpty || time == nil || nodes.count > mostOperators
    let entry = Entry(time: time, isFinal: isExact, schedule: nil)
    known[key] = entry
    return entry
  }

  /// Replaces a cheap bound by the solver's.
  private mutating func solve(_ key: Key) throws(CheckingDefect) {
    let (part, _) = problem.problem(
      of: stretches[key.stretch],
      from: key.source,
      to: key.target
    )
    if let entry = solved[part] {
      known[key] = entry
      return
    }
    let outcome = try ExactSearch(solver, limit: limit, proof: proof).run(part)
    questions += outcome.questions
    let cheap = known[key]?.time
    let time = outcome.bound.map { max($0, cheap ?? $0) }
    let entry = Entry(time: time, isFinal: true, schedule: outcome.best)
    known[key] = entry
    solved[part] = entry
  }

  // MARK: The plan

  private func draft(_ way: Way) -> Draft? {
    var choices: [Index<Operator>: Choice] = [:]
    var order: [Index<Operator>] = []
    for (position, stretch) in stretches.enumerated() {
      let key = key(position, way.processors)
      if !stretch.inner.isEmpty {
        let (part, nodes) = problem.problem(of: stretch, from: key.source, to: key.target)
        let found = known[key]?.schedule
        guard let schedule = found ?? Schedule.greedy(part, PathBounds(part)) else { return nil }
        let inner = nodes.enumerated().filter { stretch.inner.contains($0.element) }
          .sorted {
            (schedule.starts[Index($0.offset)], $0.offset)
              < (schedule.starts[Index($1.offset)], $1.offset)
          }
        for (place, node) in inner {
          choices[node] = Choice(whole: schedule.processors[Index(place)])
          order.append(node)
        }
      }
      if let last = stretch.last, let processor = key.target {
        choices[last] = Choice(whole: processor)
        order.append(last)
      }
    }
    let all = problem.durations.indices.compactMap { choices[$0] }
    guard all.count == problem.durations.count else { return nil }
    return Draft(choices: Table(all), order: order)
  }
}
