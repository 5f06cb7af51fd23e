import Devices
import Graphs
import Quantities

/// What work costs on one processor under a condition.
///
/// A class, so that a model that is asked about every operator copies no descriptions of devices,
/// which are large: what computes a cost is a method or takes the class.
final class ProcessorCosts: Sendable {
  let kind: ProcessorKind
  let performance: Performance
  /// What is left of each cache, in thousandths.
  let caches: UInt64
  private let slowdown: Condition.Factor
  private let jitter: Condition.Factor
  private let bandwidth: Condition.Factor
  private let rendering: Condition.Rendering?
  private let scheduling: Condition.Scheduling?

  /// `scheduling` is how the device that it belongs to shares it with competing processes.
  init(
    _ processor: Processor,
    _ condition: Condition,
    _ scheduling: Condition.Scheduling?
  ) {
    kind = processor.kind
    performance = processor.performance
    slowdown = condition.slowdown(of: processor)
    jitter = condition.jitter
    bandwidth = condition.bandwidth
    caches = condition.caches
    rendering = condition.rendering(on: processor)
    self.scheduling = scheduling
  }

  var kernels: KernelRules { performance.kernels }

  /// What the processor's kernel computes for an operator, or a part of it.
  func work(of record: OperatorRecord, for part: Slice?) -> KernelWork? {
    KernelWork(of: record, for: part, on: self)
  }

  /// The type in which the processor stores and computes what is in another one.
  func form(of type: ElementType) -> ElementType {
    guard let wide = kernels.storage.integersAs, [.int8, .uint8].contains(type) else {
      return type
    }
    return wide
  }

  /// Whether operators do the same work here as on another processor.
  func hasKernels(of other: ProcessorCosts) -> Bool {
    kind == other.kind && kernels == other.kernels
  }

  /// The cost of a whole operator at the condition's highest factors.
  func cost(of whole: WholeOperator) -> Cost {
    guard let kernel = whole.kernel else { return .nothing }
    return cost(of: kernel, in: whole.precision, whole.traffic, .highest)
  }

  /// The cost of a kernel with the bytes that it reads and writes.
  @inline(__always)
  func cost(
    of work: KernelWork,
    in precision: ElementType,
    _ traffic: Bytes,
    _ end: CostModel.Extreme
  ) -> Cost {
    let cost = undisturbedCost(of: work, in: precision, traffic)
    let alone = Cost(
      launch: cost.launch,
      compute: cost.compute,
      memory: bandwidth.stretched(cost.memory, end),
      traffic: cost.traffic
    )
    let slowed = alone.slowed(by: end.of(slowdown)).slowed(by: end.of(jitter))
    return rendering == nil && scheduling == nil ? slowed : shared(slowed)
  }

  /// The cost where the processor also draws the user interface and runs competing processes.
  private func shared(_ cost: Cost) -> Cost {
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

/// What a whole operator does, in its own precision, on processors with the same kernels.
struct WholeOperator {
  /// What is computed; nil where nothing is left to run.
  fileprivate let kernel: KernelWork?
  fileprivate let precision: ElementType
  fileprivate let traffic: Bytes

  init(_ record: OperatorRecord, on costs: ProcessorCosts) {
    kernel = costs.work(of: record, for: nil)
    precision = costs.form(of: record.storedType)
    traffic = record.traffic
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
