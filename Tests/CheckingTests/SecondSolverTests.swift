import Checking
import Foundation
import Logic
import Plans
import ProcessSolving
import Quantities
import Strategies
import Testing
import Z3Solving

/// Solvers that are programs of their own say what the library says.
@Suite struct SecondSolverTests {
  /// The programs that are installed here; none where there are none.
  static let programs = SolverProgram.Kind.allCases.compactMap {
    SolverProgram($0, on: ProcessInfo.processInfo.environment["PATH"] ?? "")
  }

  @Test(
    "Every question that the corpus makes has the same answer",
    .enabled(if: !programs.isEmpty, "neither cvc5 nor z3 is installed"),
    arguments: programs.map(\.kind)
  )
  func corpusAgrees(_ kind: SolverProgram.Kind) throws {
    let program = try #require(Self.programs.first { $0.kind == kind })
    var questions: [SecondOpinion.Question] = []
    for folder in ["good", "broken"] {
      for name in Corpus.plans(in: folder) {
        questions += try Corpus.judge(folder, name).questions
      }
    }
    for item in Corpus.cases where item.expectation.obligation == "deadline" {
      questions += try Corpus.judge("broken", item.name, and: .deadline, deadline: 1).questions
    }
    // z3 as a program is the same solver, so that every fourth question will do.
    let asked = kind == .cvc5 ? questions : questions.enumerated().filter { $0.0 % 4 == 0 }.map(\.1)
    let opinion = try SecondOpinion(of: program, on: asked)
    #expect(opinion.disagreement == nil)
    #expect(opinion.open.isEmpty)
    #expect(opinion.agreements == asked.count)
    #expect(asked.count > 50)
  }

  @Test(arguments: programs.map(\.kind))
  func limitIsTheReason(_ kind: SolverProgram.Kind) throws {
    let program = try #require(Self.programs.first { $0.kind == kind })
    var vocabulary = Vocabulary()
    // Nine pigeons in eight holes, which takes resolution exponentially many steps.
    let nests = (0..<9)
      .map { pigeon in
        (0..<8).map { Formula(vocabulary.boolean("\(pigeon) in \($0)")) }
      }
    var constraints = nests.map { Formula.disjunction($0) }
    for hole in 0..<8 {
      for first in 0..<9 {
        for second in 0..<first {
          constraints.append((nests[first][hole] && nests[second][hole]).negated)
        }
      }
    }
    let query = Query(
      name: "pigeons",
      constraints: constraints,
      limit: SolverLimit(resources: 1_000)
    )
    let answers = try (0..<2).map { _ in try program.solve(query) }
    #expect(answers == [.undecided(.resourceLimit), .undecided(.resourceLimit)])
  }

  @Test func differenceIsFound() throws {
    var vocabulary = Vocabulary()
    let symbol = Formula(vocabulary.boolean("x"))
    let query = Query(name: "one", constraints: [symbol])
    let wrong = SecondOpinion.Question(
      query,
      .unsatisfiable(UnsatisfiableCore(members: [], isMinimal: true))
    )
    let opinion = try SecondOpinion(of: Z3Solver(), on: [wrong])
    #expect(opinion.disagreement?.query == query)
    #expect(opinion.disagreement?.second.word == "sat")
  }
}
