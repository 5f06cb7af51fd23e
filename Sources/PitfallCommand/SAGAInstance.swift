import Costs
import Devices
import Documents
import Graphs
import Hunting
import Plans
import Quantities
import Strategies

/// A task graph and a network as SAGA's JSON has them.
///
/// SAGA knows related machines: a task has a cost, a node a speed, and a duration is their
/// quotient.
struct SAGAInstance {
  private let name: String
  private let tasks: [(name: String, cost: JSONValue)]
  private let dependencies: [(source: String, target: String, size: JSONValue)]
  private let nodes: [(name: String, speed: JSONValue)]
  private let links: [(source: String, target: String, speed: JSONValue)]
  /// By how much a duration or transfer differs at most from what the task says, as a share.
  let deviation: Double

  /// The link of a node to itself: as good as free, in SAGA's way of saying so.
  private static let free: JSONValue = .decimal("1000000000.0")

  /// An instance of PISA's space, exactly.
  init(_ instance: PISAInstance) {
    func decimal(_ millionths: Int) -> JSONValue {
      let digits = String(millionths % 1_000_000 + 1_000_000).dropFirst()
      return .decimal("\(millionths / 1_000_000).\(digits)")
    }
    name = "pisa"
    tasks = instance.costs.enumerated().map { ("T\($0.offset)", decimal($0.element)) }
    nodes = instance.speeds.enumerated().map { ("N\($0.offset)", decimal($0.element)) }
    dependencies = instance.problem.edges.map {
      ("T\($0.source)", "T\($0.target)", decimal(instance.size(from: $0.source, to: $0.target)))
    }
    links = instance.speeds.indices.flatMap { node in
      (0..<node).map { ("N\($0)", "N\(node)", decimal(instance.link(node, $0))) }
    }
    deviation = 0
  }

  /// The nearest instance to any task: costs are milliseconds on the host, speeds the median of how
  /// much faster a processor runs what it runs, sizes milliseconds over a link of speed 1.
  init(_ task: Task) {
    let problem = ListProblem(task)
    let host = task.device.host.value
    let speeds = Self.speeds(problem, host: host)
    let sizes = problem.edges.indices.map { Self.size(problem, $0) }
    let rates = Self.rates(problem, sizes)
    name = task.graph.name
    tasks = problem.tasks.map { position in
      let node = task.graph.operators[Index(position)].name
      return (node, .real(Double(problem.duration(of: position, on: host) ?? 0) / 1e6))
    }
    nodes = zip(task.device.processors.values, speeds).map { ($0.name, .real($1)) }
    dependencies = zip(problem.edges, sizes)
      .map { edge, size in
        let ends = [edge.source, edge.target].map { task.graph.operators[Index($0)].name }
        return (ends[0], ends[1], .real(size / 1e6))
      }
    let names = task.device.processors.values.map(\.name)
    links = rates.map { (names[$0.source], names[$0.target], .real($0.speed)) }
    deviation = Self.deviation(problem, host: host, speeds, sizes, rates)
  }

  /// The JSON form: SAGA's `ProblemInstance`.
  var json: JSONValue {
    let loops = nodes.map { ($0.name, $0.name, Self.free) }
    return .object([
      "name": .text(name),
      "task_graph": .object([
        "tasks": .list(
          tasks.map { .object(["name": .text($0.name), "cost": $0.cost]) }
        ),
        "dependencies": .list(
          dependencies.map {
            .object(["source": .text($0.source), "target": .text($0.target), "size": $0.size])
          }
        ),
      ]),
      "network": .object([
        "nodes": .list(
          nodes.map { .object(["name": .text($0.name), "speed": $0.speed]) }
        ),
        "edges": .list(
          (links + loops)
            .map {
              .object(["source": .text($0.0), "target": .text($0.1), "speed": $0.2])
            }
        ),
      ]),
    ])
  }
}

// MARK: - Related machines near unrelated ones

extension SAGAInstance {
  private typealias Rate = (source: Int, target: Int, speed: Double)

  /// The speed of each processor, the host's being 1.
  private static func speeds(_ problem: ListProblem, host: Int) -> [Double] {
    (0..<problem.processorCount)
      .map { processor in
        let ratios = problem.tasks.compactMap { task -> Double? in
          guard let own = problem.duration(of: task, on: processor), own > 0,
            let mine = problem.duration(of: task, on: host), mine > 0
          else { return nil }
          return Double(mine) / Double(own)
        }
        return median(ratios) ?? 1
      }
  }

  /// The mean transfer of an edge over all pairs of different processors.
  private static func size(_ problem: ListProblem, _ edge: Int) -> Double {
    let count = Double(problem.processorCount * (problem.processorCount - 1))
    guard count > 0 else { return 0 }
    let all = (0..<problem.processorCount)
      .flatMap { source in
        (0..<problem.processorCount).map { problem.transfer(over: edge, from: source, to: $0) }
      }
    return Double(all.reduce(0, +)) / count
  }

  /// The speed of each link between two processors, both directions taken together.
  private static func rates(_ problem: ListProblem, _ sizes: [Double]) -> [Rate] {
    (0..<problem.processorCount)
      .flatMap { target in
        (0..<target)
          .map { source in
            let ratios = problem.edges.indices.compactMap { edge -> Double? in
              let there = problem.transfer(over: edge, from: source, to: target)
              let back = problem.transfer(over: edge, from: target, to: source)
              guard there + back > 0, sizes[edge] > 0 else { return nil }
              return 2 * sizes[edge] / Double(there + back)
            }
            return (source, target, median(ratios) ?? 1e9)
          }
      }
  }

  private static func deviation(
    _ problem: ListProblem,
    host: Int,
    _ speeds: [Double],
    _ sizes: [Double],
    _ rates: [Rate]
  ) -> Double {
    var worst = 0.0
    for task in problem.tasks {
      let cost = Double(problem.duration(of: task, on: host) ?? 0)
      for processor in speeds.indices {
        guard let own = problem.duration(of: task, on: processor), own > 0 else { continue }
        worst = max(worst, abs(cost / speeds[processor] / Double(own) - 1))
      }
    }
    for edge in sizes.indices {
      for rate in rates {
        for (source, target) in [(rate.source, rate.target), (rate.target, rate.source)] {
          let time = problem.transfer(over: edge, from: source, to: target)
          guard time > 0 else { continue }
          worst = max(worst, abs(sizes[edge] / rate.speed / Double(time) - 1))
        }
      }
    }
    return worst
  }

  private static func median(_ values: [Double]) -> Double? {
    guard !values.isEmpty else { return nil }
    let sorted = values.sorted()
    return (sorted[(sorted.count - 1) / 2] + sorted[sorted.count / 2]) / 2
  }
}

extension ListProblem {
  /// The numbers of the tasks.
  fileprivate var tasks: Range<Int> { 0..<taskCount }
}
