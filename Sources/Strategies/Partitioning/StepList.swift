import Devices
import Graphs
import Plans
import Quantities

/// Steps in the making, named in their order.
struct StepList {
  private(set) var steps: [Step] = []
  private(set) var waits: [Plan.Wait] = []

  /// Adds an operator or a part of it, on a processor.
  mutating func run(
    _ node: Index<Operator>,
    on processor: Index<Processor>,
    part: Slice? = nil,
    precision: ElementType? = nil
  ) {
    add("s", .run(node, on: processor, part: part, precision: precision))
  }

  /// Adds a copy of a tensor or a part of it, where a link leads there.
  mutating func copy(
    _ tensor: Index<Tensor>,
    from source: Index<MemoryPool>,
    to target: Index<MemoryPool>,
    part: Slice?,
    on device: Device
  ) {
    guard device.link(from: source, to: target) != nil else { return }
    add("c", .copy(tensor, from: source, to: target, part: part))
  }

  /// Lets the step that is added next wait for an earlier one.
  mutating func waitNext(for step: Index<Step>) {
    waits.append(Plan.Wait(Index(steps.count), after: step))
  }

  private mutating func add(_ letter: Unicode.Scalar, _ action: Step.Action) {
    steps.append(Step(id: Step.name(at: steps.count, letter), action))
  }

  /// The plan, with implicit synchronisation.
  func plan(_ provenance: Plan.Provenance) -> Plan {
    Plan(synchronization: .implicit, strategy: provenance, steps: steps, waits: waits)
  }
}
