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

  /// Makes a cost model.
  package init(graph: Graph, device: Device, condition: Condition) {
    self.graph = graph
    self.device = device
    self.condition = condition
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
      return work(of: node, on: processor, part, precision, traffic: touched)
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
    case .nothing:
      Cost(launch: .zero, compute: .zero, memory: .zero, traffic: .zero)
    case .copy(let bytes, over: let link): copyCost(of: bytes, over: link, end)
    case .run(let kernel, on: let processor, in: let precision, let traffic):
      runCost(kernel, on: processor, in: precision, traffic, end)
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
      memory: stretched(transfer, end),
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

  /// The time of memory traffic with what the condition leaves of the bandwidth.
  private func stretched(_ time: Nanoseconds, _ end: Extreme) -> Nanoseconds {
    time.scaled(by: 1_000, over: end.share(condition.bandwidth)) ?? time
  }

  /// The cost of a whole operator on a processor, everything it reads being there.
  package func cost(of node: Index<Operator>, on processor: Index<Processor>) -> Cost {
    var touched = Bytes.zero
    for case let tensor? in graph.operators[node].inputs {
      touched += graph.tensors[tensor].type.bytes()
    }
    for case let tensor? in graph.operators[node].outputs {
      touched += graph.tensors[tensor].type.bytes()
    }
    return cost(of: work(of: node, on: processor, nil, nil, traffic: touched))
  }

  private func work(
    of node: Index<Operator>,
    on processor: Index<Processor>,
    _ part: Slice?,
    _ precision: ElementType?,
    traffic: Bytes
  ) -> CommandWork {
    let device = device.processors[processor]
    guard let kernel = KernelWork(of: node, in: graph, for: part, on: device) else {
      return .nothing
    }
    let stored = graph.context(of: node).outputs.first?.elementType ?? .float32
    let kept = traffic.stored(in: precision, insteadOf: stored)
    return .run(kernel, on: processor, in: precision ?? stored, kept)
  }

  private func runCost(
    _ work: KernelWork,
    on index: Index<Processor>,
    in precision: ElementType,
    _ traffic: Bytes,
    _ end: Extreme
  ) -> Cost {
    let processor = device.processors[index]
    let cost = processor.performance.cost(
      of: work,
      in: precision,
      caches: condition.caches,
      traffic: traffic
    )
    let alone = Cost(
      launch: cost.launch,
      compute: cost.compute,
      memory: stretched(cost.memory, end),
      traffic: cost.traffic
    )
    .slowed(by: end.of(condition.slowdown(of: processor)))
    .slowed(by: end.of(condition.jitter))
    return alone.shared(by: processor, condition)
  }
}

extension Bytes {
  /// What floating-point data takes when it is kept in the precision in which it is computed.
  fileprivate func stored(in precision: ElementType?, insteadOf type: ElementType) -> Bytes {
    guard let precision, type.isFloatingPoint, precision.byteWidth < type.byteWidth else {
      return self
    }
    return scaled(by: UInt64(precision.byteWidth), over: UInt64(type.byteWidth)) ?? self
  }
}

extension Cost {
  /// The cost on a processor that also draws the user interface and runs competing processes.
  fileprivate func shared(by processor: Processor, _ condition: Condition) -> Cost {
    let drawing = condition.rendering(on: processor)
    let busy = Cost(
      launch: launch,
      compute: drawing?.stretched(compute) ?? compute,
      memory: drawing?.stretched(memory) ?? memory,
      traffic: traffic
    )
    guard let scheduling = condition.scheduling(of: processor) else { return busy }
    return Cost(
      launch: busy.launch + scheduling.overhead(of: busy.duration),
      compute: busy.compute,
      memory: busy.memory,
      traffic: busy.traffic
    )
  }
}
