package import Devices
package import Graphs
package import Plans
package import Quantities

/// The verdict on one obligation, with what decides it.
package struct Finding: Hashable, Sendable {
  package let obligation: Obligation
  package let verdict: Verdict
  /// What was found, in a sentence with the numbers.
  package let message: String
  /// The steps it is about, in plan order.
  package let steps: [Index<Step>]
  /// The pool it is about, where it is about one.
  package let pool: Index<MemoryPool>?
  /// What shows it.
  package let evidence: Evidence
  /// The values of symbolic dimensions that it is about, where it is about some.
  package let values: [DimensionSweep.Value]

  /// Makes a finding.
  package init(
    _ obligation: Obligation,
    _ verdict: Verdict,
    _ message: String,
    steps: [Index<Step>] = [],
    pool: Index<MemoryPool>? = nil,
    evidence: Evidence = .none,
    values: [DimensionSweep.Value] = []
  ) {
    self.obligation = obligation
    self.verdict = verdict
    self.message = message
    self.steps = Array(Set(steps)).sorted()
    self.pool = pool
    self.evidence = evidence
    self.values = values
  }
}

/// What shows that an obligation is kept or broken.
package enum Evidence: Hashable, Sendable {
  /// Nothing beyond the message.
  case none
  /// Elements of tensors that nothing computes, or that are computed twice in a pool.
  case elements([Elements])
  /// Rules that operators do not meet.
  case refusals([StepRefusal])
  /// Commands of which each waits for the next, and the last for the first.
  case cycle([CommandName])
  /// An interleaving that reaches two commands that get in each other's way.
  case interleaving(Interleaving)
  /// What lies in a pool at its fullest moment, and the interleaving that reaches it.
  case occupancy(Occupancy)
  /// What lies in each pool at its fullest moment in any execution, where all of it fits.
  case peaks([Occupancy])
  /// Placements that do not fit.
  case placements([PlacementProblem])
  /// The time of the plan against a bound.
  case comparison(Comparison)

  /// A region of a tensor.
  package struct Elements: Hashable, Sendable {
    package let tensor: Index<Tensor>
    package let slice: Slice?
    package let pool: Index<MemoryPool>?
  }

  /// A rule of a backend that a step does not meet.
  package struct StepRefusal: Hashable, Sendable {
    package let step: Index<Step>
    package let backend: String
    package let refusal: Refusal
  }

  /// A command as people see it.
  package struct CommandName: Hashable, Sendable {
    package let name: String
    package let queue: String
    package let subject: String
  }

  /// A state that some execution reaches.
  package struct Interleaving: Hashable, Sendable {
    /// What has finished, in an order in which it can.
    package let finished: [CommandName]
    /// What is running.
    package let running: [CommandName]
    /// The command that comes too early, and the one it should come after.
    package let early: CommandName
    package let late: CommandName
  }

  /// The content of a pool.
  package struct Occupancy: Hashable, Sendable {
    package let pool: String
    package let capacity: Bytes
    package let weights: Bytes
    package let bytes: Bytes
    /// What no execution exceeds: the bytes, except where the search for the fullest state was cut
    /// short.
    package let bound: Bytes
    package let live: [LiveTensor]
    package let finished: [CommandName]
    package let running: [CommandName]
    /// The values of symbolic dimensions for which it is so full, where a range was judged.
    package private(set) var values: [DimensionSweep.Value] = []

    /// The same for some values of symbolic dimensions.
    func at(_ values: [DimensionSweep.Value]) -> Occupancy {
      var result = self
      result.values = values
      return result
    }
  }

  /// A region that is live.
  package struct LiveTensor: Hashable, Sendable {
    package let tensor: String
    package let slice: Slice?
    package let bytes: Bytes
  }

  /// A placement that does not fit.
  package struct PlacementProblem: Hashable, Sendable {
    /// What is wrong with it.
    package enum Kind: Hashable, Sendable {
      case misaligned(alignment: Bytes)
      case outside(capacity: Bytes)
      case overlaps(placement: Int)
    }

    /// Its position in the plan's list.
    package let placement: Int
    package let kind: Kind
  }

  /// The plan's time against a bound.
  package struct Comparison: Hashable, Sendable {
    /// What the bound is: the fastest single processor's name, or the deadline.
    package let bound: String
    package let planTime: Nanoseconds
    package let boundTime: Nanoseconds
    /// The commands that together take the whole time of the plan.
    package let criticalPath: [CommandName]
    /// The time of every single processor.
    package let alternatives: [Alternative]
    /// Where the time of both goes, where the bound is a run too; the parts add up to the times.
    package let losses: [LossSplit.Entry]
    /// The execution in which the plan takes this time, where the condition allows several.
    package let execution: Execution?
  }

  /// The factors and durations of one execution.
  package struct Execution: Hashable, Sendable {
    package let slowdowns: [Factor]
    /// What is left of the bandwidth, in thousandths.
    package let bandwidth: UInt64
    /// How long each command took.
    package let durations: [Duration]
  }

  /// The slowdown of a processor.
  package struct Factor: Hashable, Sendable {
    package let processor: String
    package let thousandths: UInt64
  }

  /// How long a command took.
  package struct Duration: Hashable, Sendable {
    package let command: CommandName
    package let time: Nanoseconds
  }

  /// A single processor's time.
  package struct Alternative: Hashable, Sendable {
    package let processor: String
    package let time: Nanoseconds
    /// Whether it runs any operator; otherwise all of them fall back.
    package let runsOperators: Bool
  }
}
