import Costs
import Devices
import Graphs
package import Plans
import Quantities
package import Strategies

/// A plan under judgement, with what several obligations need to know of it.
package struct Subject: Sendable {
  /// What the plan is for.
  package let task: Task
  /// What the plan stands for.
  package let program: Program
  /// Which commands come before which; nil where they deadlock.
  package let order: ProgramOrder?
  /// What lies in memory from when to when.
  package let footprint: Footprint
  /// The accesses of each tensor.
  let accesses: AccessTable

  /// Prepares a plan for judgement.
  package init(_ plan: Plan, for task: Task) {
    self.task = task
    program = Program(plan, for: task)
    order = ProgramOrder(program)
    footprint = Footprint(program)
    accesses = AccessTable(program)
  }

  func name(_ command: Index<Command>) -> Evidence.CommandName {
    Evidence.CommandName(
      name: program.name(of: command),
      queue: program.name(of: program.commands[command].queue),
      subject: program.subject(of: command)
    )
  }

  /// Steps of commands.
  func steps(_ commands: some Sequence<Index<Command>>) -> [Index<Step>] {
    commands.map { program.commands[$0].step }
  }
}

/// Who writes and who reads each tensor, pool by pool.
struct AccessTable: Sendable {
  /// A command and what it touches.
  struct Entry: Sendable {
    let command: Index<Command>
    let access: Access
    let isComputed: Bool
  }

  /// The writes of each tensor, in command order.
  let writes: Table<Tensor, [Entry]>
  /// All reads, in command order.
  let reads: [Entry]
  private let graph: Graph
  private let hostPool: Index<MemoryPool>

  init(_ program: Program) {
    var writes = Table<Tensor, [Entry]>(repeating: [], count: program.graph.tensors.count)
    var reads: [Entry] = []
    for (index, command) in program.commands.enumerated {
      let isComputed = program.isRun(index)
      for write in command.writes {
        writes[write.tensor].append(Entry(command: index, access: write, isComputed: isComputed))
      }
      for read in command.reads {
        reads.append(Entry(command: index, access: read, isComputed: isComputed))
      }
    }
    self.writes = writes
    self.reads = reads
    graph = program.graph
    hostPool = program.device.hostPool
  }

  /// Whether the caller puts the tensor into the pool before the run.
  func isGiven(_ tensor: Index<Tensor>, in pool: Index<MemoryPool>) -> Bool {
    graph.tensors[tensor].role == .input && pool == hostPool
  }

  /// The writes that touch something of what is read, in the reader's pool.
  func writers(of read: Access) -> [Entry] {
    writes[read.tensor].filter { $0.access.overlaps(read) }
  }
}
