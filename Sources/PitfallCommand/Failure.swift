import ArgumentParser
import Checking
import Documents
import Formats
import Hunting
import Passes
import Strategies

/// An end of a command that is not its result: one message on standard error and a status.
struct Failure: Error {
  let status: ExitStatus
  let message: String

  init(_ status: ExitStatus, _ message: String) {
    self.status = status
    self.message = message
  }

  init(_ fault: InputFault) {
    switch fault {
    case .missing, .notInstalled, .unwritable: self.init(.missingInput, fault.description)
    case .unreadable, .content: self.init(.badData, fault.description)
    }
  }

  init(_ defect: CheckingDefect) {
    self.init(
      .defect,
      "pitfall contradicts itself: \(defect). This is a defect of pitfall, not of the plan; "
        + "please report it with the plan, the model and the device"
    )
  }
}

/// Runs a command's work; a failure becomes a message and an exit status.
func reporting(_ work: () throws -> Void) throws {
  do {
    try work()
  } catch let failure as Failure {
    Console.warn("pitfall: " + failure.message)
    throw ExitCode(failure.status.rawValue)
  } catch let fault as InputFault {
    guard case .content(let problems) = fault else {
      let failure = Failure(fault)
      Console.warn("pitfall: " + failure.message)
      throw ExitCode(failure.status.rawValue)
    }
    Console.warn(problems.description)
    throw ExitCode(ExitStatus.badData.rawValue)
  } catch let problems as InputProblems {
    Console.warn(problems.description)
    throw ExitCode(ExitStatus.badData.rawValue)
  } catch let error as PassError {
    Console.warn("pitfall: " + escaped(error.description, limit: 2_000))
    throw ExitCode(ExitStatus.wrongUsage.rawValue)
  } catch let error as StrategyError {
    let text = error.suggestion.map { error.problem + "; " + $0 } ?? error.description
    Console.warn("pitfall: " + escaped(text, limit: 2_000))
    throw ExitCode(ExitStatus.wrongUsage.rawValue)
  }
}

extension Failure {
  /// A strategy that has no plan.
  init(_ fault: PlanningFault, of strategy: String) {
    let status: ExitStatus =
      switch fault {
      case .declined: .wrongUsage
      case .crashed, .silent, .malformed: .badData
      case .unavailable: .missingInput
      }
    let message = escaped(fault.message, limit: 2_000)
    // A strategy of this package names itself in its reasons.
    let isNamed = message.hasPrefix("strategy \(quoted(String(strategy.prefix { $0 != ":" })))")
    self.init(status, isNamed ? message : "strategy \(quoted(strategy)): \(message)")
  }
}

extension StrategyError {
  /// The first clause: what is wrong.
  fileprivate var problem: String { String(description.prefix { $0 != ";" }) }

  /// The name that may be meant, where one is near.
  fileprivate var suggestion: String? {
    switch self {
    case .unknownStrategy(let name, let known), .unknownProcessor(let name, let known):
      Documents.suggestion(for: name, among: known)
    case .unknownOption(let name, _, let known): Documents.suggestion(for: name, among: known)
    case .missingProcessor, .unsuitedModel, .badValue, .noPlan: nil
    }
  }
}
