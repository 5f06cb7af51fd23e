import Strategies
import Synthesis
import Z3Solving

/// The strategies that can be named on the command line: those without a solver, and those that
/// ask one.
enum AllStrategies {
  static let entries = StrategyCatalogue.entries + [OptimalStrategy.entry(Z3Solver())]

  /// Finds a strategy written as `name` or `name:key=value,…`.
  static func strategy(named text: String) throws(StrategyError) -> any Strategy {
    try StrategyCatalogue.strategy(named: text, among: entries)
  }
}
