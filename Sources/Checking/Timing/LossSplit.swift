package import Costs
package import Plans
package import Quantities
package import Simulation

/// Where the time of one run and that of another go: the parts of each add up to its latency.
///
/// Every instant of a run belongs to one command of its critical path. What that command computes
/// counts as computation as far as the other processors that the plan uses compute too; the rest
/// is waiting where such a processor has steps left, and imbalance where it is done.
package struct LossSplit: Hashable, Sendable {
  /// What time goes to.
  package enum Cause: String, Hashable, Sendable, CaseIterable {
    case computation
    case transfer
    case launch
    case waiting
    case fallback
    case contention
    case imbalance

    /// The cause in words.
    package var words: String {
      switch self {
      case .computation, .transfer, .waiting, .fallback, .contention, .imbalance: rawValue
      case .launch: "launches and synchronisation"
      }
    }
  }

  /// The time of one cause in the plan and in what it is compared with.
  package struct Entry: Hashable, Sendable {
    package let cause: Cause
    package let plan: Nanoseconds
    package let other: Nanoseconds
  }

  /// One entry for each cause.
  package let entries: [Entry]

  init(_ plan: Parts, against other: Parts) {
    entries = Cause.allCases.map { Entry(cause: $0, plan: plan[$0], other: other[$0]) }
  }

  /// The causes for which the plan takes longer, the largest first.
  package var gains: [Entry] {
    entries.filter { $0.plan > $0.other }
      .sorted { left, right in
        let (one, two) = (left.plan.reduced(by: left.other), right.plan.reduced(by: right.other))
        return (two, left.cause.rawValue) < (one, right.cause.rawValue)
      }
  }

  /// The time of one run by cause.
  package struct Parts: Hashable, Sendable {
    private var times: [Cause: Nanoseconds] = [:]

    /// The time of a cause.
    package subscript(cause: Cause) -> Nanoseconds { times[cause] ?? .zero }

    /// Splits the critical path of a run whose commands cost so much alone.
    package init(_ timeline: Timeline, _ program: Program, _ costs: Table<Command, Cost>) {
      let refused = RefusedOperators(program)
      let busy = Processors(timeline, program)
      for command in timeline.criticalPath {
        let span = timeline.spans[command]
        let contention = span.duration.reduced(by: costs[command].duration)
        let alone = span.duration.reduced(by: contention)
        add(contention, to: .contention)
        guard program.isRun(command) else {
          add(alone, to: .transfer)
          continue
        }
        if refused.isFallback(command, program) {
          add(alone, to: .fallback)
          continue
        }
        let launch = min(costs[command].launch, alone)
        add(launch, to: .launch)
        let computation = alone.reduced(by: launch)
        let idle = busy.idle(during: span)
        let waiting = computation.scaled(by: idle.waiting, over: idle.whole) ?? .zero
        let done = computation.scaled(by: idle.done, over: idle.whole) ?? .zero
        add(waiting, to: .waiting)
        add(done, to: .imbalance)
        add(computation.reduced(by: waiting + done), to: .computation)
      }
    }

    private mutating func add(_ time: Nanoseconds, to cause: Cause) {
      times[cause, default: .zero] += time
    }
  }

  /// When each processor that a plan uses is busy.
  private struct Processors {
    private var lanes: [[Timeline.Span]] = []

    init(_ timeline: Timeline, _ program: Program) {
      for entry in program.queues {
        guard case .processor = entry.queue else { continue }
        lanes.append(entry.commands.map { timeline.spans[$0] }.sorted { $0.start < $1.start })
      }
    }

    /// Of a span times the number of processors, how much is idle before and after last steps.
    func idle(during span: Timeline.Span) -> (waiting: UInt64, done: UInt64, whole: UInt64) {
      var (waiting, done): (UInt64, UInt64) = (0, 0)
      for lane in lanes {
        let last = lane.last?.end ?? .zero
        let after = span.end.reduced(by: max(last, span.start))
        var busy = Nanoseconds.zero
        var position = firstEnding(after: span.start, lane)
        while position < lane.count, lane[position].start < span.end {
          busy += min(lane[position].end, span.end)
            .reduced(by: max(lane[position].start, span.start))
          position += 1
        }
        done += min(after, span.duration).amount
        waiting += span.duration.reduced(by: busy + min(after, span.duration)).amount
      }
      return (waiting, done, max(span.duration.amount * UInt64(max(lanes.count, 1)), 1))
    }

    private func firstEnding(after instant: Nanoseconds, _ lane: [Timeline.Span]) -> Int {
      var (first, last) = (0, lane.count)
      while first < last {
        let middle = (first + last) / 2
        if lane[middle].end <= instant { first = middle + 1 } else { last = middle }
      }
      return first
    }
  }
}
