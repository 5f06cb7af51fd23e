package import Devices
package import Graphs
package import Quantities

/// What a plan stands for, with every copy, wait and memory access written out.
///
/// Judging, simulating and drawing all start from the program, so that `implicit` and `explicit`
/// plans have one meaning each, defined once (`Program+Lowering`).
package struct Program: Hashable, Sendable {
  /// The model.
  package let graph: Graph
  /// The phone.
  package let device: Device
  /// The plan it was made from.
  package let plan: Plan
  /// The plan's steps in list order, and the copies inserted for implicit plans.
  package let commands: Table<Command, Command>
  /// What each command waits for, in the order queue, plan, data.
  package let waits: Table<Command, [Dependency]>
  /// Who waits for each command.
  package let successors: Successors

  /// The commands of each queue that has any, in queue order.
  package let queues: [(queue: Queue, commands: [Index<Command>])]

  package static func == (left: Self, right: Self) -> Bool {
    left.plan == right.plan && left.commands == right.commands && left.waits == right.waits
      && left.device == right.device && left.graph == right.graph
  }

  package func hash(into hasher: inout Hasher) {
    hasher.combine(plan)
  }
}

/// A step of the plan, or a copy that its implicit synchronisation inserts.
package struct Command: Hashable, Sendable {
  /// Where a command comes from.
  package enum Origin: Hashable, Sendable {
    case step(Index<Step>)
    /// A copy inserted because this step reads what lies in another pool.
    case inserted(for: Index<Step>)
  }

  /// Where it comes from.
  package let origin: Origin
  /// The queue that runs it.
  package let queue: Queue
  /// What it does.
  package let action: Step.Action
  /// What it reads, weights excepted.
  package let reads: [Access]
  /// What it writes.
  package let writes: [Access]
  /// The weights it reads, which lie in its pool for the whole run.
  package let weights: [Access]

  /// The step that it is or belongs to.
  package var step: Index<Step> {
    switch origin {
    case .step(let step), .inserted(for: let step): step
    }
  }
}

/// A region of a tensor in a pool.
package struct Access: Hashable, Sendable {
  package let tensor: Index<Tensor>
  package let pool: Index<MemoryPool>
  package let slice: Slice?
  /// The size of the region as it is stored there.
  package let bytes: Bytes

  /// Whether two accesses touch a common element in the same pool.
  package func overlaps(_ other: Access) -> Bool {
    tensor == other.tensor && pool == other.pool && Slice.overlap(slice, other.slice)
  }
}

/// What runs commands one after the other.
package enum Queue: Hashable, Sendable {
  case processor(Index<Processor>)
  case link(Index<Link>)
}

/// A command that must have finished before another starts, and why.
package struct Dependency: Hashable, Sendable {
  /// Why a command waits.
  package enum Cause: Hashable, Sendable {
    /// It comes later in the same queue.
    case queue
    /// The plan says so, in the wait at this position.
    case wait(Int)
    /// It reads this tensor, and the plan's synchronisation is implicit.
    case data(Index<Tensor>)
    /// In one execution it took its turn after this command in a queue ordered by arrival.
    case arrival
  }

  package let predecessor: Index<Command>
  package let cause: Cause

  /// Makes a dependency.
  package init(predecessor: Index<Command>, cause: Cause) {
    self.predecessor = predecessor
    self.cause = cause
  }
}
