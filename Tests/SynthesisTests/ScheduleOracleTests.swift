import Devices
import Foundation
import Graphs
import Logic
import Quantities
import SecondOpinions
import Synthesis
import Testing

/// The least schedules are those of OR-Tools CP-SAT and of z3's own optimiser.
@Suite struct ScheduleOracleTests {
  /// A problem of `Tests/Oracles/schedules.json`.
  struct Entry: Decodable, Sendable, CustomTestStringConvertible {
    struct Moved: Decodable {
      let producer: Int?
      let readers: [Int]
      let copies: [UInt64]
    }

    let name: String
    let pools: [Int]
    let pool_count: Int
    let host: Int
    let links: [[Int]]
    let durations: [[UInt64?]]
    let items: [Moved]
    let optimum: UInt64

    var testDescription: String { name }

    /// The problem as the product states it.
    var problem: SchedulingProblem {
      SchedulingProblem(
        durations: Table(durations.map { $0.map { $0.map { Nanoseconds($0) } } }),
        items: items.enumerated()
          .map { position, item in
            SchedulingProblem.Item(
              name: "item \(position)",
              tensor: Index(position),
              producer: item.producer.map { Index($0) },
              readers: item.readers.map { Index($0) },
              copies: Table(item.copies.map { Nanoseconds($0) })
            )
          },
        pools: Table(pools.map { Index($0) }),
        poolCount: pool_count,
        hostPool: Index(host),
        links: Table(
          links.map { SchedulingProblem.Ends(source: Index($0[0]), target: Index($0[1])) }
        )
      )
    }
  }

  static let entries: [Entry] = {
    let url = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
      .deletingLastPathComponent().appendingPathComponent("Oracles/schedules.json")
    guard let data = try? Data(contentsOf: url) else { return [] }
    return (try? JSONDecoder().decode([Entry].self, from: data)) ?? []
  }()

  @Test func thereAreProblems() {
    #expect(Self.entries.count >= 95)
  }

  /// The branch and bound by itself leaves few of the problems to the solver.
  @Test func fewProblemsNeedTheSolver() throws {
    let settled = try Self.entries.filter { entry in
      try !ExactSearch(ConfirmedSolver(), limit: .unlimited).run(entry.problem).isSolvers
    }
    #expect(settled.count >= 80, "only \(settled.count) of \(Self.entries.count)")
  }

  @Test(arguments: entries, [ExactSearch<ConfirmedSolver>.Proof.search, .solver])
  func optimumIsTheSame(_ entry: Entry, _ proof: ExactSearch<ConfirmedSolver>.Proof) throws {
    let problem = entry.problem
    let outcome = try ExactSearch(ConfirmedSolver(), limit: .unlimited, proof: proof).run(problem)
    #expect(outcome.bound == Nanoseconds(entry.optimum))
    #expect(outcome.best?.latency(in: problem) == Nanoseconds(entry.optimum))
    let path = try #require(PathBounds(problem).least)
    let load = try #require(LoadBound.least(problem.durations.values))
    #expect(max(path, load) <= Nanoseconds(entry.optimum))
    // What is found and compacted again is the same schedule.
    #expect(outcome.best?.compacted(in: problem)?.latency(in: problem) == outcome.bound)
  }

  /// A target stops the search as soon as the bound reaches it.
  @Test(arguments: entries.prefix(40))
  func targetIsRefutedOrBeaten(_ entry: Entry) throws {
    let problem = entry.problem
    let search = ExactSearch(ConfirmedSolver(), limit: .unlimited)
    let optimum = Nanoseconds(entry.optimum)
    let refuted = try search.run(problem, below: optimum)
    #expect(refuted.bound.map { $0 >= optimum } ?? false)
    let beaten = try search.run(problem, below: optimum + Nanoseconds(1))
    #expect(beaten.best?.latency(in: problem) == optimum)
  }
}
