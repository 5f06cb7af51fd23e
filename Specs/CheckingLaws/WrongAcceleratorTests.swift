import Checking
import Devices
import Graphs
import Logic
import Plans
import Quantities
import SecondOpinions
import Strategies
import Testing

/// The fault of a published scheduler's Z3 model (HaX-CoNN, PPoPP 2024): it charges the layer
/// before with the accelerator of the layer at hand, so that its own solution starts a layer at
/// 0.350 ms whose input is ready at 0.460 ms.
@Suite struct WrongAcceleratorTests {
  /// A layer takes 0.460 ms on the DLA, where the first runs, and 0.350 ms on the GPU, where the
  /// second runs.
  private static func task() throws -> Task {
    var builder = GraphBuilder(name: "two layers")
    let type = TensorType(.float32, try Shape([1, 350]))
    let tensors = try ["x", "a", "b"]
      .map { name in
        let role: Tensor.Role = name == "x" ? .input : .activation
        return try builder.add(Tensor(name: name, type: type, role: role))
      }
    for (position, name) in ["first", "second"].enumerated() {
      try builder.add(
        Operator(
          name: name,
          kind: .relu,
          typeName: "Relu",
          inputs: [tensors[position]],
          outputs: [tensors[position + 1]]
        )
      )
    }
    let graph = try builder.finish(outputs: [tensors[2]])
    return Task(graph: graph, device: try device())
  }

  private static func device() throws -> Device {
    func processor(_ name: String, _ kind: ProcessorKind, launch: UInt64) throws -> Processor {
      let rate = try #require(Rate(perMicrosecond: 350))
      let bandwidth = try #require(Rate(perMicrosecond: 1 << 30))
      return Processor(
        name: name,
        kind: kind,
        pool: Index(0),
        backend: Backend(name: "any", fallback: .eachOperator, support: .everything),
        performance: Performance(
          speeds: [.init(precision: .float32, kernel: .elementwise, rate: rate)],
          bandwidth: bandwidth,
          launch: Nanoseconds(launch)
        )
      )
    }
    return try Device(
      name: "soc",
      processors: [
        try processor("cpu", .cpu, launch: 999_000), try processor("gpu", .gpu, launch: 349_000),
        try processor("dla", .npu, launch: 459_000),
      ],
      pools: [MemoryPool(name: "ram", capacity: Bytes(1 << 20))],
      links: [],
      memoryBandwidth: nil
    )
  }

  private static let plan = Plan(
    steps: [
      Step(id: "first", .run(Index(0), on: Index(2), part: nil, precision: nil)),
      Step(id: "second", .run(Index(1), on: Index(1), part: nil, precision: nil)),
    ]
  )

  /// Asks about a first layer that takes what it would take on the second one's accelerator.
  private struct WrongAccelerator: Solver {
    func solve(_ query: Query) throws(SolverError) -> Answer {
      let assumptions = query.assumptions.values.map { assumption in
        guard assumption.name == "second after first",
          case .integerSymbol(let before) =
            assumption.formula.node.parts[0].parts[0].operation,
          case .integerSymbol(let after) = assumption.formula.node.parts[1].operation
        else { return assumption }
        let ready = IntegerTerm(before) + IntegerTerm(constant: 350_000)
        return Assumption(assumption.name, ready.isAtMost(IntegerTerm(after)))
      }
      return try ConfirmedSolver()
        .solve(
          Query(
            name: query.name,
            constraints: query.constraints,
            assumptions: assumptions,
            explanation: query.explanation,
            limit: query.limit
          )
        )
    }
  }

  @Test func chargedRightlyItIsLate() throws {
    let judgement = try Checker(ConfirmedSolver())
      .judge(Self.plan, for: try Self.task(), [.deadline], deadline: Nanoseconds(750_000))
    let finding = try #require(judgement.findings.first)
    #expect(finding.verdict == .refuted)
    guard case .comparison(let comparison) = finding.evidence else {
      Issue.record("\(finding.message)")
      return
    }
    #expect(comparison.planTime == Nanoseconds(460_000 + 350_000))
  }

  @Test func chargedWronglyItIsNoticed() throws {
    let task = try Self.task()
    #expect(throws: CheckingDefect.disagreement(.deadline, "only the simulator finishes late")) {
      try Checker(WrongAccelerator())
        .judge(Self.plan, for: task, [.deadline], deadline: Nanoseconds(750_000))
    }
  }
}
