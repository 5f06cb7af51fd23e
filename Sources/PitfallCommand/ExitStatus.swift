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

/// Standard output and standard error.
enum Console {
  /// Writes results; what is written into a closed pipe is lost with its reader.
  ///
  /// The command ends with status 66 where standard output takes no more, as on a full disk.
  static func write(_ text: String) { write(Data(text.utf8)) }

  /// Writes bytes as `write` does a text.
  static func write(_ bytes: Data) {
    var rest = bytes[...]
    while !rest.isEmpty {
      let written = rest.withUnsafeBytes {
        Foundation.write(STDOUT_FILENO, $0.baseAddress, $0.count)
      }
      if written > 0 {
        rest = rest.dropFirst(written)
      } else if errno == EPIPE {
        return
      } else if errno != EINTR, errno != EAGAIN {
        let reason = FileWriting.reason(ofStatus: errno) ?? String(cString: strerror(errno))
        warn("pitfall: standard output: cannot be written: \(reason)")
        Foundation.exit(ExitStatus.missingInput.rawValue)
      }
    }
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
