import ArgumentParser
import Logic

/// How far the solver may go.
struct SolverOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "The solver's step limit for each question; 0 for none.",
      valueName: "steps"
    )
  )
  var limit: UInt32?

  /// The limit, nil for the checker's own.
  var solverLimit: SolverLimit? {
    limit.map { SolverLimit(resources: $0 == 0 ? nil : $0) }
  }
}
