package import Strategies
import Randomness

/// An instance of PISA's space: a task graph and a network of related machines.
///
/// Every cost, speed, size and link speed lies from 0.1 to 1, in steps of a millionth. A task
/// takes its cost over the speed of its node, and data its size over the speed of the link; nothing
/// else takes time. The space is that of Coleman and Krishnamachari, "PISA: An Adversarial Approach
/// To Comparing Task Graph Scheduling Algorithms", arXiv:2403.07120.
package struct PISAInstance: Hashable, Sendable {
  /// One number of an instance.
  enum Figure: Hashable, Sendable {
    case cost(Int)
    case speed(Int)
    /// The size of what a task reads from an earlier one, zero where it reads nothing.
    case size(from: Int, to: Int)
    case link(Int, Int)
  }

  /// The admitted numbers, in millionths.
  package static let range = 100_000...1_000_000
  /// The admitted numbers of tasks and of nodes.
  package static let counts = 3...5
  /// How many units of time of ``problem`` one unit of SAGA's time has.
  package static let timeScale: ListProblem.Time = 1_000_000_000_000

  /// The cost of each task, in millionths.
  package private(set) var costs: [Int]
  /// The speed of each node, in millionths.
  package private(set) var speeds: [Int]
  /// By the task that writes, then the one that reads.
  private var sizes: [Int]
  /// By node, then by node, both ways the same.
  private var links: [Int]
  /// What list schedulers are asked; always in step with the figures.
  package private(set) var problem: ListProblem

  /// Makes an instance from its figures, all in millionths.
  ///
  /// Sizes are by the task that writes, then the later one that reads, zero where none; links by
  /// node, then by node, both ways the same.
  init(costs: [Int], speeds: [Int], sizes: [Int], links: [Int]) {
    self.costs = costs
    self.speeds = speeds
    self.sizes = sizes
    self.links = links
    problem = ListProblem(taskCount: costs.count, processorCount: speeds.count)
    for task in costs.indices { updateDurations(of: task) }
    updateEdges()
  }

  /// Draws an instance with a chain of tasks, as PISA starts.
  init(taskCount: Int, nodeCount: Int, from stream: inout RandomStream) {
    let costs = (0..<taskCount).map { _ in stream.integer(in: Self.range) }
    let speeds = (0..<nodeCount).map { _ in stream.integer(in: Self.range) }
    var sizes = [Int](repeating: 0, count: taskCount * taskCount)
    var links = [Int](repeating: 0, count: nodeCount * nodeCount)
    for task in 1..<taskCount {
      sizes[(task - 1) * taskCount + task] = stream.integer(in: Self.range)
    }
    for node in 0..<nodeCount {
      for other in 0..<node {
        let speed = stream.integer(in: Self.range)
        links[node * nodeCount + other] = speed
        links[other * nodeCount + node] = speed
      }
    }
    self.init(costs: costs, speeds: speeds, sizes: sizes, links: links)
  }

  /// The instance with only some of its tasks and nodes, in their order.
  func keeping(tasks: [Int], nodes: [Int]) -> PISAInstance {
    PISAInstance(
      costs: tasks.map { costs[$0] },
      speeds: nodes.map { speeds[$0] },
      sizes: tasks.flatMap { source in tasks.map { size(from: source, to: $0) } },
      links: nodes.flatMap { node in nodes.map { link(node, $0) } }
    )
  }

  /// The size of what one task reads from another, in millionths; zero where it reads nothing.
  package func size(from source: Int, to target: Int) -> Int {
    sizes[source * costs.count + target]
  }

  /// The speed of the link between two different nodes, in millionths.
  package func link(_ node: Int, _ other: Int) -> Int { links[node * speeds.count + other] }

  /// A figure of the instance.
  subscript(figure: Figure) -> Int {
    get {
      switch figure {
      case .cost(let task): costs[task]
      case .speed(let node): speeds[node]
      case .size(let source, let target): size(from: source, to: target)
      case .link(let node, let other): link(node, other)
      }
    }
    set {
      switch figure {
      case .cost(let task):
        costs[task] = newValue
        updateDurations(of: task)
      case .speed(let node):
        speeds[node] = newValue
        for task in costs.indices { updateDuration(of: task, on: node) }
      case .size(let source, let target): setSize(newValue, from: source, to: target)
      case .link(let node, let other):
        links[node * speeds.count + other] = newValue
        links[other * speeds.count + node] = newValue
        for edge in problem.edges.indices { updateTransfer(over: edge, between: node, other) }
      }
    }
  }

  // MARK: The problem

  private mutating func setSize(_ size: Int, from source: Int, to target: Int) {
    let position = source * costs.count + target
    let isStructure = (size == 0) != (sizes[position] == 0)
    sizes[position] = size
    if isStructure {
      updateEdges()
    } else if let edge = problem.edges.firstIndex(where: {
      $0.source == source && $0.target == target
    }) {
      updateTransfers(over: edge)
    }
  }

  private mutating func updateDurations(of task: Int) {
    for node in speeds.indices { updateDuration(of: task, on: node) }
  }

  private mutating func updateDuration(of task: Int, on node: Int) {
    let time = Self.quotient(costs[task], speeds[node])
    problem.setDuration(time, of: task, on: node)
  }

  private mutating func updateEdges() {
    let (count, sizes) = (costs.count, sizes)
    problem.setEdges(
      (0..<count).lazy
        .flatMap { target in
          (0..<target).lazy.filter { sizes[$0 * count + target] > 0 }
            .map { ListProblem.Edge(source: $0, target: target) }
        }
    )
    for edge in problem.edges.indices { updateTransfers(over: edge) }
  }

  private mutating func updateTransfers(over edge: Int) {
    for node in speeds.indices {
      for other in 0..<node { updateTransfer(over: edge, between: node, other) }
    }
  }

  private mutating func updateTransfer(over edge: Int, between node: Int, _ other: Int) {
    let ends = problem.edges[edge]
    let time = Self.quotient(size(from: ends.source, to: ends.target), link(node, other))
    problem.setTransfer(time, over: edge, from: node, to: other)
    problem.setTransfer(time, over: edge, from: other, to: node)
  }

  private static func quotient(_ amount: Int, _ speed: Int) -> ListProblem.Time {
    ListProblem.Time(amount) * timeScale / ListProblem.Time(speed)
  }
}
