import Foundation
import Hunting
import Properties

/// The time that a hunt may take.
struct HuntClock: Sendable {
  private let searchEnd: ContinuousClock.Instant?
  private let end: ContinuousClock.Instant?

  /// Starts the clock; without a budget there is no end.
  init(budget: TimeSpan?) {
    let now = ContinuousClock.now
    let time = budget.map { Duration.nanoseconds(Int64(clamping: $0.nanoseconds)) }
    searchEnd = time.map { now + $0 * 3 / 4 }
    end = time.map { now + $0 }
  }

  /// Whether no further round may begin; a quarter of the time is left for making cases small.
  var isSearchOver: Bool { searchEnd.map { ContinuousClock.now >= $0 } ?? false }

  /// Whether everything must end.
  var isOver: Bool { end.map { ContinuousClock.now >= $0 } ?? false }
}

/// What people see of a hunt while it runs: on a terminal one line that changes, else a line
/// every few seconds, later every minute.
struct HuntProgress {
  private let start = ContinuousClock.now
  private var line = ProgressLine()
  /// How long it is from one line to the next where there is no terminal.
  private var pause = Duration.seconds(5)

  /// Shows how far a hunt is, if it is time to.
  mutating func show(_ campaign: Campaign) {
    let start = start
    let isShown = line.show({ Self.text(campaign, since: start) }, elsewhereAfter: pause)
    if isShown { pause = min(pause * 2, .seconds(60)) }
  }

  /// Leaves the line.
  mutating func end() { line.end() }

  private static func text(_ campaign: Campaign, since start: ContinuousClock.Instant) -> String {
    let seconds = max(1, (ContinuousClock.now - start).components.seconds)
    let line =
      "\(campaign.runCount) runs, \(campaign.runCount / UInt64(seconds)) a second, "
      + "\(campaign.brokenCount) broken, \(campaign.cases.count) cases"
    return line + (campaign.worst.map { "; worst: \($0.cause)\(loss($0))" } ?? "")
  }

  /// How many times longer the plan of a failure takes; nothing where it is not about time.
  private static func loss(_ failure: Properties.Failure) -> String {
    guard failure.severity > 1 else { return "" }
    let times = exp2(Double(failure.severity) / 65_536)
    return String(format: ", %.2f times", times)
  }
}
