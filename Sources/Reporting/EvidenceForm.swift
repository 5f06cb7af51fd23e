import Checking
import Devices
import Documents
import Graphs
import Plans
import Quantities
import Strategies

/// Evidence as JSON.
struct EvidenceForm {
  private let subject: Subject

  init(_ subject: Subject) {
    self.subject = subject
  }

  func json(_ evidence: Evidence) -> JSONValue {
    switch evidence {
    case .none: .object([JSONValue.Member]())
    case .elements(let elements):
      .object(["elements": .list(elements.map(json))])
    case .refusals(let refusals):
      .object(["refusals": .list(refusals.map(json))])
    case .cycle(let commands):
      .object(["cycle": names(commands)])
    case .interleaving(let state):
      .object([
        "finished": names(state.finished), "running": names(state.running),
        "early": .text(state.early.name), "late": .text(state.late.name),
      ])
    case .occupancy(let occupancy): json(occupancy)
    case .peaks(let pools): .object(["pools": .list(pools.map(json))])
    case .placements(let problems):
      .object(["placements": .list(problems.map(json))])
    case .comparison(let comparison): json(comparison)
    }
  }

  private func names(_ commands: [Evidence.CommandName]) -> JSONValue {
    .list(commands.map { .text($0.name) })
  }

  private func json(_ elements: Evidence.Elements) -> JSONValue {
    .object([
      "tensor": .text(subject.task.graph.tensors[elements.tensor].name),
      "part": elements.slice.map { part($0, of: elements.tensor) },
      "pool": elements.pool.map { .text(subject.task.device.pools[$0].name) },
    ])
  }

  private func part(_ slice: Slice, of tensor: Index<Tensor>) -> JSONValue {
    let rank = subject.task.graph.tensors[tensor].shape.rank
    let axis = Axis.naming(dimension: slice.dimension, rank: rank)
    return .object([
      "axis": axis.map { .text($0.rawValue) } ?? .integer(Int64(slice.dimension)),
      "start": .integer(Int64(slice.range.lowerBound)),
      "end": .integer(Int64(slice.range.upperBound)),
    ])
  }

  private func json(_ refusal: Evidence.StepRefusal) -> JSONValue {
    .object([
      "step": .text(subject.program.plan.steps[refusal.step].id),
      "backend": .text(refusal.backend), "rule": .text(refusal.refusal.rule),
      "reason": .text(refusal.refusal.reason),
    ])
  }

  private func json(_ occupancy: Evidence.Occupancy) -> JSONValue {
    .object([
      "pool": .text(occupancy.pool),
      "capacity_bytes": .unsigned(occupancy.capacity.amount),
      "peak_bytes": .unsigned(occupancy.bytes.amount),
      "live_bytes": .unsigned(occupancy.bytes.amount),
      "weight_bytes": .unsigned(occupancy.weights.amount),
      "live": .list(
        occupancy.live.map {
          .object(["tensor": .text($0.tensor), "bytes": .unsigned($0.bytes.amount)])
        }
      ),
      "finished": names(occupancy.finished), "running": names(occupancy.running),
      "dimensions": Self.dimensions(occupancy.values),
    ])
  }

  /// Values of symbolic dimensions by name; nil where there are none.
  static func dimensions(_ values: [DimensionSweep.Value]) -> JSONValue? {
    values.isEmpty
      ? nil : .object(values.map { .init($0.name, .integer(Int64($0.value))) })
  }

  private func json(_ problem: Evidence.PlacementProblem) -> JSONValue {
    switch problem.kind {
    case .misaligned(let alignment):
      .object([
        "placement": .integer(Int64(problem.placement)), "problem": "misaligned",
        "alignment": .unsigned(alignment.amount),
      ])
    case .outside(let capacity):
      .object([
        "placement": .integer(Int64(problem.placement)), "problem": "outside",
        "capacity_bytes": .unsigned(capacity.amount),
      ])
    case .overlaps(let other):
      .object([
        "placement": .integer(Int64(problem.placement)), "problem": "overlaps",
        "other": .integer(Int64(other)),
      ])
    }
  }

  private func json(_ comparison: Evidence.Comparison) -> JSONValue {
    .object([
      "bound": .text(comparison.bound),
      "plan_us": comparison.planTime.inMicroseconds,
      "bound_us": comparison.boundTime.inMicroseconds,
      "critical_path": names(comparison.criticalPath),
      "single_processors": .list(
        comparison.alternatives.map {
          .object([
            "processor": .text($0.processor), "latency_us": $0.time.inMicroseconds,
            "runs_operators": .boolean($0.runsOperators),
          ])
        }
      ),
      "losses": comparison.losses.isEmpty ? nil : .list(comparison.losses.map(json)),
      "execution": comparison.execution.map(json),
    ])
  }

  private func json(_ loss: LossSplit.Entry) -> JSONValue {
    .object([
      "cause": .text(loss.cause.rawValue), "plan_us": loss.plan.inMicroseconds,
      "bound_us": loss.other.inMicroseconds,
    ])
  }

  private func json(_ execution: Evidence.Execution) -> JSONValue {
    .object([
      "slowdowns_thousandths": .object(
        execution.slowdowns.map { .init($0.processor, .unsigned($0.thousandths)) }
      ),
      "bandwidth_thousandths": .unsigned(execution.bandwidth),
      "durations": .list(
        execution.durations.map {
          .object(["command": .text($0.command.name), "us": $0.time.inMicroseconds])
        }
      ),
    ])
  }
}

extension Nanoseconds {
  /// The time in microseconds, exact to the nanosecond.
  var inMicroseconds: JSONValue { .decimal(microsecondsText) }

  /// The same as digits.
  var microsecondsText: String {
    let fraction = amount % 1_000
    guard fraction > 0 else { return "\(amount / 1_000)" }
    return "\(amount / 1_000).\(String(fraction + 1_000).dropFirst())"
  }
}
