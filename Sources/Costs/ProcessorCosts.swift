import Devices
import Graphs
import Quantities

/// What work costs on one processor under a condition.
///
/// A class, so that a model that is asked about every operator copies no descriptions of devices.
final class ProcessorCosts: Sendable {
  private let processor: Processor
  private let slowdown: Condition.Factor
  private let jitter: Condition.Factor
  private let bandwidth: Condition.Factor
  private let caches: UInt64
  private let rendering: Condition.Rendering?
  private let scheduling: Condition.Scheduling?

  /// `scheduling` is how the device that it belongs to shares it with competing processes.
  init(
    _ processor: Processor,
    _ condition: Condition,
    _ scheduling: Condition.Scheduling?
  ) {
    self.processor = processor
    slowdown = condition.slowdown(of: processor)
    jitter = condition.jitter
    bandwidth = condition.bandwidth
    caches = condition.caches
    rendering = condition.rendering(on: processor)
    self.scheduling = scheduling
  }

  /// What the processor's kernel computes for an operator, or a part of it.
  func work(of record: OperatorRecord, for part: Slice?) -> KernelWork? {
    KernelWork(of: record, for: part, on: processor)
  }

  /// The type in which the processor stores and computes what is in another one.
  func form(of type: ElementType) -> ElementType {
    guard let wide = processor.performance.kernels.storage.integersAs,
      [.int8, .uint8].contains(type)
    else { return type }
    return wide
  }

  /// The cost of a whole operator at the condition's highest factors, in its own precision.
  func cost(of record: OperatorRecord) -> Cost {
    guard let work = KernelWork(of: record, for: nil, on: processor) else { return .nothing }
    return cost(of: work, in: form(of: record.storedType), record.traffic, .highest)
  }

  /// The cost of a kernel with the bytes that it reads and writes.
  func cost(
    of work: KernelWork,
    in precision: ElementType,
    _ traffic: Bytes,
    _ end: CostModel.Extreme
  ) -> Cost {
    let cost = processor.performance.cost(
      of: work,
      in: precision,
      caches: caches,
      traffic: traffic
    )
    let alone = Cost(
      launch: cost.launch,
      compute: cost.compute,
      memory: bandwidth.stretched(cost.memory, end),
      traffic: cost.traffic
    )
    return shared(alone.slowed(by: end.of(slowdown)).slowed(by: end.of(jitter)))
  }

  /// The cost where the processor also draws the user interface and runs competing processes.
  private func shared(_ cost: Cost) -> Cost {
    if rendering == nil, scheduling == nil { return cost }
    let busy = Cost(
      launch: cost.launch,
      compute: rendering?.stretched(cost.compute) ?? cost.compute,
      memory: rendering?.stretched(cost.memory) ?? cost.memory,
      traffic: cost.traffic
    )
    guard let scheduling else { return busy }
    return Cost(
      launch: busy.launch + scheduling.overhead(of: busy.duration),
      compute: busy.compute,
      memory: busy.memory,
      traffic: busy.traffic
    )
  }
}

extension Condition.Factor {
  /// The time of memory traffic with what is left of the bandwidth.
  func stretched(_ time: Nanoseconds, _ end: CostModel.Extreme) -> Nanoseconds {
    let share = end.share(self)
    return share == 1_000 ? time : time.scaled(by: 1_000, over: share) ?? time
  }
}

extension OperatorRecord {
  /// The element type of the first output, in which the operator computes where no step says.
  var storedType: ElementType { context.outputs.first?.elementType ?? .float32 }
}
