import Devices
import Graphs
import Plans
import Quantities
import Strategies

/// Makes scenarios in which which of two steps arrives first decides how long a third one waits,
/// as in Graham's anomalies: such plans often take longest in between the ends of all ranges.
///
/// `x` and then `c` run on one processor, `y` on another. `a` and `b` run on a third as they
/// arrive, `a` after `x` and `b` after `y`; `c` waits for `a`.
enum ArrivalScenarios {
  /// The scenario of a seed.
  static func scenario(seed: UInt64) throws -> Scenario {
    var dice = Dice(seed: seed)
    let graph = try graph(&dice)
    let task = Task(graph: graph, device: try device(&dice))
    let steps = [("x", 1), ("y", 2), ("a", 0), ("b", 0), ("c", 1)]
    let actions = steps.compactMap { name, processor in
      graph.operators.enumerated.first { $0.value.name == name }
        .map { Step.Action.run($0.index, on: Index(processor), part: nil, precision: nil) }
    }
    var draft = PlanDraft()
    draft.actions = actions
    return Scenario(
      seed: seed,
      task: task,
      plan: draft.plan(.implicit),
      backends: [.acceptsAll, .acceptsAll, .acceptsAll],
      deadline: Nanoseconds(1)
    )
  }

  private static func graph(_ dice: inout Dice) throws -> Graph {
    var builder = GraphBuilder(name: "arrival")
    func tensor(_ name: String, _ extent: Int, _ role: Tensor.Role) throws -> Index<Tensor> {
      try builder.add(
        Tensor(name: name, type: TensorType(.float32, try Shape([1, extent])), role: role)
      )
    }
    func relu(_ name: String, _ input: Index<Tensor>, _ extent: Int) throws -> Index<Tensor> {
      let output = try tensor("t\(name)", extent, .activation)
      try builder.add(
        Operator(
          name: name,
          kind: .opaque,
          typeName: "Opaque",
          attributes: Attributes([]),
          inputs: [input],
          outputs: [output]
        )
      )
      return output
    }
    let (first, second) = (dice.roll(8...64), dice.roll(8...64))
    let x = try relu("x", try tensor("x1", first, .input), first)
    let y = try relu("y", try tensor("x2", second, .input), second)
    let a = try relu("a", x, first)
    let b = try relu("b", y, second)
    let c = try relu("c", a, first)
    return try builder.finish(outputs: [b, c])
  }

  private static func device(_ dice: inout Dice) throws -> Device {
    var processors: [Processor] = []
    for position in 0..<3 {
      let rates = [1...40, 20...120].map { Rate(perMicrosecond: UInt64(dice.roll($0))) }
      guard let compute = rates[0], let bandwidth = rates[1] else {
        preconditionFailure("no rate in the ranges is zero")
      }
      processors.append(
        Processor(
          name: "q\(position)",
          kind: position == 0 ? .cpu : .gpu,
          pool: Index(0),
          backend: try SmallBackend.acceptsAll.make(fallback: .eachOperator),
          performance: Performance(
            speeds: [.init(precision: .float32, kernel: .directConvolution, rate: compute)],
            bandwidth: bandwidth,
            launch: Nanoseconds(UInt64(dice.roll(0...3) * 300)),
            activePower: 5,
            idlePower: 1
          ),
          order: position == 0 ? .arrival : .listed
        )
      )
    }
    return try Device(
      name: "arrival",
      processors: processors,
      pools: [MemoryPool(name: "p0", capacity: Bytes(1 << 20), alignment: Bytes(1))],
      links: [],
      memoryBandwidth: nil
    )
  }
}
