import Logic
import Quantities
import Testing
import Z3Solving

@Suite("What Z3 answers is what trying all assignments answers")
struct SolverLaws {
  @Test(arguments: LogicKind.allCases)
  func answersAgreeWithEnumeration(kind: LogicKind) throws {
    var seen: [String: Int] = [:]
    for seed in UInt64(0)..<500 {
      var generator = SmallProblemGenerator(kind: kind, seed: seed)
      let problem = generator.problem()
      let all = Array(problem.assumptions.indices)
      switch try Z3Solver().solve(problem.query) {
      case .satisfiable:
        seen["satisfiable", default: 0] += 1
        #expect(try problem.isSatisfiable(assuming: all), "kind \(kind), seed \(seed)")
      case .unsatisfiable(let core):
        #expect(core.isMinimal)
        let members = core.members.map(\.value)
        seen[members.count > 1 ? "clash" : "unsatisfiable", default: 0] += 1
        #expect(members == members.sorted())
        #expect(try !problem.isSatisfiable(assuming: members), "kind \(kind), seed \(seed)")
        for left in members {
          let rest = members.filter { $0 != left }
          #expect(
            try problem.isSatisfiable(assuming: rest),
            "kind \(kind), seed \(seed) without \(left)"
          )
        }
      case .undecided(let reason):
        Issue.record("kind \(kind), seed \(seed): \(reason)")
      }
    }
    #expect(seen["satisfiable", default: 0] >= 50, "\(seen)")
    #expect(seen["unsatisfiable", default: 0] >= 20, "\(seen)")
    #expect(seen["clash", default: 0] >= 20, "\(seen)")
  }

  @Test func scopesForgetWhatTheyAssert() throws {
    for seed in UInt64(0)..<100 {
      var generator = SmallProblemGenerator(kind: .linear, seed: seed)
      let problem = generator.problem()
      let all = Array(problem.assumptions.indices)
      var session = try Z3Session(kind: .linear)
      for constraint in problem.constraints { try session.assert(constraint) }
      var inner: [Bool] = []
      for assumption in problem.assumptions {
        inner.append(
          try session.withScope { (scoped) throws(SolverError) in
            try scoped.assert(assumption)
            let answer = try scoped.check(assuming: problem.assumptions, explanation: .any)
            return answer.isSatisfiable
          }
        )
      }
      let whole = try problem.isSatisfiable(assuming: all)
      #expect(inner.allSatisfy { $0 == whole }, "seed \(seed)")
      #expect(try session.check().isSatisfiable == problem.isSatisfiable(assuming: []))
    }
  }
}

extension Answer {
  fileprivate var isSatisfiable: Bool {
    if case .satisfiable = self { true } else { false }
  }
}
