import Foundation
import Graphs
import Hunting
import Plans
import Randomness
import Strategies
import Testing

/// The search of PISA's space.
@Suite struct PISATests {
  private static let heft = PISASearch(HEFT(ranks: .saga), against: FastestNode())

  private func campaign(_ evaluations: Int, seed: UInt64, jobs: Int = 1) -> PISASearch.Find? {
    var campaign = PISACampaign(Self.heft, seed: Seed(seed), jobs: jobs)
    campaign.advance(by: evaluations)
    #expect(campaign.evaluationCount == evaluations)
    return campaign.best
  }

  /// At a tenth of the budget that PISA's own rule needs for 3.6.
  @Test func heftLosesManyTimesOver() throws {
    let ratios = try (0..<9).map { try #require(campaign(460, seed: $0)).ratio }.sorted()
    #expect(ratios[4] >= 10)
    #expect(ratios[8] <= 60)
  }

  @Test func findsStayInTheSpace() throws {
    for seed in 0..<6 {
      let find = try #require(campaign(600, seed: UInt64(seed)))
      let small = Self.heft.small(find, keeping: .mostOfLogarithm).find
      for instance in [find.instance, small.instance] {
        #expect(PISAInstance.counts.contains(instance.costs.count))
        #expect(PISAInstance.counts.contains(instance.speeds.count))
        let figures =
          instance.costs + instance.speeds
          + instance.problem.edges.map { instance.size(from: $0.source, to: $0.target) }
          + instance.speeds.indices.flatMap { node in (0..<node).map { instance.link(node, $0) } }
        #expect(figures.allSatisfy { PISAInstance.range.contains($0) })
      }
    }
  }

  @Test func findsAreWhatTheirInstancesSay() throws {
    for seed in 0..<6 {
      let find = try #require(campaign(600, seed: UInt64(seed)))
      #expect(HEFT(ranks: .saga).schedule(find.instance.problem).makespan >= find.target)
      #expect(FastestNode().schedule(find.instance.problem).makespan == find.base)
    }
  }

  @Test func smallCasesKeepTheirSeverity() throws {
    for seed in 0..<8 {
      let find = try #require(campaign(2_000, seed: UInt64(seed)))
      let small = Self.heft.small(find, keeping: .mostOfLogarithm).find
      #expect(10 * Self.heft.severity(small) >= 9 * Self.heft.severity(find))
      #expect(small.instance.costs.count == 3)
    }
  }

  @Test func jobsAndSeedsDecide() throws {
    let one = campaign(51_000, seed: 5, jobs: 1)
    #expect(one != nil)
    #expect(one == campaign(51_000, seed: 5, jobs: 3))
    #expect(campaign(300, seed: 5) != campaign(300, seed: 6))
  }

  @Test func anInstanceSurvivesAsATask() throws {
    for seed in 0..<6 {
      let instance = try #require(campaign(300, seed: UInt64(seed))).instance
      #expect(PISAInstance(instance.task) == instance)
      let problem = ListProblem(instance.task)
      for task in instance.costs.indices {
        for node in instance.speeds.indices {
          let exact = Double(instance.costs[task]) / Double(instance.speeds[node])
          let mine = Double(problem.duration(of: task, on: node) ?? 0) / 1e7
          #expect(abs(mine - exact) <= 2e-7)
        }
      }
    }
    #expect(PISAInstance(try Bench.task(try Bench.phone())) == nil)
  }
}
