/// What a second solver says to questions that a first one has answered.
package struct SecondOpinion: Hashable, Sendable {
  /// A question with its answer.
  package struct Question: Hashable, Sendable {
    package let query: Query
    package let answer: Answer

    /// Makes an answered question.
    package init(_ query: Query, _ answer: Answer) {
      self.query = query
      self.answer = answer
    }
  }

  /// A question to which the two say the opposite of each other: at least one of them is wrong.
  package struct Disagreement: Hashable, Sendable {
    package let query: Query
    package let first: Answer
    package let second: Answer
  }

  /// How many questions both answer alike.
  package private(set) var agreements = 0
  /// The questions that one of them or both leave undecided, and what the second says of them.
  package private(set) var open: [Question] = []
  /// The first question on which they differ; no further question is asked after it.
  package private(set) var disagreement: Disagreement?

  /// Asks the second solver.
  ///
  /// - Throws: an error where it fails.
  package init(
    of second: borrowing some Solver & ~Copyable,
    on questions: [Question]
  ) throws(SolverError) {
    let ask = try second.opened()
    for question in questions {
      let answer = try ask(question.query)
      switch (question.answer, answer) {
      case (.satisfiable, .satisfiable), (.unsatisfiable, .unsatisfiable): agreements += 1
      case (.undecided, _), (_, .undecided): open.append(Question(question.query, answer))
      case (.satisfiable, .unsatisfiable), (.unsatisfiable, .satisfiable):
        disagreement = Disagreement(
          query: question.query,
          first: question.answer,
          second: answer
        )
        return
      }
    }
  }
}

extension Answer {
  /// The answer in SMT-LIB's word.
  package var word: String {
    switch self {
    case .satisfiable: "sat"
    case .unsatisfiable: "unsat"
    case .undecided: "unknown"
    }
  }
}
