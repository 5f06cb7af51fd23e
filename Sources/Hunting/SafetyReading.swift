import Checking
import Devices
import Graphs
import Plans
import Quantities
import Simulation
import Strategies

/// The safety obligations in one execution, without a solver.
///
/// What it finds broken is broken, since that execution is one of those the plan allows. What it
/// finds kept in this execution may be broken in another; `Checker` answers that.
struct SafetyReading {
  /// Something that is broken.
  struct Breach {
    let cause: String
    let message: String
  }

  private let program: Program
  private let timeline: Timeline
  private let task: Task

  /// Reads the run of a plan.
  init(_ run: Execution) {
    (program, timeline, task) = (run.program, run.timeline, run.task)
  }

  /// How an obligation is broken, nil where it is kept in this execution.
  func breach(of property: HuntedProperty) -> Breach? {
    switch property {
    case .support: support()
    case .coverage: coverage()
    case .residency: residency()
    case .ordering: ordering()
    case .memory: memory()
    case .profit, .against, .determinism, .monotonicity, .wellFormed: nil
    }
  }

  private func support() -> Breach? {
    for step in program.plan.steps.values {
      guard case .run(let node, on: let processor, let part, let precision) = step.action else {
        continue
      }
      let refusals = task.device.processors[processor]
        .refusals(of: node, in: task.graph, precision: precision, part: part)
      if let refusal = refusals.first {
        return Breach(
          cause: refusal.rule,
          message: "step '\(step.id)' is refused: \(refusal.reason)"
        )
      }
      if let part, task.graph.splitRule(of: node, along: part.dimension) == nil {
        return Breach(
          cause: "split-axis",
          message: "step '\(step.id)' splits an operator that cannot be split so"
        )
      }
    }
    return nil
  }

  private func coverage() -> Breach? {
    let graph = task.graph
    var wanted = Table<Tensor, [Slice?]>(repeating: [], count: graph.tensors.count)
    var computed = Table<Tensor, [Access]>(repeating: [], count: graph.tensors.count)
    for output in graph.outputs { wanted[output].append(nil) }
    for (index, command) in program.commands.enumerated {
      for read in command.reads { wanted[read.tensor].append(read.slice) }
      guard program.isRun(index) else { continue }
      for write in command.writes {
        if computed[write.tensor].contains(where: { $0.overlaps(write) }) {
          let name = graph.tensors[write.tensor].name
          return Breach(cause: "overlap", message: "'\(name)' is computed twice in one pool")
        }
        computed[write.tensor].append(write)
      }
    }
    for (tensor, regions) in wanted.enumerated where graph.tensors[tensor].role == .activation {
      let presence = Presence(computed[tensor].map(\.slice))
      let shape = graph.tensors[tensor].shape
      if regions.contains(where: { !presence.missing(of: $0, in: shape).isEmpty }) {
        let name = graph.tensors[tensor].name
        return Breach(cause: "gap", message: "nothing computes all of '\(name)'")
      }
    }
    return nil
  }

  private func residency() -> Breach? {
    var written: [Index<Tensor>: [Access]] = [:]
    for command in program.commands.values {
      for write in command.writes { written[write.tensor, default: []].append(write) }
    }
    for (index, command) in program.commands.enumerated {
      for read in command.reads {
        let tensor = task.graph.tensors[read.tensor]
        if tensor.role == .input, read.pool == task.device.hostPool { continue }
        let all = written[read.tensor] ?? []
        let here = Presence(all.filter { $0.pool == read.pool }.map(\.slice))
        let isComputed =
          tensor.role == .input
          || Presence(all.map(\.slice)).missing(of: read.slice, in: tensor.shape).isEmpty
        guard isComputed, !here.missing(of: read.slice, in: tensor.shape).isEmpty else { continue }
        return Breach(
          cause: "absent",
          message: "'\(program.name(of: index))' reads '\(tensor.name)', which does not lie in "
            + "pool '\(task.device.pools[read.pool].name)'"
        )
      }
    }
    return nil
  }

  private func ordering() -> Breach? {
    var writers: [Index<Tensor>: [(command: Index<Command>, access: Access)]] = [:]
    for (index, command) in program.commands.enumerated {
      for write in command.writes { writers[write.tensor, default: []].append((index, write)) }
    }
    for (index, command) in program.commands.enumerated {
      for read in command.reads {
        for writer in writers[read.tensor] ?? []
        where writer.access.overlaps(read) && writer.command != index {
          guard timeline.spans[writer.command].end > timeline.spans[index].start else { continue }
          return Breach(
            cause: "race",
            message: "'\(program.name(of: index))' starts before "
              + "'\(program.name(of: writer.command))' has written what it reads"
          )
        }
      }
    }
    return nil
  }

  private func memory() -> Breach? {
    let peaks = MemoryTrace(Footprint(program), timeline).peaks
    for (pool, peak) in peaks.enumerated {
      let description = task.device.pools[pool]
      let capacity = description.capacity.reduced(by: task.condition.reservedMemory)
      guard peak > capacity else { continue }
      return Breach(
        cause: description.name,
        message: "pool '\(description.name)' needs \(peak.inWords), it has \(capacity.inWords)"
      )
    }
    return nil
  }
}
