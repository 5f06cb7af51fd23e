/// Looks for an order of steps under which everything fits, through all of them if need be.
///
/// A state says what has run and where each tensor lies. Operators bring what they read with them;
/// besides, a tensor may be moved to another pool, or dropped where it lies elsewhere too. States
/// met before are left, and so are those that use no less of any pool's weights and peaks than one
/// met before. Some operators may be freed of their needs: they run without memory, and what they
/// compute comes from outside. Less has to fit then, so that what does not fit for some operators
/// does not fit for all.
struct FittingSearch {
  enum Outcome: Hashable, Sendable {
    /// Everything fits if done in this order.
    case fits([Fitting.Step])
    /// No order fits.
    case impossible
    /// The search may not go on.
    case open
  }

  private struct State: Hashable {
    var done: UInt64 = 0
    /// The pools in which each item lies, as bits.
    var lies: [UInt16]
    /// The pools in which it has lain.
    var lain: [UInt16]
  }

  /// What has run and where everything lies, however it got there.
  private struct Place: Hashable {
    let done: UInt64
    let lies: [UInt16]
  }

  /// What the way to a state has used of each pool.
  private struct Use {
    /// The bytes of weights.
    var weights: [UInt64]
    /// The most bytes of tensors so far.
    var peaks: [UInt64]
    /// The weights that lie in each pool, as bits of words.
    var loaded: [[UInt64]]

    /// The pools in which each item has lain, as bits.
    var lain: [UInt16] = []

    /// Whether no pool was used more, and nothing has lain in more of them; where weights are
    /// shared it matters which there are.
    func isNowhereMore(than other: Use, isShared: Bool) -> Bool {
      let isLess =
        isShared
        ? zip(loaded, other.loaded)
          .allSatisfy { mine, others in zip(mine, others).allSatisfy { $0 & ~$1 == 0 } }
        : zip(weights, other.weights).allSatisfy { $0 <= $1 }
      return isLess && zip(peaks, other.peaks).allSatisfy { $0 <= $1 }
        && zip(lain, other.lain).allSatisfy { $0 & ~$1 == 0 }
    }
  }

  private let problem: FittingProblem
  private let capacities: [UInt64]
  private let order: FittingOrder
  /// Whether everything would fit into one pool as large as all of them.
  private var room: TotalRoom
  /// Whether several operators read the same weights.
  private let isShared: Bool
  private let hasLinks: [UInt16]
  /// The pools into which nothing comes twice, as bits.
  private let lasting: UInt16
  private let isComplete: Bool
  /// The first pool that is like each pool in everything.
  private let twins: [Int]
  private var seen: [Place: [Use]] = [:]
  private var events: [Fitting.Step] = []
  private(set) var budget: Int

  /// Prepares a search for the needs of some operators, in pools of some capacities.
  ///
  /// The reentrant pools stand for several, so that things may come back.
  init(
    _ problem: FittingProblem,
    needs: [Bool],
    capacities: [UInt64],
    budget: Int,
    reentrant: [Int] = []
  ) {
    self.problem = problem
    self.capacities = capacities
    self.budget = budget
    order = FittingOrder(problem, needs)
    room = TotalRoom(order, problem, capacities)
    lasting = reentrant.reduce(UInt16.max) { $0 & ~(1 << UInt16($1)) }
    isShared = problem.weights.reduce(0) { $0 + $1.count } > problem.weightBytes.count
    var hasLinks = [UInt16](repeating: 0, count: capacities.count)
    for link in problem.links { hasLinks[link[0]] |= 1 << UInt16(link[1]) }
    self.hasLinks = hasLinks
    twins = capacities.indices.map { pool in
      capacities.indices.first { other in
        other == pool
          || Self.areAlike(other, pool, problem, capacities)
      } ?? pool
    }
    let all = UInt16((1 << capacities.count) - 1)
    isComplete = hasLinks.enumerated().allSatisfy { $1 | 1 << UInt16($0) == all }
  }

  /// Whether two pools may change places.
  private static func areAlike(
    _ first: Int,
    _ second: Int,
    _ problem: FittingProblem,
    _ capacities: [UInt64]
  ) -> Bool {
    func isLinked(_ source: Int, _ target: Int) -> Bool {
      problem.links.contains([source, target])
    }
    return capacities[first] == capacities[second]
      && problem.homes.allSatisfy { $0.contains(first) == $0.contains(second) }
      && isLinked(first, second) == isLinked(second, first)
      && capacities.indices.allSatisfy { other in
        other == first || other == second
          || isLinked(first, other) == isLinked(second, other)
            && isLinked(other, first) == isLinked(other, second)
      }
  }

  /// Searches to the end, or as far as the budget goes.
  mutating func run() -> Outcome {
    let host = UInt16(1) << UInt16(problem.hostPool)
    let starts = problem.items.map { $0.producer == nil ? host : 0 }
    var state = State(lies: starts, lain: starts)
    let words = (problem.weightBytes.count + 63) / 64
    let none = [UInt64](repeating: 0, count: capacities.count)
    let use = Use(
      weights: none,
      peaks: none,
      loaded: none.map { _ in [UInt64](repeating: 0, count: words) }
    )
    settle(&state)
    guard let first = checked(state, use, plus: 0, in: nil) else { return .impossible }
    if extend(state, first) { return .fits(events) }
    return budget > 0 ? .impossible : .open
  }

  // MARK: States

  /// Runs what needs no memory, and frees what nobody reads any more.
  private func settle(_ state: inout State) {
    state.done = order.settled(state.done)
    for (number, item) in problem.items.enumerated() where !item.isOutput {
      let isAwaited = order.isAwaited(number, state.done)
      let isUnread = item.producer == nil && item.readers.isEmpty
      if !isAwaited, !isUnread {
        state.lies[number] = 0
        state.lain[number] = 0
      }
    }
  }

  /// The use after a state with some more bytes in a pool was reached; nil where it does not fit.
  private func checked(_ state: State, _ use: Use, plus bytes: UInt64, in pool: Int?) -> Use? {
    var use = use
    var live = [UInt64](repeating: 0, count: capacities.count)
    for (item, pools) in zip(problem.items, state.lies) where pools != 0 {
      for pool in live.indices where pools >> UInt16(pool) & 1 == 1 { live[pool] += item.bytes }
    }
    if let pool { live[pool] += bytes }
    for pool in live.indices {
      use.peaks[pool] = max(use.peaks[pool], live[pool])
      if use.peaks[pool] + use.weights[pool] > capacities[pool] { return nil }
    }
    return use
  }

  private mutating func isNew(_ state: State, _ use: Use) -> Bool {
    let names = canonicalNames(state)
    func renamed(_ pools: UInt16) -> UInt16 {
      var result: UInt16 = 0
      for (pool, name) in names.enumerated() {
        result |= (pools >> UInt16(pool) & 1) << UInt16(name)
      }
      return result
    }
    let place = Place(done: state.done, lies: state.lies.map(renamed))
    var use = use
    use.lain = state.lain.map(renamed)
    if problem.weightBytes.isEmpty {
      // Without weights the peaks decide nothing: all so far have fitted.
      for pool in use.peaks.indices { use.peaks[pool] = 0 }
    } else {
      let old = use
      for (pool, name) in names.enumerated() {
        use.weights[name] = old.weights[pool]
        use.peaks[name] = old.peaks[pool]
        use.loaded[name] = old.loaded[pool]
      }
    }
    let known = seen[place] ?? []
    if known.contains(where: { $0.isNowhereMore(than: use, isShared: isShared) }) { return false }
    seen[place] = known.filter { !use.isNowhereMore(than: $0, isShared: isShared) } + [use]
    return true
  }

  /// Another name for each pool: pools that are alike are sorted by what lies in them.
  private func canonicalNames(_ state: State) -> [Int] {
    var names = Array(capacities.indices)
    for first in names.indices where twins[first] == first {
      let alike = capacities.indices.filter { twins[$0] == first }
      guard alike.count > 1 else { continue }
      let contents = alike.map { pool in
        zip(state.lies, state.lain)
          .map { lies, lain in
            (lies >> UInt16(pool) & 1) << 1 | lain >> UInt16(pool) & 1
          }
      }
      let sorted = alike.indices.sorted {
        contents[$0] == contents[$1]
          ? $0 < $1 : contents[$0].lexicographicallyPrecedes(contents[$1])
      }
      for (position, member) in sorted.enumerated() { names[alike[member]] = alike[position] }
    }
    return names
  }

  // MARK: Steps

  /// Whether the state leads to the end; the events that do so are kept.
  private mutating func extend(_ given: State, _ use: Use) -> Bool {
    var state = given
    for item in state.lain.indices { state.lain[item] &= state.lies[item] | lasting }
    if order.isBound.indices.allSatisfy({ order.isDone($0, state.done) }) { return true }
    guard budget > 0, room.canFinish(from: state.done) != false, isNew(state, use) else {
      return false
    }
    budget -= 1
    for candidate in candidates(state) where run(candidate.node, in: candidate.pool, state, use) {
      return true
    }
    for item in problem.items.indices where state.lies[item] != 0 {
      if move(item, state, use) || drop(item, state, use) { return true }
    }
    return false
  }

  /// What may run next and where: first what has little brought to it and frees much.
  private func candidates(_ state: State) -> [(node: Int, pool: Int)] {
    var result: [(cost: Int64, node: Int, pool: Int)] = []
    for node in order.isBound.indices
    where !order.isDone(node, state.done) && order.canRun(node, state.done) {
      let after = state.done | 1 << UInt64(node)
      var cost = order.writes[node].reduce(Int64(0)) { $0 + Int64(problem.items[$1].bytes) }
      for item in order.reads[node] where !order.isAwaited(item, after) {
        cost -= Int64(problem.items[item].bytes) * Int64(state.lies[item].nonzeroBitCount)
      }
      for pool in problem.homes[node] {
        let brought = order.reads[node].filter { state.lies[$0] >> UInt16(pool) & 1 == 0 }
        result.append(
          (brought.reduce(cost) { $0 + Int64(problem.items[$1].bytes) }, node, pool)
        )
      }
    }
    return result.sorted { ($0.cost, $0.node, $0.pool) < ($1.cost, $1.node, $1.pool) }
      .map { ($0.node, $0.pool) }
  }

  /// Brings an operator's inputs to a pool and runs it there.
  private mutating func run(_ node: Int, in pool: Int, _ state: State, _ use: Use) -> Bool {
    var (state, use) = (state, use)
    let mark = events.count
    for weight in problem.weights[node]
    where use.loaded[pool][weight / 64] >> UInt64(weight % 64) & 1 == 0 {
      use.loaded[pool][weight / 64] |= 1 << UInt64(weight % 64)
      use.weights[pool] += problem.weightBytes[weight]
    }
    for number in order.reads[node] where state.lies[number] >> UInt16(pool) & 1 == 0 {
      guard copy(number, to: pool, &state) else { return back(to: mark) }
    }
    let written = order.writes[node].reduce(0) { $0 + problem.items[$1].bytes }
    guard let during = checked(state, use, plus: written, in: pool) else { return back(to: mark) }
    events.append(.run(operator: node, pool: pool))
    state.done |= 1 << UInt64(node)
    for number in order.writes[node] {
      state.lies[number] = 1 << UInt16(pool)
      state.lain[number] = state.lies[number]
    }
    settle(&state)
    return extend(state, during) || back(to: mark)
  }

  /// Copies an item into a pool; what comes from outside comes from nowhere.
  private mutating func copy(_ item: Int, to pool: Int, _ state: inout State) -> Bool {
    let bit = UInt16(1) << UInt16(pool)
    guard state.lain[item] & bit == 0 else { return false }
    let source = capacities.indices.first {
      state.lies[item] >> UInt16($0) & 1 == 1 && hasLinks[$0] & bit != 0
    }
    guard order.isEverywhere(item) || source != nil else { return false }
    events.append(.copy(item: item, from: source ?? pool, to: pool))
    state.lies[item] |= bit
    state.lain[item] |= bit
    return true
  }

  /// Moves an item out of a pool; where not all pools are linked it may also be left there.
  private mutating func move(_ item: Int, _ state: State, _ use: Use) -> Bool {
    for source in capacities.indices where state.lies[item] >> UInt16(source) & 1 == 1 {
      for target in capacities.indices
      where hasLinks[source] >> UInt16(target) & 1 == 1
        && state.lain[item] >> UInt16(target) & 1 == 0
      {
        let mark = events.count
        var moved = state
        moved.lies[item] |= 1 << UInt16(target)
        moved.lain[item] |= 1 << UInt16(target)
        guard let during = checked(moved, use, plus: 0, in: nil) else { continue }
        events.append(.copy(item: item, from: source, to: target))
        if !isComplete, extend(moved, during) { return true }
        if !problem.items[item].isOutput {
          moved.lies[item] &= ~(1 << UInt16(source))
          // What nobody reads is free wherever it was brought.
          if problem.items[item].readers.isEmpty { moved.lies[item] = 0 }
          if extend(moved, during) { return true }
        }
        _ = back(to: mark)
      }
    }
    return false
  }

  /// Drops an item where it lies elsewhere too.
  private mutating func drop(_ item: Int, _ state: State, _ use: Use) -> Bool {
    guard !problem.items[item].isOutput else { return false }
    for pool in capacities.indices where state.lies[item] >> UInt16(pool) & 1 == 1 {
      var dropped = state
      dropped.lies[item] &= ~(1 << UInt16(pool))
      guard dropped.lies[item] != 0 || order.isEverywhere(item) else { continue }
      if extend(dropped, use) { return true }
    }
    return false
  }

  private mutating func back(to mark: Int) -> Bool {
    events.removeLast(events.count - mark)
    return false
  }
}
