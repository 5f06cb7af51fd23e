import Quantities

/// Whether any plan of whole operators fits into memory, and if not, why.
package enum Fitting: Hashable, Sendable {
  /// One does: these steps, one after the other.
  case fits([Step])
  /// None does, for this reason.
  case impossible(MemoryConflict)
  /// The search was ended.
  case open

  /// A step of a plan that fits.
  package enum Step: Hashable, Sendable {
    case run(operator: Int, pool: Int)
    case copy(item: Int, from: Int, to: Int)
  }

  /// The states that the first search may visit, and those of each question for the reason.
  package static let usualBudget = 300_000

  /// Answers the question.
  package init(_ problem: FittingProblem, budget: Int = usualBudget) {
    let count = problem.operators.count
    guard count <= 64, problem.pools.count <= 16 else {
      self = .open
      return
    }
    var explainer = FittingExplainer(problem, budget: budget)
    switch explainer.outcome(of: Array(repeating: true, count: count), explainer.capacities) {
    case .open: self = .open
    case .fits(let events):
      self = .fits(
        events.map { event in
          switch event {
          case .run(operator: let node, pool: let pool): .run(operator: node, pool: pool)
          case .copy(item: let item, from: let source, to: let target):
            .copy(item: item, from: source, to: target)
          }
        }
      )
    case .impossible: self = .impossible(explainer.conflict())
    }
  }
}

/// Finds few operators and pools that clash, by leaving out what is not needed for it.
private struct FittingExplainer {
  private let problem: FittingProblem
  private let budget: Int
  let capacities: [UInt64]
  private let endless: UInt64 = 1 << 60

  init(_ problem: FittingProblem, budget: Int) {
    self.problem = problem
    self.budget = budget
    capacities = problem.pools.map(\.capacity)
  }

  func outcome(of needs: [Bool], _ capacities: [UInt64]) -> FittingSearch.Outcome {
    var search = FittingSearch(problem, needs: needs, capacities: capacities, budget: budget)
    return search.run()
  }

  /// The outcome of one of the many questions for the reason, on which less is spent.
  private func isImpossible(_ needs: [Bool], _ capacities: [UInt64]) -> Bool? {
    var search = FittingSearch(problem, needs: needs, capacities: capacities, budget: budget / 8)
    switch search.run() {
    case .fits: return false
    case .impossible: return true
    case .open: return nil
    }
  }

  mutating func conflict() -> MemoryConflict {
    var rooms = capacities
    for pool in rooms.indices {
      var wider = rooms
      wider[pool] = endless
      if isImpossible(problem.operators.map { _ in true }, wider) == true { rooms = wider }
    }
    let needs = reduced(rooms)
    let chosen = problem.operators.indices.filter { needs[$0] }
    let touched = problem.items
      .filter { item in
        item.producer.map(chosen.contains) ?? item.readers.isEmpty
          || item.readers.contains(where: chosen.contains)
      }
      .sorted { ($1.bytes, $0.name) < ($0.bytes, $1.name) }
    let weights = Set(chosen.flatMap { problem.weights[$0] })
    return MemoryConflict(
      operators: chosen.map { problem.operators[$0] },
      pools: rooms.indices.filter { rooms[$0] != endless }
        .map { pool in
          MemoryConflict.Excess(
            pool: problem.pools[pool].name,
            capacity: Bytes(capacities[pool]),
            lacks: lack(of: pool, needs, rooms).map { Bytes($0) }
          )
        },
      tensors: touched.map { .init(tensor: $0.name, bytes: Bytes($0.bytes)) },
      weights: Bytes(weights.reduce(0) { $0 + problem.weightBytes[$1] })
    )
  }

  /// Leaves out operators, first many at once, then one by one.
  private func reduced(_ rooms: [UInt64]) -> [Bool] {
    var needs = [Bool](repeating: true, count: problem.operators.count)
    var size = max(needs.count / 2, 1)
    while true {
      var start = 0
      while start < needs.count {
        var fewer = needs
        for node in start..<min(start + size, needs.count) { fewer[node] = false }
        if fewer != needs, isImpossible(fewer, rooms) == true { needs = fewer }
        start += size
      }
      if size == 1 { return needs }
      size /= 2
    }
  }

  /// The least that has to be added to a pool; nil where it does not help.
  private func lack(of pool: Int, _ needs: [Bool], _ rooms: [UInt64]) -> UInt64? {
    func fits(_ more: UInt64) -> Bool? {
      var wider = rooms
      wider[pool] += more
      return isImpossible(needs, wider).map { !$0 }
    }
    let all = problem.items.reduce(0) { $0 + $1.bytes } + problem.weightBytes.reduce(0, +)
    guard fits(all) == true else { return nil }
    var (low, high) = (UInt64(0), all)
    while high - low > 1 {
      let middle = low + (high - low) / 2
      guard let isEnough = fits(middle) else { return nil }
      if isEnough { high = middle } else { low = middle }
    }
    return high
  }
}
