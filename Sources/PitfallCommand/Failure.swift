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
}

/// Runs a command's work; a failure becomes a message and an exit status.
func reporting(_ work: () throws -> Void) throws {
  do {
    try work()
  } catch InputFault.content(let problems) {
    throw ended(.badData, problems.description)
  } catch let problems as InputProblems {
    throw ended(.badData, problems.description)
  } catch {
    guard let failure = Failure(error) else { throw error }
    throw ended(failure.status, "pitfall: " + failure.message)
  }
}

/// Says why a command ends.
private func ended(_ status: ExitStatus, _ message: String) -> ExitCode {
  Console.warn(message)
  return ExitCode(status.rawValue)
}

extension Failure {
  /// What an error of a module below means for a command; nil for the ordinary ends of one.
  fileprivate init?(_ error: any Error) {
    switch error {
    case let failure as Failure: self = failure
    case let fault as InputFault: self.init(fault)
    case let defect as CheckingDefect: self.init(defect)
    case let error as PassError: self.init(.wrongUsage, escaped(error.description, limit: 2_000))
    case let error as StrategyError:
      let text = error.suggestion.map { error.problem + "; " + $0 } ?? error.description
      self.init(.wrongUsage, escaped(text, limit: 2_000))
    default: return nil
    }
  }

  private init(_ fault: InputFault) {
    switch fault {
    case .missing, .notInstalled, .unwritable: self.init(.missingInput, fault.description)
    case .unreadable, .content: self.init(.badData, fault.description)
    }
  }

  private init(_ defect: CheckingDefect) {
    self.init(
      .defect,
      "pitfall contradicts itself: \(defect). This is a defect of pitfall, not of the plan; "
        + "please report it with the plan, the model and the device"
    )
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
