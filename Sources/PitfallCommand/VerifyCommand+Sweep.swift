import Checking
import Documents
import Loading
import Logic
import Plans
import ProcessSolving
import Quantities

/// Judging a plan for every value of symbolic dimensions.
extension VerifyCommand {
  /// Up to how many combinations of values the solver is asked about each.
  private static let mostAsked = 512
  /// How many combinations of values are judged, those beyond by their direct readings.
  private static let mostValues = 65_536

  /// Judges the plan for every combination of values; a strategy is asked anew for each.
  func sweep(
    _ asked: [Obligation],
    deadline: Nanoseconds?,
    _ inputs: Inputs,
    _ second: SolverProgram?
  ) throws {
    let asked = obligations == nil ? asked.filter { $0 != .profit } : asked
    let count = try combinationCount(asked)
    var sweep = DimensionSweep(
      options.dimensions
        .map {
          "\($0.name) in \($0.values.lowerBound)..\($0.values.upperBound)"
        }
        .joined(separator: ", ")
    )
    let origin = try PlanOrigin(
      file: plan,
      strategy: strategy,
      options,
      inputs,
      deadline: deadline
    )
    var firstFault: InputProblems?
    var source: PlanSource?
    for (position, bindings) in combinations.enumerated() where !sweep.isSettled {
      if position > 0, position % (count > Self.mostAsked ? 512 : 16) == 0 {
        Console.warn("pitfall: \(position) of \(count) values judged")
      }
      let values = bindings.map { DimensionSweep.Value(name: $0.name, value: $0.value) }
      do {
        let next = try origin.source(dimensions: bindings)
        if count > Self.mostAsked, position > 0, position < count - 1,
          sweep.addIfUndoubted(Subject(next.plan, for: next.task), asked, for: values)
        {
          continue
        }
        sweep.add(try judge(next, asked, deadline, values, second), for: values)
        source = source ?? next
      } catch let problems as InputProblems {
        firstFault = firstFault ?? problems
        sweep.add(invalid: problems.firstLine, for: values)
      }
    }
    for values in sweep.unconfirmedPeaks {
      let bindings = values.compactMap { DimensionBinding(name: $0.name, value: $0.value) }
      let next = try origin.source(dimensions: bindings)
      sweep.confirm(try judge(next, asked, deadline, values, second), for: values)
    }
    guard let source, let judgement = sweep.joined else {
      throw firstFault
        ?? InputProblems(
          InputProblem(Place(file: plan ?? "plan"), "no value of the dimensions can be judged")
        )
    }
    try writeReports(judgement, source)
    show(judgement, source)
    try ExitStatus(judgement.verdict).exit()
  }

  /// Judges the plan for some values with the solver.
  private func judge(
    _ source: PlanSource,
    _ asked: [Obligation],
    _ deadline: Nanoseconds?,
    _ values: [DimensionSweep.Value],
    _ second: SolverProgram?
  ) throws -> Judgement {
    let judgement = try judge(source, asked, deadline: deadline)
    let names = values.map { "-\($0.name)-\($0.value)" }.joined()
    if let smt2 { try QueryFolder.write(judgement.queries, to: smt2 + "/values" + names) }
    if let second { try second.compare(judgement.questions, questionsIn: smt2) }
    return judgement
  }

  /// How many combinations of values there are.
  private func combinationCount(_ asked: [Obligation]) throws -> Int {
    let count = options.dimensions.reduce(1) { product, range in
      let (value, overflow) = product.multipliedReportingOverflow(by: range.values.count)
      return overflow ? Int.max : value
    }
    let isTimed = asked.contains { !Obligation.safety.contains($0) }
    let most = isTimed ? Self.mostAsked : Self.mostValues
    guard count <= most else {
      throw Failure(
        .wrongUsage,
        "the ranges of --dim have \(count) combinations; at most \(most) are judged, one by one"
          + "\(isTimed ? " where time is judged, too" : ""): narrow the ranges, or judge them in "
          + "several runs"
      )
    }
    return count
  }

  /// Every combination of values, the first dimension changing slowest.
  private var combinations: [[DimensionBinding]] {
    options.dimensions.reduce([[]]) { combinations, range in
      combinations.flatMap { left in range.bindings.map { left + [$0] } }
    }
  }
}

extension InputProblems {
  /// The first problem, on one line.
  fileprivate var firstLine: String {
    description.split(separator: "\n").first.map { String($0) } ?? description
  }
}
