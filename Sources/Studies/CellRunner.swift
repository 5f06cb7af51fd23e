import Checking
package import Costs
package import Devices
package import Graphs
package import Plans
package import Quantities
package import Simulation
package import Strategies

/// Runs strategies for one model on one device in one condition.
package struct CellRunner: Sendable {
  package let task: Task
  /// Each processor alone, for the model as it is, in its own precision.
  package let baseline: Baseline

  /// Runs each processor alone.
  package init(_ graph: Graph, _ device: Device, _ condition: Condition) {
    task = Task(graph: graph, device: device, condition: condition)
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
    let model = CostModel(
      graph: rival.best.program.graph,
      device: task.device,
      condition: task.condition
    )
    let alone = rival.best.program.commands.map { model.cost(of: $0) }
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
      bestEnergy: Breakdown(rival.best.timeline, rival.best.program, alone).energy,
      frames: frames?.frames ?? 0,
      droppedFrames: frames?.dropped ?? 0,
      predicted: proposal.predicted,
      cause: cause(execution, against: rival, alone)
    )
  }

  /// What grew most on the critical path, where the plan loses; `alone` is what the commands of the
  /// rival cost.
  private func cause(
    _ execution: Execution,
    against rival: Baseline,
    _ alone: Table<Command, Cost>
  ) -> LossSplit.Cause? {
    let best = rival.best
    guard execution.latency > best.timeline.latency else { return nil }
    let mine = LossSplit.Parts(execution.timeline, execution.program, execution.costs)
    let other = LossSplit.Parts(best.timeline, best.program, alone)
    return LossSplit.Cause.allCases
      .map { (cause: $0, more: mine[$0].reduced(by: other[$0])) }
      .reduce(nil as (cause: LossSplit.Cause, more: Nanoseconds)?) { worst, next in
        if let worst, worst.more >= next.more { worst } else { next }
      }?
      .cause
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

/// A plan with its simulated execution.
package struct Execution: Sendable {
  package let program: Program
  package let timeline: Timeline
  package let costs: Table<Command, Cost>

  /// Runs a plan; nil where it never ends.
  package init?(_ plan: Plan, for task: Task) {
    program = Program(plan, graph: task.graph, device: task.device)
    let model = CostModel(graph: task.graph, device: task.device, condition: task.condition)
    let simulator = Simulator(program, model)
    guard let timeline = simulator.run() else { return nil }
    self.timeline = timeline
    costs = simulator.costs
  }

  /// The end of the last step.
  package var latency: Nanoseconds { timeline.latency }
}
