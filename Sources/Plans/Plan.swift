public import Devices
public import Graphs
public import Quantities

/// Which operators run where and in what order, and what waits for what.
///
/// Each processor and each link runs its steps in list order, one at a time, each as soon as the
/// one before it in the queue and everything it waits for have finished.
public struct Plan: Hashable, Sendable {
  /// What a step waits for besides the steps before it in its queue.
  public enum Synchronization: String, Hashable, Sendable {
    /// Also the producers of all it reads; copies are inserted where data lies in another pool.
    case implicit
    /// Only what the plan says; nothing is inserted.
    case explicit
  }

  /// The strategy that made the plan.
  public struct Provenance: Hashable, Sendable {
    public let name: String
    public let version: String

    /// Names a strategy.
    public init(name: String, version: String) {
      self.name = name
      self.version = version
    }
  }

  /// A demand that `step` starts after `predecessor` has finished.
  public struct Wait: Hashable, Sendable {
    public let step: Index<Step>
    public let predecessor: Index<Step>

    /// Makes a wait.
    public init(_ step: Index<Step>, after predecessor: Index<Step>) {
      self.step = step
      self.predecessor = predecessor
    }
  }

  /// Where a tensor, or a part of it, lies in its pool.
  public struct Placement: Hashable, Sendable {
    public let pool: Index<MemoryPool>
    public let tensor: Index<Tensor>
    public let part: Slice?
    public let offset: Bytes

    /// Makes a placement.
    public init(
      pool: Index<MemoryPool>,
      tensor: Index<Tensor>,
      part: Slice? = nil,
      offset: Bytes
    ) {
      self.pool = pool
      self.tensor = tensor
      self.part = part
      self.offset = offset
    }
  }

  /// Who decides in which order a processor takes its steps.
  public struct OrderChoice: Hashable, Sendable {
    public let processor: Index<Processor>
    public let order: QueueOrder

    /// Chooses the order of a processor.
    public init(_ processor: Index<Processor>, _ order: QueueOrder) {
      self.processor = processor
      self.order = order
    }
  }

  /// What the queues wait for.
  public let synchronization: Synchronization
  /// The strategy that made the plan, where it is known.
  public let strategy: Provenance?
  /// The steps; list order is queue order.
  public let steps: Table<Step, Step>
  /// The waits between queues.
  public let waits: [Wait]
  /// Where tensors lie, empty if the plan leaves it to the runtime.
  public let placements: [Placement]
  /// The order of processors that do not take their steps as the device says.
  public let orders: [OrderChoice]

  /// Makes a plan.
  public init(
    synchronization: Synchronization = .implicit,
    strategy: Provenance? = nil,
    steps: [Step],
    waits: [Wait] = [],
    placements: [Placement] = [],
    orders: [OrderChoice] = []
  ) {
    self.synchronization = synchronization
    self.strategy = strategy
    self.steps = Table(steps)
    self.waits = waits
    self.placements = placements
    self.orders = orders
  }

  /// In what its steps compute on each processor where that is not the graph's own precision; each
  /// once, in the order of the steps.
  package func precisions(for graph: Graph)
    -> [(processor: Index<Processor>, precision: ElementType?)]
  {
    var result: [(processor: Index<Processor>, precision: ElementType?)] = []
    for step in steps.values {
      guard case .run(_, on: let processor, part: _, let precision?) = step.action.plain(in: graph),
        !result.contains(where: { $0 == (processor, precision) })
      else { continue }
      result.append((processor, precision))
    }
    return result
  }
}

/// One command: run an operator or a part of it, or copy a tensor or a part of it.
public struct Step: Hashable, Sendable {
  /// What a step does.
  public enum Action: Hashable, Sendable {
    /// Runs an operator, or the part of its output in the slice, in the given precision.
    case run(Index<Operator>, on: Index<Processor>, part: Slice?, precision: ElementType?)
    /// Copies a tensor, or a part of it, between pools.
    case copy(Index<Tensor>, from: Index<MemoryPool>, to: Index<MemoryPool>, part: Slice?)
  }

  /// The name in the plan, for people and for waits.
  public let id: String
  /// What it does.
  public let action: Action

  /// Makes a step.
  public init(id: String, _ action: Action) {
    self.id = id
    self.action = action
  }

  /// The usual name of the step at a position: `s1`, `s2` and so on, or with another letter.
  ///
  /// Written digit by digit, because interpolation takes a tenth of a list scheduler's time.
  package static func name(at position: Int, _ letter: Unicode.Scalar = "s") -> String {
    String(unsafeUninitializedCapacity: 15) { text in
      var (rest, count) = (position + 1, 1)
      while rest > 0 {
        (rest, count) = (rest / 10, count + 1)
      }
      rest = position + 1
      for place in (1..<count).reversed() {
        text[place] = UInt8(ascii: "0") + UInt8(rest % 10)
        rest /= 10
      }
      text[0] = UInt8(ascii: letter)
      return count
    }
  }

  /// The share of the operator's output or of the tensor, nil for all of it.
  public var part: Slice? {
    switch action {
    case .run(_, on: _, let part, precision: _): part
    case .copy(_, from: _, to: _, let part): part
    }
  }
}

extension Step.Action {
  /// The same action without a precision that changes nothing, because all real numbers that the
  /// operator reads and writes have it.
  package func plain(in graph: Graph) -> Step.Action {
    guard case .run(let node, on: let processor, let part, let precision?) = self else {
      return self
    }
    let operation = graph.operators[node]
    for case let tensor? in operation.inputs + operation.outputs {
      let type = graph.tensors[tensor].type.elementType
      if type.isFloatingPoint, type != precision { return self }
    }
    return .run(node, on: processor, part: part, precision: nil)
  }
}
