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
