import Devices
import Foundation
import Graphs
import Logic
import Quantities
import SecondOpinions
import Synthesis
import Testing

/// Releases of OR-Tools CP-SAT claim optima that are none; who contradicts is heard.
///
/// `Tests/Oracles/make-wrong-optima.py` has the claims and z3's optima.
@Suite struct WrongOptimaTests {
  /// A problem with the claims of each release at each level of linearisation.
  struct Entry: Decodable, Sendable, CustomTestStringConvertible {
    let name: String
    let durations: [[UInt64]]
    let edges: [[UInt64]]
    let claims: [String: [UInt64]]
    let optimum: UInt64

    var testDescription: String { name }

    /// The problem as the product states it: a pool for each processor, a link for each pair.
    var problem: SchedulingProblem {
      let pools = (durations.first ?? []).indices
      let links = pools.flatMap { source in
        pools.filter { $0 != source }
          .map { SchedulingProblem.Ends(source: Index(source), target: Index($0)) }
      }
      return SchedulingProblem(
        durations: Table(durations.map { $0.map { Nanoseconds($0) } }),
        items: edges.enumerated()
          .map { position, edge in
            SchedulingProblem.Item(
              name: "item \(position)",
              tensor: Index(position),
              producer: Index(Int(edge[0])),
              readers: [Index(Int(edge[1]))],
              copies: Table(links.map { _ in Nanoseconds(edge[2]) })
            )
          },
        pools: Table(pools.map { Index($0) }),
        poolCount: pools.count,
        hostPool: Index(0),
        links: Table(links)
      )
    }
  }

  /// A solver that says what CP-SAT's claim comes to: nothing ends earlier.
  private struct Claimant: Solver {
    let claim: UInt64

    func solve(_ query: Query) throws(SolverError) -> Answer {
      let horizon = UInt64(query.name.split(separator: "-").last ?? "") ?? 0
      return horizon < claim
        ? .unsatisfiable(UnsatisfiableCore(members: [], isMinimal: false))
        : .undecided(.incomplete(reason: "only the claim is known"))
    }
  }

  static let entries: [Entry] = {
    let url = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
      .deletingLastPathComponent().appendingPathComponent("Oracles/wrong-optima.json")
    guard let data = try? Data(contentsOf: url) else { return [] }
    return (try? JSONDecoder().decode([Entry].self, from: data)) ?? []
  }()

  @Test func everyReleaseIsWrongSomewhere() {
    #expect(Self.entries.count == 2)
    for release in ["9.14.6206", "9.15.6755"] {
      #expect(
        Self.entries.contains { entry in
          (entry.claims[release] ?? []).contains { $0 > entry.optimum }
        }
      )
    }
  }

  @Test(arguments: entries)
  func optimumIsFound(_ entry: Entry) throws {
    let outcome = try ExactSearch(ConfirmedSolver(), limit: .unlimited).run(entry.problem)
    #expect(outcome.bound == Nanoseconds(entry.optimum))
    #expect(outcome.best?.latency(in: entry.problem) == outcome.bound)
  }

  /// The schedule that refutes the claim stands beside the second solver's denial of it.
  @Test(arguments: entries)
  func claimIsContradicted(_ entry: Entry) throws {
    let claim = try #require(entry.claims.values.flatMap { $0 }.max())
    let search = ExactSearch(ConfirmedSolver(), limit: .unlimited)
    let query = search.question(entry.problem, within: Nanoseconds(claim - 1))
    let answered = SecondOpinion.Question(query, try ConfirmedSolver().solve(query))
    let opinion = try SecondOpinion(of: Claimant(claim: claim), on: [answered])
    let difference = try #require(opinion.disagreement)
    #expect(difference.first.word == "sat")
    #expect(difference.second.word == "unsat")
  }
}
