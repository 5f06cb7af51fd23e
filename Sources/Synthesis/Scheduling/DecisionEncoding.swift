import Devices
import Graphs
import Logic
import Quantities

/// The question whether a problem has a schedule that ends within a horizon.
///
/// Truth values say who runs what and which copies are made, one more for each pair of operators
/// or copies that may meet in a queue says which comes first, and starts keep differences. Every
/// operator has its time window: the earliest start and the least rest of `PathBounds`.
struct DecisionEncoding {
  let problem: SchedulingProblem
  let bounds: PathBounds
  let horizon: Nanoseconds
  var vocabulary = Vocabulary()
  var constraints: [Formula] = []
  /// That an operator runs on a processor.
  private(set) var runs: Table<Operator, [Formula]>
  /// That an operator runs on a processor of a pool.
  private(set) var lies: Table<Operator, [Formula]>
  private(set) var starts: Table<Operator, IntegerTerm>
  private var startSymbols: Table<Operator, IntegerSymbol>
  private(set) var ends: Table<Operator, IntegerTerm>
  private(set) var copies: [CopyVariables] = []

  /// A copy that may be made.
  struct CopyVariables {
    let item: Int
    let link: Index<Link>
    let isMade: BooleanSymbol
    let start: IntegerSymbol
    let duration: Nanoseconds
  }

  init(_ problem: SchedulingProblem, _ bounds: PathBounds, within horizon: Nanoseconds) {
    self.problem = problem
    self.bounds = bounds
    self.horizon = horizon
    let nodes = problem.durations.indices
    runs = Table(repeating: [], count: nodes.count)
    lies = Table(repeating: [], count: nodes.count)
    var vocabulary = Vocabulary()
    startSymbols = Table(nodes.map { vocabulary.integer("start of operator \($0.value)") })
    starts = startSymbols.map { IntegerTerm($0) }
    ends = Table(nodes.map { IntegerTerm(vocabulary.integer("end of operator \($0.value)")) })
    self.vocabulary = vocabulary
    for node in nodes.reversed() { assign(node) }
    for item in problem.items.indices.reversed() { move(item) }
    keepOperatorsApart()
    keepCopiesApart()
  }

  // MARK: Assignment and windows

  /// Lets an operator run on one processor, inside its time window there.
  private mutating func assign(_ node: Index<Operator>) {
    let possible = problem.pools.indices.filter { processor in
      bounds.through(node, on: processor).map { $0 <= horizon } ?? false
    }
    var chosen = problem.pools.indices.map { _ in Formula(constant: false) }
    for processor in possible {
      chosen[processor.value] =
        possible.count == 1
        ? Formula(constant: true)
        : Formula(vocabulary.boolean("operator \(node.value) on processor \(processor.value)"))
    }
    runs[node] = chosen
    lies[node] = (0..<problem.poolCount)
      .map { pool in
        Formula.disjunction(
          problem.pools.indices.filter { problem.pools[$0].value == pool }.map { chosen[$0.value] }
        )
      }
    constraints.append(.disjunction(chosen))
    for (position, first) in possible.enumerated() {
      for second in possible[..<position] {
        constraints.append(
          Formula.conjunction([chosen[first.value], chosen[second.value]]).negated
        )
      }
    }
    for processor in possible {
      guard let head = bounds.heads[node][processor.value],
        let tail = bounds.tails[node][processor.value],
        let duration = problem.durations[node][processor.value]
      else { continue }
      require(chosen[processor.value], constant(head).isAtMost(starts[node]))
      require(
        chosen[processor.value],
        ends[node].isAtMost(constant(horizon.reduced(by: tail)))
      )
      require(chosen[processor.value], (starts[node] + constant(duration)).isAtMost(ends[node]))
    }
  }

  private func constant(_ time: Nanoseconds) -> IntegerTerm {
    IntegerTerm(constant: Int64(clamping: time.amount))
  }

  /// Requires a bound wherever all conditions hold.
  private mutating func require(_ conditions: Formula..., then bound: Formula? = nil) {
    guard let last = bound ?? conditions.last else { return }
    let premises = bound == nil ? Array(conditions.dropLast()) : conditions
    if premises.contains(where: { $0.constantValue == false }) { return }
    constraints.append(.disjunction(premises.map(\.negated) + [last]))
  }

  // MARK: Copies

  /// Lets readers of an item start after it has been computed and has arrived.
  private mutating func move(_ item: Int) {
    let description = problem.items[item]
    if let producer = description.producer {
      for reader in description.readers {
        constraints.append(ends[producer].isAtMost(starts[reader]))
        delay(item, producer, reader)
      }
    }
    if !description.isEmpty, problem.poolCount > 1 { copy(item) }
  }

  /// That an item has its producer in a pool.
  private func isHome(_ item: Int, _ pool: Int) -> Formula {
    guard let producer = problem.items[item].producer else {
      return Formula(constant: pool == problem.hostPool.value)
    }
    return lies[producer][pool]
  }

  /// The shortest way takes its time, whatever copies are made; redundant, and a great help.
  private mutating func delay(
    _ item: Int,
    _ producer: Index<Operator>,
    _ reader: Index<Operator>
  ) {
    for source in 0..<problem.poolCount {
      for target in 0..<problem.poolCount where target != source {
        let both = Formula.conjunction([lies[producer][source], lies[reader][target]])
        guard both.constantValue != false else { continue }
        let delay = problem.delay(of: item, from: Index(source), to: Index(target))
        guard let delay else {
          constraints.append(both.negated)
          continue
        }
        let arrival = ends[producer] + constant(delay)
        require(
          lies[producer][source],
          lies[reader][target],
          arrival.isAtMost(starts[reader])
        )
      }
    }
  }

  private mutating func copy(_ item: Int) {
    let description = problem.items[item]
    let arrivals = (0..<problem.poolCount)
      .map { IntegerTerm(vocabulary.integer("arrival of item \(item) in pool \($0)")) }
    var made = [[Formula]](repeating: [], count: problem.poolCount)
    for (link, ends) in problem.links.enumerated {
      let isHome = isHome(item, ends.target.value)
      guard isHome.constantValue != true else { continue }
      let variables = CopyVariables(
        item: item,
        link: link,
        isMade: vocabulary.boolean("copy of item \(item) over link \(link.value)"),
        start: vocabulary.integer("start of the copy of item \(item) over link \(link.value)"),
        duration: description.copies[link]
      )
      copies.append(variables)
      let isMade = Formula(variables.isMade)
      let start = IntegerTerm(variables.start)
      made[ends.target.value].append(isMade)
      require(isMade, isHome.negated)
      constraints.append(constant(.zero).isAtMost(start))
      require(isMade, arrivals[ends.source.value].isAtMost(start))
      require(
        isMade,
        (start + constant(variables.duration)).isAtMost(arrivals[ends.target.value])
      )
    }
    for pool in 0..<problem.poolCount {
      present(item, pool, made, arrivals)
    }
  }

  /// What is read or copied from a pool is computed there or copied there, once.
  private mutating func present(
    _ item: Int,
    _ pool: Int,
    _ made: [[Formula]],
    _ arrivals: [IntegerTerm]
  ) {
    let isHome = isHome(item, pool)
    let sources = Formula.disjunction([isHome] + made[pool])
    if let producer = problem.items[item].producer {
      require(isHome, ends[producer].isAtMost(arrivals[pool]))
    }
    for (position, first) in made[pool].enumerated() {
      for second in made[pool][..<position] {
        constraints.append(Formula.conjunction([first, second]).negated)
      }
    }
    for reader in problem.items[item].readers {
      require(lies[reader][pool], sources)
      require(lies[reader][pool], arrivals[pool].isAtMost(starts[reader]))
    }
    for copy in copies where copy.item == item && problem.links[copy.link].source.value == pool {
      require(Formula(copy.isMade), sources)
    }
  }

  // MARK: Queues

  private mutating func keepOperatorsApart() {
    for (first, second) in Precedence(problem).incomparable {
      let shared = problem.pools.indices.filter {
        runs[first][$0.value].constantValue != false
          && runs[second][$0.value].constantValue != false
      }
      guard !shared.isEmpty else { continue }
      let isFirst = Formula(
        vocabulary.boolean("operator \(first.value) before operator \(second.value)")
      )
      for processor in shared {
        let both = [runs[first][processor.value], runs[second][processor.value]]
        require(both[0], both[1], isFirst, ends[first].isAtMost(starts[second]))
        require(both[0], both[1], isFirst.negated, ends[second].isAtMost(starts[first]))
      }
    }
  }

  private mutating func keepCopiesApart() {
    for (position, second) in copies.enumerated() {
      for first in copies[..<position] where first.link == second.link {
        let isFirst = Formula(
          vocabulary.boolean("item \(first.item) before \(second.item) on \(first.link.value)")
        )
        let both = [Formula(first.isMade), Formula(second.isMade)]
        let starts = [IntegerTerm(first.start), IntegerTerm(second.start)]
        require(
          both[0],
          both[1],
          isFirst,
          (starts[0] + constant(first.duration)).isAtMost(starts[1])
        )
        require(
          both[0],
          both[1],
          isFirst.negated,
          (starts[1] + constant(second.duration)).isAtMost(starts[0])
        )
      }
    }
  }

  // MARK: Answers

  /// The schedule that a solver's assignment stands for, as early as its orders allow.
  func schedule(_ assignment: Assignment) -> Schedule? {
    var evaluator = Evaluator(assignment)
    var processors: [Index<Processor>] = []
    for node in problem.durations.indices {
      let chosen = problem.pools.indices.first {
        (try? evaluator.value(of: runs[node][$0.value])) == true
      }
      guard let chosen else { return nil }
      processors.append(chosen)
    }
    let made = copies.filter { assignment[$0.isMade] == true }
      .map { Schedule.Copy(item: $0.item, link: $0.link, start: time($0.start, assignment)) }
    return Schedule(
      processors: Table(processors),
      starts: startSymbols.map { time($0, assignment) },
      copies: made
    )
    .compacted(in: problem)
  }

  private func time(_ symbol: IntegerSymbol, _ assignment: Assignment) -> Nanoseconds {
    Nanoseconds(UInt64(clamping: assignment[symbol] ?? 0))
  }
}
