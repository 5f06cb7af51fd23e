import ArgumentParser
import Checking
import Documents
import Formats
import Foundation
import ONNXModels
import Passes
import Strategies

/// The exit statuses of the contract.
enum ExitStatus: Int32 {
  case done = 0
  case refuted = 1
  case undecided = 2
  case wrongUsage = 64
  case badData = 65
  case missingInput = 66
  case defect = 70

  /// The status that tells a verdict.
  init(_ verdict: Verdict) {
    switch verdict {
    case .proved: self = .done
    case .refuted: self = .refuted
    case .undecided: self = .undecided
    }
  }

  /// Ends the command with this status; 0 is the ordinary end.
  func exit() throws {
    guard self != .done else { return }
    throw ExitCode(rawValue)
  }
}

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
    case .missing, .notInstalled: self.init(.missingInput, fault.description)
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
    Console.warn("pitfall: " + escaped(error.description, limit: 2_000))
    throw ExitCode(ExitStatus.wrongUsage.rawValue)
  }
}

/// Standard output and standard error.
enum Console {
  /// Writes results; what cannot be written, as into a closed pipe, is lost with its reader.
  static func write(_ text: String) { write(Data(text.utf8)) }

  /// Writes bytes; what cannot be written is lost with its reader.
  static func write(_ bytes: Data) {
    try? FileHandle.standardOutput.write(contentsOf: bytes)
  }

  /// Writes a line of progress or diagnostics.
  static func warn(_ text: String) {
    try? FileHandle.standardError.write(contentsOf: Data((text + "\n").utf8))
  }

  /// Whether results go to a terminal that shows colours.
  static var isColoured: Bool {
    isatty(FileHandle.standardOutput.fileDescriptor) == 1
      && ProcessInfo.processInfo.environment["NO_COLOR"] == nil
  }
}
