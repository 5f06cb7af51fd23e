import Logic
import Quantities
import Testing
import Z3Solving

@Suite("Z3 answers queries")
struct SolverTests {
  @Test func aCycleOfWaitsIsTheCore() throws {
    var vocabulary = Vocabulary()
    let starts = (0..<6).map { IntegerTerm(vocabulary.integer("start \($0)")) }
    let before = { (first: Int, second: Int) in
      Assumption(
        "\(first) before \(second)",
        (starts[first] + IntegerTerm(constant: 1)).isAtMost(starts[second])
      )
    }
    let query = Query(
      name: "cycle",
      constraints: [],
      assumptions: [
        before(0, 1), before(1, 2), before(4, 5), before(2, 3), before(3, 1), before(0, 5),
      ]
    )
    #expect(query.kind == .differences)
    guard case .unsatisfiable(let core) = try Z3Solver().solve(query) else {
      Issue.record("satisfiable")
      return
    }
    let names = core.members.map { query.assumptions[$0].name }
    #expect(names == ["1 before 2", "2 before 3", "3 before 1"])
    #expect(core.isMinimal)
  }

  @Test func clashingConstraintsLeaveAnEmptyCore() throws {
    var vocabulary = Vocabulary()
    let p = Formula(vocabulary.boolean("p"))
    let query = Query(
      name: "contradiction",
      constraints: [p, !p],
      assumptions: [Assumption("p", p)]
    )
    let empty = Answer.unsatisfiable(UnsatisfiableCore(members: [], isMinimal: true))
    #expect(try Z3Solver().solve(query) == empty)
    #expect(try Z3Solver().solve(query.premise) == empty)
  }

  @Test func repeatedAssumptionsCountOnce() throws {
    var vocabulary = Vocabulary()
    let p = Formula(vocabulary.boolean("p"))
    let query = Query(
      name: "repeated",
      constraints: [],
      assumptions: [Assumption("p", p), Assumption("p again", p), Assumption("not p", !p)]
    )
    guard case .unsatisfiable(let core) = try Z3Solver().solve(query) else {
      Issue.record("satisfiable")
      return
    }
    #expect(core.members.count == 2)
    #expect(core.members.last == Index(2))
  }

  @Test("A limit on steps ends the search, and does so the same way each time")
  func limitsLeaveUndecided() throws {
    let limited = pigeons(9, limit: SolverLimit(resources: 20_000))
    for _ in 0..<3 {
      let answer = try Z3Solver().solve(limited)
      #expect(answer == .undecided(.resourceLimit))
    }
    let counted = weightedPigeons(9, limit: SolverLimit(resources: 20_000))
    #expect(counted.kind == .pseudoBooleans)
    let refused = try Z3Solver().solve(counted)
    #expect(refused == .undecided(.resourceLimit))
    let both = SolverLimit(resources: 20_000, milliseconds: 60_000)
    for query in [pigeons(9, limit: both), weightedPigeons(9, limit: both)] {
      let answer = try Z3Solver().solve(query)
      #expect(answer == .undecided(.resourceLimit))
    }
    let hurried = pigeons(12, limit: SolverLimit(milliseconds: 50))
    #expect(try Z3Solver().solve(hurried) == .undecided(.timeLimit))
  }

  @Test func whatIsUndecidableIsUndecided() throws {
    var vocabulary = Vocabulary()
    let terms = ["x", "y", "z"].map { IntegerTerm(vocabulary.integer($0)) }
    let cubes = terms.map { $0 * $0 * $0 }
    let one = IntegerTerm(constant: 1)
    let query = Query(
      name: "cubes",
      constraints: terms.map { one.isAtMost($0) }
        + [(cubes[0] + cubes[1]).isEqual(to: cubes[2])],
      limit: SolverLimit(resources: 300_000)
    )
    guard case .undecided = try Z3Solver().solve(query) else {
      Issue.record("decided")
      return
    }
  }

  @Test func valuesThatDoNotFitAreReported() throws {
    var vocabulary = Vocabulary()
    let x = IntegerTerm(vocabulary.integer("huge"))
    let large = IntegerTerm(constant: .max)
    let query = Query(name: "huge", constraints: [large.isAtMost(x - large)])
    #expect(throws: SolverError.valueOutOfRange(symbol: "huge")) {
      try Z3Solver().solve(query)
    }
  }

  @Test func aSessionRefusesWhatItWasNotOpenedFor() throws {
    var vocabulary = Vocabulary()
    let x = IntegerTerm(vocabulary.integer("x"))
    let product = (x * x).isAtMost(x)
    #expect(throws: SolverError.outsideLogic(needed: .nonlinear, available: .differences)) {
      var session = try Z3Session(kind: .differences)
      try session.assert(product)
    }
  }

  @Test func scopesEndAlsoOnErrors() throws {
    var vocabulary = Vocabulary()
    let p = Formula(vocabulary.boolean("p"))
    let x = IntegerTerm(vocabulary.integer("x"))
    var session = try Z3Session(kind: .booleans)
    try session.assert(p)
    do {
      try session.withScope { (scoped) throws(SolverError) in
        try scoped.assert(!p)
        try scoped.assert(x.isAtMost(IntegerTerm(constant: 5)))
      }
      Issue.record("the session took an integer")
    } catch {
      #expect(error == .outsideLogic(needed: .differences, available: .booleans))
    }
    guard case .satisfiable = try session.check() else {
      Issue.record("the scope's formula is still there")
      return
    }
  }

  /// The same with a bound on the sum over each hole.
  private func weightedPigeons(_ holes: Int, limit: SolverLimit) -> Query {
    var vocabulary = Vocabulary()
    let sits = (0...holes)
      .map { pigeon in
        (0..<holes).map { Formula(vocabulary.boolean("\(pigeon) in \($0)")) }
      }
    let bounds = (0..<holes)
      .map { hole in
        Formula.weightedSum(
          sits.enumerated()
            .map {
              .init(weight: (1 << 40) + Int64($0.offset), condition: $0.element[hole])
            },
          isAtMost: (1 << 41) - 1
        )
      }
    return Query(
      name: "weighted pigeons",
      constraints: sits.map(Formula.disjunction) + bounds,
      limit: limit
    )
  }

  /// One more pigeon than holes: hard to refute by search.
  private func pigeons(_ holes: Int, limit: SolverLimit) -> Query {
    var vocabulary = Vocabulary()
    let sits = (0...holes)
      .map { pigeon in
        (0..<holes).map { Formula(vocabulary.boolean("\(pigeon) in \($0)")) }
      }
    var constraints = sits.map(Formula.disjunction)
    for hole in 0..<holes {
      for first in sits.indices {
        for second in sits.indices where second > first {
          constraints.append(!(sits[first][hole] && sits[second][hole]))
        }
      }
    }
    return Query(name: "pigeons", constraints: constraints, limit: limit)
  }
}
