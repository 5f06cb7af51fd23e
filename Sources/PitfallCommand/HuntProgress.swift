import Foundation
import Hunting
import Properties

/// What people see of a hunt while it runs: on a terminal one line that changes, else a line
/// every few seconds, later every minute.
struct HuntProgress {
  private let start = ContinuousClock.now
  private var shown = ContinuousClock.now
  private let isTerminal = isatty(FileHandle.standardError.fileDescriptor) == 1
  private var isLineOpen = false
  /// How long it is from one line to the next where there is no terminal.
  private var pause = Duration.seconds(5)

  /// Shows how far a hunt is, if it is time to.
  mutating func show(_ campaign: Campaign) {
    let now = ContinuousClock.now
    guard now - shown >= (isTerminal ? .milliseconds(500) : pause) else { return }
    shown = now
    let seconds = max(1, (now - start).components.seconds)
    var line =
      "\(campaign.runCount) runs, \(campaign.runCount / UInt64(seconds)) a second, "
      + "\(campaign.brokenCount) broken, \(campaign.cases.count) cases"
    if let worst = campaign.worst { line += "; worst: \(worst.cause)\(Self.loss(worst))" }
    if isTerminal {
      try? FileHandle.standardError.write(contentsOf: Data("\r\u{1B}[K\(line)".utf8))
      isLineOpen = true
    } else {
      Console.warn(line)
      pause = min(pause * 2, .seconds(60))
    }
  }

  /// How many times longer the plan of a failure takes; nothing where it is not about time.
  private static func loss(_ failure: Properties.Failure) -> String {
    guard failure.severity > 1 else { return "" }
    let times = exp2(Double(failure.severity) / 65_536)
    return String(format: ", %.2f times", times)
  }

  /// Leaves the line.
  mutating func end() {
    if isLineOpen { try? FileHandle.standardError.write(contentsOf: Data("\r\u{1B}[K".utf8)) }
    isLineOpen = false
  }
}
