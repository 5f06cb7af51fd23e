import ArgumentParser
import Checking

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
