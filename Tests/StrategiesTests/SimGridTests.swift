import Costs
import Devices
import Foundation
import Graphs
import Plans
import Quantities
import Simulation
import Strategies
import Testing

/// The simulator against SimGrid's, for plans in which nothing is shared.
///
/// `Tests/Oracles/simgrid.json` holds SimGrid's makespans; `make-simgrid.py` there measures them.
@Suite struct SimGridTests {
  private struct Oracle: Decodable {
    let plans: [Entry]
  }

  private struct Entry: Decodable {
    let instance: Int
    let nodes: [Int]
    let makespan: Double
  }

  @Test func makespansAreSimGrids() throws {
    let data = try Data(contentsOf: SAGATests.file("simgrid.json"))
    let entries = try JSONDecoder().decode(Oracle.self, from: data).plans
    let instances = try SAGATests.oracle().instances
    #expect(entries.count >= 50)
    for entry in entries {
      let mine = try makespan(instances[entry.instance], entry.nodes)
      #expect(abs(mine - entry.makespan) <= 1e-9 * entry.makespan, "\(entry)")
    }
  }

  private func makespan(_ instance: SAGATests.Instance, _ nodes: [Int]) throws -> Double {
    let graph = try graph(instance)
    let device = try device(instance.speeds.count)
    let steps = nodes.enumerated()
      .map { task, node in
        Step(id: "s\(task)", .run(Index(task), on: Index(node), part: nil, precision: nil))
      }
    let plan = Plan(synchronization: .implicit, steps: steps)
    let program = Program(plan, graph: graph, device: device)
    let problem = instance.problem
    let costs = try program.commands.map { command -> Cost in
      let time: ListProblem.Time
      switch command.action {
      case .run(let node, on: let processor, part: _, precision: _):
        time = try #require(problem.duration(of: node.value, on: processor.value))
      case .copy(let tensor, from: let source, to: let target, part: _):
        let edge = try #require(edges(of: instance)[graph.tensors[tensor].name])
        time = instance.transfer(of: edge, from: source.value, to: target.value)
      }
      return Cost(launch: .zero, compute: Nanoseconds(time), memory: .zero, traffic: .zero)
    }
    let timeline = try #require(Simulator(program, costs: costs, sharing: nil).run())
    return Double(timeline.latency.amount) / 1e12
  }

  /// The edges by the name of their tensor.
  private func edges(of instance: SAGATests.Instance) -> [String: [Double]] {
    Dictionary(
      uniqueKeysWithValues: instance.edges.map { ("\(Int($0[0]))_\(Int($0[1]))", $0) }
    )
  }

  private func graph(_ instance: SAGATests.Instance) throws -> Graph {
    var builder = GraphBuilder(name: "instance")
    let type = TensorType(.uint8, try Shape([1]))
    var inputs = [[Index<Tensor>]](repeating: [], count: instance.costs.count)
    var outputs = inputs
    for edge in instance.edges {
      let (source, target) = (Int(edge[0]), Int(edge[1]))
      let tensor = try builder.add(
        Tensor(name: "\(source)_\(target)", type: type, role: .activation)
      )
      outputs[source].append(tensor)
      inputs[target].append(tensor)
    }
    for task in instance.costs.indices {
      try builder.add(
        Operator(
          name: "T\(task)",
          kind: .opaque,
          typeName: "Task",
          inputs: inputs[task],
          outputs: outputs[task]
        )
      )
    }
    return try builder.finish(outputs: [])
  }

  private func device(_ count: Int) throws -> Device {
    let rate = try #require(Rate(perMicrosecond: 1))
    let pairs = (0..<count).flatMap { node in (0..<count).map { (node, $0) } }
    return try Device(
      name: "network",
      processors: (0..<count)
        .map { node in
          Processor(
            name: "N\(node)",
            kind: .cpu,
            pool: Index(node),
            backend: Backend(name: "any", support: .everything),
            performance: Performance(speeds: [], bandwidth: rate, launch: .zero)
          )
        },
      pools: (0..<count).map { MemoryPool(name: "N\($0)", capacity: Bytes(1 << 30)) },
      links: pairs.filter { $0 != $1 }
        .map { source, target in
          Link(
            source: Index(source),
            target: Index(target),
            latency: .zero,
            bandwidth: rate
          )
        },
      memoryBandwidth: nil
    )
  }
}
