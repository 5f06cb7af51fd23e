import Foundation
import Hunting
import Properties
import Synchronization

/// What people see of a hunt while it runs: on a terminal one line that changes, else a line
/// every few seconds, later every minute.
final class HuntProgress: Sendable {
  // A class, because the threads of a hunt tell one another's questions to one line.

  private struct State {
    /// How many plans were asked for.
    var questions = 0
    /// What is known since the last round.
    var line = ""
    var shown = ContinuousClock.now
    var isLineOpen = false
    /// How long it is from one line to the next where there is no terminal.
    var pause = Duration.seconds(5)
  }

  private let start = ContinuousClock.now
  private let isTerminal = isatty(FileHandle.standardError.fileDescriptor) == 1
  private let state = Mutex(State())

  /// Notices that one more plan is asked for, and shows so if it is time to.
  func noticeQuestion() {
    state.withLock { state in
      state.questions += 1
      show(&state)
    }
  }

  /// Shows how far a hunt is after a round, if it is time to.
  func show(_ campaign: Campaign) {
    let seconds = max(1, (ContinuousClock.now - start).components.seconds)
    var line =
      "\(campaign.runCount) runs, \(campaign.runCount / UInt64(seconds)) a second, "
      + "\(campaign.brokenCount) broken, \(campaign.cases.count) cases"
    if let worst = campaign.worst { line += "; worst: \(worst.cause)\(Self.loss(worst))" }
    state.withLock { state in
      state.line = line
      show(&state)
    }
  }

  private func show(_ state: inout State) {
    let now = ContinuousClock.now
    guard now - state.shown >= (isTerminal ? .milliseconds(500) : state.pause) else { return }
    state.shown = now
    let plans = state.questions == 1 ? "1 plan" : "\(state.questions) plans"
    let line = "\(plans) asked for" + (state.line.isEmpty ? "" : ": \(state.line)")
    if isTerminal {
      try? FileHandle.standardError.write(contentsOf: Data("\r\u{1B}[K\(line)".utf8))
      state.isLineOpen = true
    } else {
      Console.warn(line)
      state.pause = min(state.pause * 2, .seconds(60))
    }
  }

  /// How many times longer the plan of a failure takes; nothing where it is not about time.
  private static func loss(_ failure: Properties.Failure) -> String {
    guard failure.severity > 1 else { return "" }
    let times = exp2(Double(failure.severity) / 65_536)
    return String(format: ", %.2f times", times)
  }

  /// Leaves the line.
  func end() {
    state.withLock { state in
      guard state.isLineOpen else { return }
      try? FileHandle.standardError.write(contentsOf: Data("\r\u{1B}[K".utf8))
      state.isLineOpen = false
    }
  }
}
