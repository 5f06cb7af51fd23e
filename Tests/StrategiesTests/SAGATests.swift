import Foundation
import Strategies
import Testing

/// The textbook schedulers against SAGA's, on instances of SAGA's generators.
///
/// `Tests/Oracles/saga.json` holds SAGA's makespans; `make-saga.py` there measures them.
@Suite struct SAGATests {
  struct Oracle: Decodable {
    let instances: [Instance]
  }

  struct Instance: Decodable {
    let family: String
    let costs: [Double]
    /// Source, target and size.
    let edges: [[Double]]
    let speeds: [Double]
    /// Two nodes and the speed between them.
    let links: [[Double]]
    /// What SAGA answers, by scheduler; more than one where its answer depends on a hash seed.
    let makespans: [String: [Double]]

    /// The time that data of an edge takes between two different nodes, in units of 10⁻¹².
    func transfer(of edge: [Double], from node: Int, to other: Int) -> ListProblem.Time {
      let link = links.first { Set([Int($0[0]), Int($0[1])]) == [node, other] }
      return link.map { time(edge[2] / $0[2]) } ?? 0
    }

    /// The instance in units of 10⁻¹² of SAGA's time.
    var problem: ListProblem {
      var problem = ListProblem(taskCount: costs.count, processorCount: speeds.count)
      for (task, cost) in costs.enumerated() {
        for (node, speed) in speeds.enumerated() {
          problem.setDuration(time(cost / speed), of: task, on: node)
        }
      }
      let ordered = edges.sorted { ($0[1], $0[0]) < ($1[1], $1[0]) }
      problem.setEdges(
        ordered.map { ListProblem.Edge(source: Int($0[0]), target: Int($0[1])) }
      )
      for (edge, values) in ordered.enumerated() {
        for link in links {
          let (node, other) = (Int(link[0]), Int(link[1]))
          problem.setTransfer(time(values[2] / link[2]), over: edge, from: node, to: other)
          problem.setTransfer(time(values[2] / link[2]), over: edge, from: other, to: node)
        }
      }
      return problem
    }

    private func time(_ seconds: Double) -> ListProblem.Time {
      ListProblem.Time((seconds * 1e12).rounded())
    }
  }

  static func oracle() throws -> Oracle {
    try JSONDecoder().decode(Oracle.self, from: Data(contentsOf: file("saga.json")))
  }

  /// A file of the oracles.
  static func file(_ name: String) -> URL {
    URL(fileURLWithPath: #filePath).deletingLastPathComponent()
      .appendingPathComponent("../Oracles/\(name)").standardizedFileURL
  }

  private func scheduler(_ name: String) throws -> any ListScheduler {
    let full = ["heft", "cpop"].contains(name) ? name + ":ranks=saga" : name
    return try #require(try StrategyCatalogue.strategy(named: full) as? any ListScheduler)
  }

  @Test(arguments: [
    "heft", "cpop", "fastest-node", "minmin", "maxmin", "duplex", "sufferage", "met",
  ])
  func makespansAreSAGAs(name: String) throws {
    let scheduler = try scheduler(name)
    let instances = try Self.oracle().instances
    #expect(instances.count >= 80)
    for (number, instance) in instances.enumerated() {
      let problem = instance.problem
      let mine = Double(scheduler.schedule(problem).makespan) / 1e12
      let theirs = try #require(instance.makespans[name])
      #expect(
        theirs.contains { abs($0 - mine) <= 1e-9 * $0 },
        "instance \(number), \(instance.family): \(mine), SAGA says \(theirs)"
      )
    }
  }

  /// What SAGA averages otherwise than the paper matters, so that the rule is worth its name.
  @Test func rankRulesDiffer() throws {
    let problems = try Self.oracle().instances.map(\.problem)
    for (paper, saga) in [
      (HEFT() as any ListScheduler, HEFT(ranks: .saga) as any ListScheduler),
      (CPoP(), CPoP(ranks: .saga)),
    ] {
      #expect(
        problems.contains { paper.schedule($0).makespan != saga.schedule($0).makespan }
      )
    }
  }
}
