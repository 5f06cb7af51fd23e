/// One fault in an input file: where, what, and what to do about it.
package struct InputProblem: Error, Hashable, Sendable {
  /// Where it is.
  package let place: Place
  /// What is wrong, in a clause.
  package let reason: String
  /// What would put it right, where that is known.
  package let cure: String?

  /// Makes a problem; control characters in the texts are escaped.
  package init(_ place: Place, _ reason: String, cure: String? = nil) {
    self.place = place
    self.reason = escaped(reason, limit: 1_000)
    self.cure = cure.map { escaped($0, limit: 1_000) }
  }
}

extension InputProblem: CustomStringConvertible {
  /// One line: `file:line:column: reason; cure`.
  package var description: String {
    "\(place): \(reason)" + (cure.map { "; " + $0 } ?? "")
  }
}

/// All faults found in an input.
package struct InputProblems: Error, Hashable, Sendable {
  /// The problems in the order in which they were found, at least one.
  package let problems: [InputProblem]
  /// How many more were found and not kept.
  package let omitted: Int

  /// Wraps a single problem.
  package init(_ problem: InputProblem) {
    problems = [problem]
    omitted = 0
  }

  init(problems: [InputProblem], omitted: Int) {
    self.problems = problems
    self.omitted = omitted
  }
}

extension InputProblems: CustomStringConvertible {
  /// A line for each of the first twenty, then how many more there are.
  package var description: String {
    let shown = problems.prefix(20)
    let rest = problems.count - shown.count + omitted
    let lines = shown.map(\.description) + (rest > 0 ? ["and \(rest) more"] : [])
    return lines.joined(separator: "\n")
  }
}

/// The problems found so far, while a document is read on.
package struct ProblemLog: Sendable {
  /// The problems kept.
  package private(set) var problems: [InputProblem] = []
  private var omitted = 0
  /// Whether the document was found to be one of another kind, so that nothing else counts.
  private var isForeign = false

  /// Starts without problems.
  package init() {}

  /// Whether nothing is wrong so far.
  package var isEmpty: Bool { problems.isEmpty }

  /// Notes a problem; of more than 1,000 only the number is kept.
  ///
  /// A cure may be costly to find, so it is looked for only where the problem will be printed.
  package mutating func report(
    _ place: Place,
    _ reason: @autoclosure () -> String,
    cure: @autoclosure () -> String? = nil
  ) {
    guard !isForeign else { return }
    guard problems.count < 1_000 else {
      omitted += 1
      return
    }
    problems.append(
      InputProblem(place, reason(), cure: problems.count < 20 ? cure() : nil)
    )
  }

  /// Notes that the document is one of another kind: the one problem that is shown.
  package mutating func reportForeign(_ place: Place, _ reason: String, cure: String?) {
    guard !isForeign else { return }
    problems = [InputProblem(place, reason, cure: cure)]
    omitted = 0
    isForeign = true
  }

  /// Ends reading where something was wrong.
  ///
  /// - Throws: all problems that were reported.
  package func check() throws(InputProblems) {
    guard problems.isEmpty else { throw InputProblems(problems: problems, omitted: omitted) }
  }
}
