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
    var text = ""
    var line = ProgressLine()
    /// How long it is from one line to the next where there is no terminal.
    var pause = Duration.seconds(5)

    mutating func show() {
      let (questions, text) = (questions, text)
      let isShown = line.show(
        {
          (questions == 1 ? "1 plan" : "\(questions) plans") + " asked for"
            + (text.isEmpty ? "" : ": \(text)")
        },
        elsewhereAfter: pause
      )
      if isShown { pause = min(pause * 2, .seconds(60)) }
    }
  }

  private let start = ContinuousClock.now
  private let state = Mutex(State())

  /// Notices that one more plan is asked for, and shows so if it is time to.
  func noticeQuestion() {
    state.withLock { state in
      state.questions += 1
      state.show()
    }
  }

  /// Shows how far a hunt is after a round, if it is time to.
  func show(_ campaign: Campaign) {
    let seconds = max(1, (ContinuousClock.now - start).components.seconds)
    let text =
      "\(campaign.runCount) runs, \(campaign.runCount / UInt64(seconds)) a second, "
      + "\(campaign.brokenCount) broken, \(campaign.cases.count) cases"
      + (campaign.worst.map { "; worst: \($0.cause)\(Self.loss($0))" } ?? "")
    state.withLock { state in
      state.text = text
      state.show()
    }
  }

  /// Leaves the line.
  func end() { state.withLock { $0.line.end() } }

  /// How many times longer the plan of a failure takes; nothing where it is not about time.
  private static func loss(_ failure: Properties.Failure) -> String {
    guard failure.severity > 1 else { return "" }
    let times = exp2(Double(failure.severity) / 65_536)
    return String(format: ", %.2f times", times)
  }
}
