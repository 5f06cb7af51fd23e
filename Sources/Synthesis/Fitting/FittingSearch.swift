/// Looks for an order of steps under which everything fits, through all of them if need be.
///
/// A state says what has run and where each tensor lies. Operators bring what they read with them;
/// besides, a tensor may be moved to another pool, or dropped where it lies elsewhere too. States
/// met before are left, and so are those that use no less of any pool's weights and peaks than one
/// met before. Some operators may be freed of their needs: they run without memory, and what they
/// compute comes from outside. Less has to fit then, so that what does not fit for some operators
/// does not fit for all.
struct FittingSearch {
  /// A step on the way.
  enum Event: Hashable, Sendable {
    case run(operator: Int, pool: Int)
    case copy(item: Int, from: Int, to: Int)
  }

  enum Outcome: Hashable, Sendable {
    /// Everything fits if done in this order.
    case fits([Event])
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

  /// What the way to a state has used of each pool.
  private struct Use {
    /// The bytes of weights.
    var weights: [UInt64]
    /// The most bytes of tensors so far.
    var peaks: [UInt64]
    /// The weights that lie in each pool, as bits of words.
    var loaded: [[UInt64]]

    /// Whether no pool was used more; where weights are shared it matters which there are.
    func isNowhereMore(than other: Use, isShared: Bool) -> Bool {
      let isLess =
        isShared
        ? zip(loaded, other.loaded)
          .allSatisfy { mine, others in zip(mine, others).allSatisfy { $0 & ~$1 == 0 } }
        : zip(weights, other.weights).allSatisfy { $0 <= $1 }
      return isLess && zip(peaks, other.peaks).allSatisfy { $0 <= $1 }
    }
  }

  private let problem: FittingProblem
  private let capacities: [UInt64]
  /// Whether each operator needs memory.
  private let isBound: [Bool]
  /// The operators from which each operator reads, as bits.
  private let sources: [UInt64]
  /// The items that each operator reads, and those that it writes.
  private let reads: [[Int]]
  private let writes: [[Int]]
  /// Whether several operators read the same weights.
  private let isShared: Bool
  private let hasLinks: [UInt16]
  private let isComplete: Bool
  private var seen: [State: [Use]] = [:]
  private var events: [Event] = []
  private(set) var budget: Int

  /// Prepares a search for the needs of some operators, in pools of some capacities.
  init(_ problem: FittingProblem, needs: [Bool], capacities: [UInt64], budget: Int) {
    self.problem = problem
    self.capacities = capacities
    self.budget = budget
    isBound = needs
    var (reads, writes) = ([[Int]](), [[Int]]())
    var sources: [UInt64] = []
    for node in needs.indices {
      reads.append(problem.items.indices.filter { problem.items[$0].readers.contains(node) })
      writes.append(problem.items.indices.filter { problem.items[$0].producer == node })
      let producers = reads[node].compactMap { problem.items[$0].producer }
      sources.append(producers.reduce(0) { $0 | 1 << UInt64($1) })
    }
    (self.reads, self.writes, self.sources) = (reads, writes, sources)
    isShared = problem.weights.reduce(0) { $0 + $1.count } > problem.weightBytes.count
    var hasLinks = [UInt16](repeating: 0, count: capacities.count)
    for link in problem.links { hasLinks[link[0]] |= 1 << UInt16(link[1]) }
    self.hasLinks = hasLinks
    let all = UInt16((1 << capacities.count) - 1)
    isComplete = hasLinks.enumerated().allSatisfy { $1 | 1 << UInt16($0) == all }
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

  private func isDone(_ node: Int, _ state: State) -> Bool { state.done >> UInt64(node) & 1 == 1 }

  private func canRun(_ node: Int, _ state: State) -> Bool {
    sources[node] & ~state.done == 0
  }

  /// Runs what needs no memory, and frees what nobody reads any more.
  private func settle(_ state: inout State) {
    var isChanged = true
    while isChanged {
      isChanged = false
      for node in problem.operators.indices
      where !isBound[node] && !isDone(node, state) && canRun(node, state) {
        state.done |= 1 << UInt64(node)
        isChanged = true
      }
    }
    for (number, item) in problem.items.enumerated() where !item.isOutput {
      let isAwaited = item.readers.contains { isBound[$0] && !isDone($0, state) }
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
    // Without weights the use decides nothing: all peaks so far have fitted.
    let known = seen[state] ?? []
    if problem.weightBytes.isEmpty, !known.isEmpty { return false }
    if known.contains(where: { $0.isNowhereMore(than: use, isShared: isShared) }) { return false }
    seen[state] = known.filter { !use.isNowhereMore(than: $0, isShared: isShared) } + [use]
    return true
  }

  // MARK: Steps

  /// Whether the state leads to the end; the events that do so are kept.
  private mutating func extend(_ state: State, _ use: Use) -> Bool {
    if problem.operators.indices.allSatisfy({ isDone($0, state) }) { return true }
    guard budget > 0, isNew(state, use) else { return false }
    budget -= 1
    for node in problem.operators.indices where !isDone(node, state) && canRun(node, state) {
      for pool in problem.homes[node] where run(node, in: pool, state, use) { return true }
    }
    for item in problem.items.indices where state.lies[item] != 0 {
      if move(item, state, use) || drop(item, state, use) { return true }
    }
    return false
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
    for number in reads[node] where state.lies[number] >> UInt16(pool) & 1 == 0 {
      guard copy(number, to: pool, &state) else { return back(to: mark) }
    }
    let written = writes[node].reduce(0) { $0 + problem.items[$1].bytes }
    guard let during = checked(state, use, plus: written, in: pool) else { return back(to: mark) }
    events.append(.run(operator: node, pool: pool))
    state.done |= 1 << UInt64(node)
    for number in writes[node] {
      state.lies[number] = 1 << UInt16(pool)
      state.lain[number] = state.lies[number]
    }
    settle(&state)
    return extend(state, during) || back(to: mark)
  }

  /// Whether an item comes from outside, or has nothing to be copied.
  private func isEverywhere(_ item: Int) -> Bool {
    problem.items[item].bytes == 0
      || problem.items[item].producer.map { !isBound[$0] } ?? false
  }

  /// Copies an item into a pool; what comes from outside comes from nowhere.
  private mutating func copy(_ item: Int, to pool: Int, _ state: inout State) -> Bool {
    let bit = UInt16(1) << UInt16(pool)
    guard state.lain[item] & bit == 0 else { return false }
    let source = capacities.indices.first {
      state.lies[item] >> UInt16($0) & 1 == 1 && hasLinks[$0] & bit != 0
    }
    guard isEverywhere(item) || source != nil else { return false }
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
      guard dropped.lies[item] != 0 || isEverywhere(item) else { continue }
      if extend(dropped, use) { return true }
    }
    return false
  }

  private mutating func back(to mark: Int) -> Bool {
    events.removeLast(events.count - mark)
    return false
  }
}
