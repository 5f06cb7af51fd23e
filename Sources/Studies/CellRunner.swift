import Checking
import Costs
package import Devices
package import Graphs
import Plans
package import Quantities
import Simulation
package import Strategies

/// Runs strategies for one model on one device in one condition.
package struct CellRunner: Sendable {
  package let task: Task
  /// Each processor alone, for the model as it is, in its own precision.
  package let baseline: Baseline

  /// Runs each processor alone.
  ///
  /// Strategies are told the deadline, if there is one.
  package init(
    _ graph: Graph,
    _ device: Device,
    _ condition: Condition,
    deadline: Nanoseconds? = nil
  ) {
    task = Task(graph: graph, device: device, condition: condition, deadline: deadline)
    baseline = Baseline(task, for: nil)
  }

  /// Asks a strategy, and runs its plan.
  package func outcome(of strategy: any Strategy) -> StudyCell.Outcome {
    let proposal: Proposal
    do throws(StrategyError) {
      proposal = try strategy.proposal(for: task)
    } catch {
      return .declined(error.description)
    }
    let asked = proposal.task(for: task)
    guard let execution = Execution(proposal.plan, for: asked) else {
      return .declined("the plan has a deadlock")
    }
    let isLike = proposal.graph == nil && proposal.plan.precisions(for: task.graph).isEmpty
    let rival = isLike ? baseline : Baseline(asked, for: proposal.plan)
    return .ran(run(execution, against: rival, proposal))
  }

  private func run(_ execution: Execution, against rival: Baseline, _ proposal: Proposal)
    -> StudyRun
  {
    let (program, timeline) = (execution.program, execution.timeline)
    let refused = RefusedOperators(program)
    var sides: [Index<Operator>: Set<Index<Processor>>] = [:]
    var refusedOperators: Set<Index<Operator>> = []
    for (index, command) in program.commands.enumerated {
      guard case .run(let node, on: let processor, part: _, _) = command.action else { continue }
      sides[node, default: []].insert(processor)
      if refused.isFallback(index, program) { refusedOperators.insert(node) }
    }
    let frames = FrameRecord(timeline, program, task.condition)
    let breakdown = Breakdown(timeline, program, execution.costs)
    let alone = Execution(rival.best, for: execution.task)
    return StudyRun(
      latency: timeline.latency,
      best: rival.best.timeline.latency,
      bestProcessor: rival.best.name,
      changesNetwork: proposal.graph != nil,
      operators: program.graph.operators.count,
      divided: sides.values.count { $0.count > 1 },
      refused: refusedOperators.count,
      processors: program.queues.count { if case .processor = $0.queue { true } else { false } },
      peak: program.peak(in: timeline),
      energy: breakdown.energy,
      bestPeak: rival.best.peak,
      bestEnergy: Breakdown(alone.timeline, alone.program, alone.costs).energy,
      frames: frames?.frames ?? 0,
      droppedFrames: frames?.dropped ?? 0,
      predicted: proposal.predicted,
      cause: Self.cause(execution, over: alone)
    )
  }

  /// What grew most on the critical path, where the plan loses; of equals the first.
  private static func cause(_ execution: Execution, over alone: Execution) -> LossSplit.Cause? {
    guard execution.latency > alone.latency else { return nil }
    let mine = LossSplit.Parts(execution.timeline, execution.program, execution.costs)
    let other = LossSplit.Parts(alone.timeline, alone.program, alone.costs)
    return LossSplit.Cause.allCases
      .max { mine[$0].reduced(by: other[$0]) < mine[$1].reduced(by: other[$1]) }
  }
}

extension Baseline.Entry {
  /// The sum of the peaks of all pools.
  fileprivate var peak: Bytes { program.peak(in: timeline) }
}

extension Program {
  /// The sum of the peaks of all pools in an execution.
  fileprivate func peak(in timeline: Timeline) -> Bytes {
    MemoryTrace(Footprint(self), timeline).peaks.values.total()
  }
}
