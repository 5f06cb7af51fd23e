import ArgumentParser
import ExternalStrategies
import Hunting
import Strategies

/// The options that name a strategy outside of this package.
struct ExternalOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "A program that answers requests for plans in JSON lines, as a shell command.",
      valueName: "command"
    )
  )
  var strategyCommand: String?

  @Option(
    help: ArgumentHelp(
      "How long such a program may take for one answer, such as 500ms.",
      valueName: "time"
    )
  )
  var strategyTimeout: TimeSpan = TimeSpan(nanoseconds: 10_000_000_000)

  /// The strategy that another one is held against, if there is one.
  func rival(named name: String?, command: String?) throws -> (any Planner)? {
    guard name != nil || command != nil else { return nil }
    var other = self
    other.strategyCommand = command
    return try other.planner(named: name)
  }

  /// The strategy of a name, or the program; a name beside the program is its label.
  func planner(named name: String?) throws -> any Planner {
    if let strategyCommand {
      guard strategyCommand.contains(where: { !$0.isWhitespace }) else {
        throw Failure(
          .wrongUsage,
          "the strategy's command is empty; give one such as 'python3 strategy.py'"
        )
      }
      return ExternalPlanner(
        command: strategyCommand,
        name: name ?? "external",
        timeout: .nanoseconds(Int64(clamping: strategyTimeout.nanoseconds))
      )
    }
    guard let name else {
      throw Failure(.wrongUsage, "name a strategy with --strategy or --strategy-command")
    }
    return BuiltInPlanner(try AllStrategies.strategy(named: name), name: name)
  }
}
