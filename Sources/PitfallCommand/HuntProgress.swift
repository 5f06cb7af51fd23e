import Foundation
import Hunting
import Properties

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
