import Costs
import Plans
package import Quantities
import Simulation
package import Strategies

/// Where the time goes that a plan loses.
package enum LossCause: String, Hashable, Sendable, CaseIterable {
  /// Bytes that are copied between pools.
  case transfer
  /// Starting copies, and their wait for the other processor's queue.
  case synchronization
  /// Starting kernels.
  case launch
  /// Steps that take longer because others use the memory at the same time.
  case contention
  /// Steps that an accelerator's backend refuses.
  case fallback
  /// Computation on slower processors, which the others wait for.
  case imbalance

  /// The part that grew most from one execution to the other; of equals the first.
  package init(of plan: PathTime, over rival: PathTime) {
    var worst = (cause: Self.imbalance, excess: Nanoseconds.zero)
    for cause in Self.allCases {
      let excess = plan[cause].reduced(by: rival[cause])
      if excess > worst.excess { worst = (cause, excess) }
    }
    self = worst.cause
  }
}

/// The latency of an execution, split along its critical path.
package struct PathTime: Hashable, Sendable {
  private var parts: [LossCause: Nanoseconds] = [:]

  /// Splits the time of an execution; the parts add up to the latency.
  package init(_ run: Execution) {
    let program = run.program
    let refused = RefusedOperators(program)
    for command in run.timeline.criticalPath {
      let cost = run.costs[command]
      let duration = run.timeline.spans[command].duration
      let alone = min(cost.duration, duration)
      parts[.contention, default: .zero] += duration.reduced(by: alone)
      if !program.isRun(command) {
        let start = min(cost.launch, alone)
        parts[.synchronization, default: .zero] += start
        parts[.transfer, default: .zero] += alone.reduced(by: start)
      } else if refused.isFallback(command, program) {
        parts[.fallback, default: .zero] += alone
      } else {
        let launch = min(cost.launch, alone)
        parts[.launch, default: .zero] += launch
        parts[.imbalance, default: .zero] += alone.reduced(by: launch)
      }
    }
  }

  package subscript(cause: LossCause) -> Nanoseconds { parts[cause] ?? .zero }
}
