import Foundation
import Graphs
import Hunting
import Randomness
import Strategies
import Testing

/// What was found and confirmed by SAGA's own schedulers: `Tests/Oracles/pisa.json`.
@Suite struct PISAOracleTests {
  private struct Oracle: Decodable {
    let runs: [Run]
  }

  private struct Run: Decodable {
    let evaluations: Int
    let seed: UInt64
    /// What pitfall claims.
    let ratio: Double
    /// What SAGA computes, under several hash seeds.
    let saga: [Double]
    let instance: Instance
  }

  private struct Instance: Decodable {
    struct Graph: Decodable {
      struct Node: Decodable {
        let cost: Double
      }

      struct Edge: Decodable {
        let source: String
        let target: String
        let size: Double
      }

      let tasks: [Node]
      let dependencies: [Edge]
    }

    let graph: Graph

    private enum CodingKeys: String, CodingKey {
      case graph = "task_graph"
    }
  }

  private func oracle() throws -> Oracle {
    let file = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
      .appendingPathComponent("../Oracles/pisa.json").standardizedFileURL
    return try JSONDecoder().decode(Oracle.self, from: Data(contentsOf: file))
  }

  /// Each claim is among SAGA's answers.
  ///
  /// SAGA orders tasks of equal rank by hashing, which changes
  /// its answer to one instance of the forty; to all others it has one.
  @Test func everyClaimIsSAGAs() throws {
    let runs = try oracle().runs
    for run in runs {
      #expect(
        run.saga.contains { abs($0 - run.ratio) <= 1e-6 * $0 },
        "seed \(run.seed), \(run.evaluations) evaluations"
      )
    }
    #expect(runs.count { $0.saga.count == 1 } >= runs.count - 1)
    #expect(runs.allSatisfy { $0.evaluations < 100_000 || $0.saga.count == 1 })
  }

  @Test func theSearchReachesWhatIsAsked() throws {
    let runs = try oracle().runs
    let few = runs.filter { $0.evaluations == 4_600 }.map(\.ratio).sorted()
    #expect(few.count == 20)
    #expect(few[10] >= 25)
    let many = runs.filter { $0.evaluations == 100_000 }.map(\.ratio)
    #expect(many.count == 20)
    #expect(many.allSatisfy { abs($0 - 40.7999992) <= 1e-9 })
  }

  /// Today's search still finds what the oracle has.
  @Test func theSearchIsTheSame() throws {
    for run in try oracle().runs.filter({ $0.evaluations == 4_600 }).prefix(2) {
      var campaign = PISACampaign(
        PISASearch(HEFT(ranks: .saga), against: FastestNode()),
        seed: Seed(run.seed)
      )
      campaign.advance(by: run.evaluations)
      let find = try #require(campaign.best)
      #expect(abs(find.ratio - run.ratio) <= 1e-12 * run.ratio)
      #expect(find.instance.costs.count == run.instance.graph.tasks.count)
      #expect(find.instance.problem.edges.count == run.instance.graph.dependencies.count)
    }
  }
}
