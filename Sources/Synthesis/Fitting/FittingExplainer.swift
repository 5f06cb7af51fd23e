import Quantities

/// Answers whether something fits, and where nothing does finds few operators and pools that clash.
///
/// A first, short search finds most plans that fit. Then come questions that leave something out,
/// so that what does not fit there does not fit at all: one operator alone, all pools as one, two
/// and three operators, one pool against the others as one. The search through all plans is last.
struct FittingExplainer {
  private let problem: FittingProblem
  private let budget: Int
  private let capacities: [UInt64]
  private let endless: UInt64 = 1 << 50

  init(_ problem: FittingProblem, budget: Int) {
    self.problem = problem
    self.budget = budget
    capacities = problem.pools.map(\.capacity)
  }

  /// The states that the first search may visit, and each search for few operators.
  private static let shortBudget = 2_000
  /// The states that all searches for pairs and triples may visit together.
  private static let setBudget = 200_000
  /// Up to how many operators all triples are looked at.
  private static let mostForTriples = 24

  /// The answer with its reason.
  mutating func answer() -> Fitting {
    let all = problem.operators.map { _ in true }
    let first = search(all, capacities, min(budget, Self.shortBudget))
    if case .fits(let steps) = first { return .fits(steps) }
    if let conflict = conflictOfOne() { return .impossible(conflict) }
    if first == .impossible || hasTooLittleRoom(all, capacities) {
      return .impossible(conflict(of: all))
    }
    if let set = clashingSet() { return .impossible(conflict(of: set)) }
    if isImpossibleInHalves(all, capacities) { return .impossible(conflict(of: all)) }
    switch search(all, capacities, budget) {
    case .fits(let steps): return .fits(steps)
    case .impossible: return .impossible(conflict(of: all))
    case .open: return .open
    }
  }

  /// The reason, where one operator by itself finds no room.
  mutating func conflictOfOne() -> MemoryConflict? {
    for node in operatorsInNeed() {
      let alone = problem.restricted(to: [node])
      var part = FittingExplainer(alone, budget: Self.shortBudget)
      let needs = alone.operators.indices.map { $0 == 0 }
      if part.search(needs, capacities, Self.shortBudget) == .impossible {
        return part.conflict(of: needs)
      }
    }
    return nil
  }

  /// The operators that find no room in some pool if all inputs of the model lie there, too.
  private func operatorsInNeed() -> [Int] {
    var needs = problem.weights.map { $0.reduce(0) { $0 + problem.weightBytes[$1] } }
    var inputs: UInt64 = 0
    for item in problem.items {
      if item.producer == nil { inputs += item.bytes }
      for node in Set(item.readers + [item.producer].compactMap { $0 }) {
        needs[node] += item.bytes
      }
    }
    let least = capacities.min() ?? 0
    return needs.indices.filter { needs[$0] + inputs > least }
  }

  // MARK: Questions

  private func search(_ needs: [Bool], _ capacities: [UInt64], _ budget: Int)
    -> FittingSearch
    .Outcome
  {
    var search = FittingSearch(problem, needs: needs, capacities: capacities, budget: budget)
    return search.run()
  }

  /// Whether not even one pool with the room of all of them would do.
  private func hasTooLittleRoom(_ needs: [Bool], _ capacities: [UInt64]) -> Bool {
    var room = TotalRoom(FittingOrder(problem, needs), problem, capacities)
    return room.canFinish(from: 0) == false
  }

  /// Whether nothing fits when all pools but one are taken as one.
  private func isImpossibleInHalves(_ needs: [Bool], _ capacities: [UInt64]) -> Bool {
    guard capacities.count > 2 else { return false }
    return capacities.indices.contains { pool in
      let halves = capacities.indices.map { $0 == pool ? 0 : 1 }
      let merged = problem.merging(halves, capacities)
      var search = FittingSearch(
        merged,
        needs: needs,
        capacities: merged.pools.map(\.capacity),
        budget: budget / 8,
        reentrant: [1]
      )
      return search.run() == .impossible
    }
  }

  /// Two or three operators for which nothing fits.
  private func clashingSet() -> [Bool]? {
    let count = problem.operators.count
    var left = Self.setBudget
    func isClash(_ set: [Int]) -> [Bool]? {
      guard left > 0 else { return nil }
      let needs = problem.operators.indices.map(set.contains)
      var search = FittingSearch(
        problem,
        needs: needs,
        capacities: capacities,
        budget: Self.shortBudget
      )
      let outcome = search.run()
      left -= Self.shortBudget - search.budget + 10
      return outcome == .impossible ? needs : nil
    }
    for first in 0..<count {
      for second in first + 1..<max(count, first + 1) {
        if let clash = isClash([first, second]) { return clash }
      }
    }
    guard count <= Self.mostForTriples else { return nil }
    for first in 0..<count {
      for second in first + 1..<max(count, first + 1) {
        for third in second + 1..<max(count, second + 1) {
          if let clash = isClash([first, second, third]) { return clash }
        }
      }
    }
    return nil
  }

  /// Whether nothing fits; nil where that stays open.
  private func isImpossible(_ needs: [Bool], _ capacities: [UInt64]) -> Bool? {
    let first = search(needs, capacities, min(budget, Self.shortBudget))
    if first != .open { return first == .impossible }
    if hasTooLittleRoom(needs, capacities) { return true }
    if isImpossibleInHalves(needs, capacities) { return true }
    switch search(needs, capacities, budget / 8) {
    case .fits: return false
    case .impossible: return true
    case .open: return nil
    }
  }

  // MARK: The reason

  /// The reason why some operators clash, made small.
  private mutating func conflict(of clashing: [Bool]) -> MemoryConflict {
    var rooms = capacities
    for pool in rooms.indices {
      var wider = rooms
      wider[pool] = endless
      if isImpossible(clashing, wider) == true { rooms = wider }
    }
    let needs = reduced(clashing, rooms)
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
  private func reduced(_ clashing: [Bool], _ rooms: [UInt64]) -> [Bool] {
    var needs = clashing
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
