package import Randomness
package import Strategies

/// A search of PISA's space for the instance on which one list scheduler does worst against
/// another.
///
/// Simulated annealing on the logarithm of the ratio: a worse neighbour is accepted with
/// probability (r′/r)^k, where k, the inverse temperature, grows geometrically from the first to
/// the last evaluation. Kirkpatrick, Gelatt and Vecchi, Science 220, 1983,
/// doi:10.1126/science.220.4598.671. All arithmetic is exact or IEEE division and multiplication,
/// so that a seed gives one result on every machine.
package struct PISASearch: Sendable {
  /// What was found.
  package struct Find: Hashable, Sendable {
    /// The instance.
    package let instance: PISAInstance
    /// The makespan of the scheduler under test, in units of `PISAInstance.timeScale`.
    package let target: ListProblem.Time
    /// The makespan of the other one.
    package let base: ListProblem.Time

    /// How many times longer the schedule under test is.
    package var ratio: Double { Double(target) / Double(base) }
  }

  /// How it cools.
  package struct Cooling: Hashable, Sendable {
    /// The inverse temperature at the first evaluation.
    package var hottest = 4
    /// The inverse temperature at the last evaluation.
    package var coldest = 4_000

    /// Makes the usual cooling.
    package init() {}

    /// The inverse temperature at an evaluation, growing with its square.
    func inverseTemperature(at evaluation: Int, of count: Int) -> Int {
      let share = 1_024 * evaluation / max(count, 1)
      return hottest + ((coldest - hottest) * share * share) >> 20
    }
  }

  private let target: any ListScheduler
  private let base: any ListScheduler
  private let cooling: Cooling

  /// Prepares a search for losses of one scheduler against another.
  package init(
    _ target: any ListScheduler,
    against base: any ListScheduler,
    cooling: Cooling = Cooling()
  ) {
    self.target = target
    self.base = base
    self.cooling = cooling
  }

  /// Anneals once from a random instance, makes the best minimal without loss and polishes it, in
  /// as many evaluations as given, at least two.
  package func run(evaluations: Int, seed: Seed) -> Find {
    let reserve = min(evaluations / 8, 1_000)
    let best = anneal(evaluations: evaluations - reserve, seed: seed)
    let (small, used) = small(best, keeping: .all, evaluations: reserve)
    return polished(small, evaluations: reserve - used)
  }

  private func anneal(evaluations: Int, seed: Seed) -> Find {
    var stream = RandomStream(seed)
    var instance = PISAInstance(taskCount: 5, nodeCount: 4, from: &stream)
    var space = ListSpace(instance.problem)
    var current = times(instance.problem, in: &space)
    var best = find(instance)
    for evaluation in 1..<max(evaluations, 2) {
      let figure = Self.figure(of: instance, &stream)
      let before = instance[figure]
      instance[figure] = Self.neighbour(of: before, figure, &stream)
      let now = times(instance.problem, in: &space)
      let exponent = cooling.inverseTemperature(at: evaluation, of: evaluations)
      if Self.accepts(now.ratio / current.ratio, exponent, &stream) {
        current = now
        if now.ratio > best.ratio {
          let confirmed = find(instance)
          if confirmed.ratio > best.ratio { best = confirmed }
        }
      } else {
        instance[figure] = before
      }
    }
    return best
  }

  /// Whether a change of the ratio by a factor is accepted: always upwards, else with the
  /// probability that is the factor's power.
  private static func accepts(_ factor: Double, _ exponent: Int, _ stream: inout RandomStream)
    -> Bool
  {
    if factor >= 1 { return true }
    var odds = 1.0
    var power = factor
    var rest = exponent
    while rest > 0 {
      if rest % 2 == 1 { odds *= power }
      power *= power
      rest /= 2
    }
    return Double(stream.next() >> 11) < odds * 0x1p53
  }

  /// An instance with the makespans of both schedulers, ties broken in every possible way.
  func find(_ instance: PISAInstance) -> Find {
    var space = ListSpace(instance.problem)
    let times = times(instance.problem, in: &space)
    let others = (1..<(UInt64(1) << UInt64(instance.costs.count)))
      .map { makespan(instance.problem, in: &space, tieBreaks: $0) }
    let target = min(times.target, others.min() ?? times.target)
    return Find(instance: instance, target: target, base: times.base)
  }

  /// The ratio of an instance with ties broken in two ways, which the true one does not exceed.
  func bound(_ instance: PISAInstance) -> Double {
    var space = ListSpace(instance.problem)
    return times(instance.problem, in: &space).ratio
  }

  private struct Times {
    let target: ListProblem.Time
    let base: ListProblem.Time
    let ratio: Double
  }

  private func times(_ problem: ListProblem, in space: inout ListSpace) -> Times {
    let mine = min(
      makespan(problem, in: &space, tieBreaks: 0),
      makespan(problem, in: &space, tieBreaks: .max)
    )
    space.reset()
    base.schedule(problem, in: &space)
    let other = space.schedule.makespan
    return Times(target: mine, base: other, ratio: Double(mine) / Double(other))
  }

  /// The makespan of the scheduler under test with ties broken in one of the possible ways; the
  /// best of them counts, so that a loss does not hang on the order of nodes, which SAGA leaves to
  /// hashing.
  private func makespan(
    _ problem: ListProblem,
    in space: inout ListSpace,
    tieBreaks: UInt64
  ) -> ListProblem.Time {
    space.reset(tieBreaks: tieBreaks)
    target.schedule(problem, in: &space)
    return space.schedule.makespan
  }

  // MARK: Neighbours

  private static func figure(of instance: PISAInstance, _ stream: inout RandomStream)
    -> PISAInstance.Figure
  {
    let tasks = UInt64(instance.costs.count)
    let nodes = UInt64(instance.speeds.count)
    switch stream.below(4) {
    case 0: return .cost(Int(stream.below(tasks)))
    case 1: return .speed(Int(stream.below(nodes)))
    case 2:
      let (source, target) = pair(below: tasks, &stream)
      return .size(from: source, to: target)
    default:
      let (node, other) = pair(below: nodes, &stream)
      return .link(node, other)
    }
  }

  /// Two different numbers, ascending.
  private static func pair(below count: UInt64, _ stream: inout RandomStream) -> (Int, Int) {
    let first = stream.below(count)
    let second = stream.below(count - 1)
    let other = second >= first ? second + 1 : second
    return (Int(min(first, other)), Int(max(first, other)))
  }

  /// Another value: near by, at an end of the range, or anywhere; a size may also vanish.
  private static func neighbour(
    of value: Int,
    _ figure: PISAInstance.Figure,
    _ stream: inout RandomStream
  ) -> Int {
    let range = PISAInstance.range
    if case .size = figure {
      if value == 0 { return stream.integer(in: range) }
      if stream.happens(Odds(1, in: 3)) { return 0 }
    }
    switch stream.below(4) {
    case 0: return range.lowerBound
    case 1: return range.upperBound
    case 2: return stream.integer(in: range)
    default:
      let size = 1 << stream.integer(in: 0...17)
      let moved = value + stream.integer(in: -size...size)
      return range.clamped(moved)
    }
  }
}
