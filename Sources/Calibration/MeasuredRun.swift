import Costs
package import Devices
package import Graphs
package import Plans
package import Quantities
import Simulation

/// A measurement with the model, device and plan that it is of: what a prediction needs.
package struct MeasuredRun: Sendable {
  /// What was measured.
  package let measurement: Measurement
  /// The position of the device among those that are calibrated.
  package let device: Int
  /// What ran, lowered once: figures change times only.
  private let program: Program
  /// The single command that counts, for one operator.
  private let operation: Index<Operator>?
  /// The link that counts, with the bytes, for a copy.
  private let copy: (link: Index<Link>, bytes: Bytes)?
  private let processor: Index<Processor>
  /// What each command does.
  private var works: [CommandWork]
  /// The copies of what the model leaves, where they were measured, too.
  private let returns: [CommandWork]
  /// Whether nothing overlaps, so that the commands' durations add up.
  private let isSerial: Bool

  /// Prepares a measurement; `plan` is the stored plan where it is of one.
  ///
  /// - Throws: `MeasurementFault` where the device or model lacks what the measurement names.
  package init(
    _ measurement: Measurement,
    graph: Graph,
    device: Device,
    at position: Int = 0,
    plan: Plan? = nil
  ) throws(MeasurementFault) {
    self.measurement = measurement
    self.device = position
    if case .copy(of: _, let bytes, from: let source, to: let target) = measurement.subject {
      guard let from = device.pool(named: source), let to = device.pool(named: target),
        let link = device.link(from: from, to: to)
      else { throw .unknownLink("\(source)>\(target)") }
      copy = (link, bytes)
      processor = device.host
      operation = nil
      program = Program(Plan(steps: [], waits: []), graph: graph, device: device)
      works = []
      isSerial = true
      returns = []
      return
    }
    copy = nil
    if let plan {
      processor = device.host
      operation = nil
      program = Program(plan, graph: graph, device: device)
    } else {
      guard let index = device.processor(named: measurement.processor) else {
        throw .unknownProcessor(
          measurement.processor,
          known: device.processors.values.map(\.name)
        )
      }
      processor = index
      var wanted: Index<Operator>?
      if case .operation(let name) = measurement.subject {
        guard let node = graph.operation(named: name) else { throw .unknownOperator(name) }
        wanted = node
      }
      operation = wanted
      let plan = Self.serialPlan(graph, device, on: index, in: measurement.precision)
      program = Program(plan, graph: graph, device: device)
    }
    let model = CostModel(graph: graph, device: device, condition: .calm)
    works = Self.works(program, model, measurement, on: processor)
    returns =
      plan == nil && operation == nil
      ? Self.returns(graph, device, measurement, from: processor) : []
    let costs = works.map { model.cost(of: $0) }
    guard
      let latency = Simulator(program, costs: Table(costs), sharing: model.sharedBandwidth())
        .run()?
        .latency
    else { throw .unfinished }
    isSerial = latency == Self.sum(costs, sharing: model.sharedBandwidth())
  }

  /// What the measurement's latency is on a device of the same structure; nil for a plan that never
  /// ends.
  package func predicted(on device: Device) -> Nanoseconds? {
    let model = CostModel(graph: program.graph, device: device, condition: .calm)
    if let copy { return model.copyCost(of: copy.bytes, over: copy.link).duration }
    if let operation {
      let own = program.commands.values.firstIndex { command in
        guard case .run(operation, on: processor, part: _, precision: _) = command.action else {
          return false
        }
        return true
      }
      return own.map { model.cost(of: works[$0]).duration } ?? .zero
    }
    let costs = works.map { model.cost(of: $0) }
    let returned = returns.map { model.cost(of: $0).duration }.total()
    if isSerial { return Self.sum(costs, sharing: model.sharedBandwidth()) + returned }
    let simulator = Simulator(program, costs: Table(costs), sharing: model.sharedBandwidth())
    return simulator.run().map { $0.latency + returned }
  }

  /// What each command does, with what crosses from the host in the type in which it is computed.
  private static func works(
    _ program: Program,
    _ model: CostModel,
    _ measurement: Measurement,
    on processor: Index<Processor>
  ) -> [CommandWork] {
    let rules = model.device.processors[processor].performance.kernels.storage
    return program.commands.values.map { command in
      let work = model.work(of: command)
      guard rules.runsHostToHost, case .copy(let bytes, over: let link) = work,
        let tensor = command.writes.first?.tensor
      else { return work }
      let type = program.graph.tensors[tensor].type.elementType
      return .copy(bytes.crossing(as: measurement.precision, insteadOf: type), over: link)
    }
  }

  /// The copies of a model's outputs to the host, where the processor's rules say that they count.
  private static func returns(
    _ graph: Graph,
    _ device: Device,
    _ measurement: Measurement,
    from index: Index<Processor>
  ) -> [CommandWork] {
    let processor = device.processors[index]
    let host = device.processors[device.host].pool
    guard processor.performance.kernels.storage.runsHostToHost,
      let link = device.link(from: processor.pool, to: host)
    else { return [] }
    return graph.outputs.map { output in
      let type = graph.tensors[output].type
      let bytes = type.bytes().crossing(as: measurement.precision, insteadOf: type.elementType)
      return .copy(bytes, over: link)
    }
  }

  /// The same run on a device with other kernel rules.
  package func prepared(for device: Device) -> MeasuredRun {
    let model = CostModel(graph: program.graph, device: device, condition: .calm)
    var run = self
    if copy == nil { run.works = Self.works(program, model, measurement, on: processor) }
    return run
  }

  /// The durations of commands that run one after the other.
  private static func sum(_ costs: [Cost], sharing bandwidth: UInt64?) -> Nanoseconds {
    costs.map { cost in
      guard let bandwidth, cost.demand > bandwidth else { return cost.duration }
      return cost.duration(whenDemandIs: cost.demand, of: bandwidth)
    }
    .total()
  }

  /// How much a run does: products, bytes, commands.
  ///
  /// A run that does less of everything than another one on the same processor takes no longer.
  package var amounts: [Double] {
    var products = 0.0
    var bytes = 0.0
    for case .run(let work, on: _, in: _, let traffic) in works {
      if !work.isLight { products += Double(work.operations.amount) }
      bytes += Double(traffic.amount)
    }
    return [products, bytes, Double(works.count)]
  }

  /// The window of a measured convolution that is no product of its own: which figures of packing
  /// its time can tell.
  var window: WorkClass.Kernel? {
    guard let operation else { return nil }
    switch program.graph.workClass(of: operation) {
    case .convolution(let kernel)?, .depthwiseConvolution(let kernel)?: return kernel
    default: return nil
    }
  }

  /// Whether a measured operator multiplies one row by a matrix.
  var isOfOneRow: Bool {
    guard let operation else { return false }
    if case .matrixProduct(batches: _, rows: 1, depth: _, columns: _)? =
      program.graph.workClass(of: operation)
    {
      return true
    }
    return false
  }

  /// One operator after the other on a processor, and on the host what its backend refuses.
  private static func serialPlan(
    _ graph: Graph,
    _ device: Device,
    on index: Index<Processor>,
    in precision: ElementType?
  ) -> Plan {
    let processor = device.processors[index]
    let accepted = graph.operators.indices.map {
      processor.refusals(of: $0, in: graph, precision: precision).isEmpty
    }
    let isWhole = processor.backend.fallback == .wholeModel && accepted.contains(false)
    let isHost = processor.kind == .cpu
    var steps: [Step] = []
    var waits: [Plan.Wait] = []
    var previous: Index<Processor>?
    for node in graph.operators.indices {
      let stays = isHost || accepted[node.value] && !isWhole
      let chosen = stays ? index : device.host
      let step = Index<Step>(steps.count)
      if let previous, previous != chosen {
        waits.append(Plan.Wait(step, after: Index(steps.count - 1)))
      }
      previous = chosen
      steps.append(
        Step(
          id: Step.name(at: steps.count),
          .run(node, on: chosen, part: nil, precision: precision)
        )
      )
    }
    return Plan(steps: steps, waits: waits)
  }
}

extension Bytes {
  /// What floating-point data takes between host and processor where it is computed in a type:
  /// integers cross as such, other types as the model has them.
  fileprivate func crossing(as type: ElementType?, insteadOf stored: ElementType) -> Bytes {
    guard let type, !type.isFloatingPoint, stored.isFloatingPoint else { return self }
    return scaled(by: UInt64(type.bitWidth), over: UInt64(stored.bitWidth)) ?? self
  }
}

/// Why a measurement cannot be predicted.
package enum MeasurementFault: Error, Hashable, Sendable, CustomStringConvertible {
  case unknownProcessor(String, known: [String])
  case unknownOperator(String)
  case unknownLink(String)
  case unfinished

  package var description: String {
    switch self {
    case .unknownProcessor(let name, let known):
      "no processor is named '\(name)'; the device has \(known.joined(separator: ", "))"
    case .unknownOperator(let name): "the model has no operator '\(name)'"
    case .unknownLink(let name): "the device has no link '\(name)'"
    case .unfinished: "the plan never ends on this device"
    }
  }
}

extension Graph {
  /// The operator of a name, or of the name of its first output where it has none of its own.
  fileprivate func operation(named name: String) -> Index<Operator>? {
    operators.firstIndex { $0.name == name }
  }
}
