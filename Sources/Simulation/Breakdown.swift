package import Costs
import Devices
import Graphs
package import Plans
package import Quantities

/// Where the time of an execution went, queue by queue.
package struct Breakdown: Hashable, Sendable {
  /// The time of one queue; the parts add up to the latency.
  package struct Share: Hashable, Sendable {
    package let queue: Queue
    /// Arithmetic and memory traffic at full bandwidth; for a link the transfer itself.
    package var compute = Nanoseconds.zero
    /// Kernel launches, or a link's latency.
    package var launch = Nanoseconds.zero
    /// What steps took longer because others used the memory at the same time.
    package var contention = Nanoseconds.zero
    /// Steps that run here because the accelerators of the plan refuse them.
    package var fallback = Nanoseconds.zero
    /// Idle before the queue's last step has finished.
    package var waiting = Nanoseconds.zero
    /// Idle after that.
    package var finished = Nanoseconds.zero
    /// How many commands ran.
    package var commands = 0
    /// How many of them are fallbacks.
    package var fallbacks = 0

    /// The time in which the queue ran something.
    package var busy: Nanoseconds { compute + launch + contention + fallback }
  }

  /// The share of each queue that ran anything: processors, then links.
  package let shares: [Share]
  /// What the processors consumed.
  package let energy: Nanojoules

  /// Splits the time of a timeline.
  package init(_ timeline: Timeline, _ program: Program, _ costs: Table<Command, Cost>) {
    let refused = RefusedOperators(program)
    var shares: [Share] = []
    for (queue, commands) in program.queues {
      var share = Share(queue: queue)
      for command in commands {
        let cost = costs[command]
        let duration = timeline.spans[command].duration
        share.commands += 1
        if refused.isFallback(command, program) {
          share.fallbacks += 1
          share.fallback += duration
          continue
        }
        share.launch += min(cost.launch, duration)
        share.compute += min(cost.duration, duration).reduced(by: cost.launch)
        share.contention += duration.reduced(by: cost.duration)
      }
      let last = commands.last.map { timeline.spans[$0].end } ?? .zero
      share.waiting = last.reduced(by: share.busy)
      share.finished = timeline.latency.reduced(by: last)
      shares.append(share)
    }
    self.shares = shares
    energy = Self.energy(shares, program, timeline.latency)
  }

  /// Milliwatts times nanoseconds are picojoules.
  private static func energy(_ shares: [Share], _ program: Program, _ latency: Nanoseconds)
    -> Nanojoules
  {
    var picojoules: UInt64 = 0
    for (index, processor) in program.device.processors.enumerated {
      let busy = shares.first { $0.queue == .processor(index) }?.busy ?? .zero
      let idle = latency.reduced(by: busy)
      picojoules += busy.amount * processor.performance.activePower
      picojoules += idle.amount * processor.performance.idlePower
    }
    return Nanojoules(picojoules / 1_000)
  }
}

/// Which operators every accelerator that a plan uses refuses.
package struct RefusedOperators: Sendable {
  private let accelerators: [Index<Processor>]
  private let host: Index<Processor>

  /// Collects the accelerators that a program uses.
  package init(_ program: Program) {
    host = program.device.host
    accelerators = program.queues.compactMap { entry in
      guard case .processor(let index) = entry.queue,
        program.device.processors[index].kind != .cpu
      else { return nil }
      return index
    }
  }

  /// Whether a command runs on a CPU only because the plan's accelerators refuse its operator.
  package func isFallback(_ command: Index<Command>, _ program: Program) -> Bool {
    guard
      case .run(let node, on: let processor, part: _, let precision) =
        program.commands[command].action,
      program.device.processors[processor].kind == .cpu, !accelerators.isEmpty
    else { return false }
    return accelerators.allSatisfy {
      !program.device.processors[$0].accepts(node, in: program.graph, precision: precision)
    }
  }
}
