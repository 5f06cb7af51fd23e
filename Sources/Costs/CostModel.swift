package import Devices
package import Graphs
package import Plans
package import Quantities

/// What operators and copies cost on a device under a condition.
///
/// The one definition of a duration: strategies plan with it (perhaps under another condition),
/// the simulator runs with it and the checker reasons with it.
package struct CostModel: Sendable {
  /// The model.
  package let graph: Graph
  /// The phone.
  package let device: Device
  /// The state of the phone.
  package let condition: Condition
  private let processors: Table<Processor, ProcessorCosts>
  private let records: Table<Operator, OperatorRecord>

  /// Makes a cost model.
  package init(graph: Graph, device: Device, condition: Condition) {
    self.graph = graph
    self.device = device
    self.condition = condition
    processors = Table(
      device.processors.indices.map { index in
        ProcessorCosts(
          device.processors[index],
          condition,
          condition.scheduling(of: index, on: device)
        )
      }
    )
    records = graph.operatorRecords
  }

  /// The cost of a command under the condition's lowest factors, or its highest.
  package func cost(of command: Command, _ end: Extreme = .highest) -> Cost {
    cost(of: work(of: command), end)
  }

  /// What a command does, whatever the device's figures are.
  package func work(of command: Command) -> CommandWork {
    switch command.action {
    case .run(let node, on: let processor, let part, let precision):
      var touched = Bytes.zero
      for access in command.reads { touched += access.bytes }
      for access in command.weights { touched += access.bytes }
      for access in command.writes { touched += access.bytes }
      return work(of: records[node], on: processor, part, precision, traffic: touched)
    case .copy(_, from: let source, to: let target, part: _):
      guard let link = device.link(from: source, to: target) else {
        preconditionFailure("a copy between pools without a link reached the cost model")
      }
      return .copy(command.writes.map(\.bytes).total(), over: link)
    }
  }

  /// The cost of a command's work under the condition's lowest factors, or its highest.
  package func cost(of work: CommandWork, _ end: Extreme = .highest) -> Cost {
    switch work {
    case .nothing: .nothing
    case .copy(let bytes, over: let link): copyCost(of: bytes, over: link, end)
    case .run(let kernel, on: let processor, in: let precision, let traffic):
      processors[processor].cost(of: kernel, in: precision, traffic, end)
    }
  }

  /// Which end of the condition's ranges is meant.
  package enum Extreme: Sendable {
    case lowest
    case highest

    /// The factor of a duration.
    func of(_ factor: Condition.Factor) -> UInt64 {
      switch self {
      case .lowest: factor.lowest
      case .highest: factor.highest
      }
    }

    /// The share that is left of a rate: durations are longest where least is left.
    func share(_ factor: Condition.Factor) -> UInt64 {
      switch self {
      case .lowest: factor.highest
      case .highest: factor.lowest
      }
    }
  }

  /// The cost of a copy of so many bytes over a link.
  package func copyCost(of bytes: Bytes, over link: Index<Link>, _ end: Extreme = .highest)
    -> Cost
  {
    let link = device.links[link]
    let transfer = link.bandwidth.duration(for: bytes)
    let traffic = Bytes(bytes.amount * 2)
    return Cost(
      launch: link.latency + link.synchronization,
      compute: .zero,
      memory: condition.bandwidth.stretched(transfer, end),
      traffic: traffic
    )
    .slowed(by: end.of(condition.jitter))
  }

  /// The bytes per microsecond that all commands share under the condition; nil for no limit.
  package func sharedBandwidth(_ end: Extreme = .highest) -> UInt64? {
    guard let bandwidth = device.memoryBandwidth?.perMicrosecond else { return nil }
    let left = Bytes(bandwidth).scaled(by: end.share(condition.bandwidth), over: 1_000)
    return max(left?.amount ?? bandwidth, 1)
  }

  /// The cost of a whole operator on a processor, everything it reads being there.
  package func cost(of node: Index<Operator>, on processor: Index<Processor>) -> Cost {
    let costs = processors[processor]
    return costs.cost(of: WholeOperator(records[node], on: costs))
  }

  /// The duration of each whole operator on each processor.
  ///
  /// The same as that of `cost(of:on:)` for one after the other, but faster: neighbours with the
  /// same kernels, such as the clusters of a CPU, share what an operator does there.
  package func durations() -> Table<Processor, Table<Operator, Nanoseconds>> {
    var known: (costs: ProcessorCosts, works: [WholeOperator])?
    return processors.map { costs in
      let works =
        if let known, costs.hasKernels(of: known.costs) { known.works } else {
          records.values.map { WholeOperator($0, on: costs) }
        }
      known = (costs, works)
      return Table(works.map { costs.cost(of: $0).duration })
    }
  }

  private func work(
    of record: OperatorRecord,
    on processor: Index<Processor>,
    _ part: Slice?,
    _ precision: ElementType?,
    traffic: Bytes
  ) -> CommandWork {
    guard let kernel = processors[processor].work(of: record, for: part) else { return .nothing }
    let stored = record.storedType
    let asked = stored.isFloatingPoint ? precision ?? stored : stored
    let computed = processors[processor].form(of: asked)
    let kept = traffic.stored(in: computed, insteadOf: stored)
    return .run(kernel, on: processor, in: computed, kept)
  }
}

extension Bytes {
  /// What floating-point data takes when it is kept in the precision in which it is computed.
  fileprivate func stored(in precision: ElementType, insteadOf type: ElementType) -> Bytes {
    guard type.isFloatingPoint, precision.bitWidth < type.bitWidth else { return self }
    return scaled(by: UInt64(precision.bitWidth), over: UInt64(type.bitWidth)) ?? self
  }
}
