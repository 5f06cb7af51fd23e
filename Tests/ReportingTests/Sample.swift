import Checking
import Devices
import Documents
import Formats
import Graphs
import Plans
import Quantities
import Reporting
import Strategies
import Z3Solving

/// A judged plan: a chain of operators that goes to and fro between two processors.
struct Sample {
  let judgement: Judgement
  let context: ReportContext

  /// What is special about a sample.
  struct Options {
    var operators = 6
    /// What every name starts with.
    var prefix = ""
    /// What every name ends with.
    var suffix = ""
    var synchronization = Plan.Synchronization.implicit
    /// Waits by step position, the waiting one first.
    var waits: [(Int, after: Int)] = []
    /// The capacity of the second pool.
    var capacity = Bytes(1 << 30)
    /// Whether every step is on the first processor.
    var areAllOnCPU = false
    /// Whether the steps are listed last first.
    var isReversed = false
    /// Whether both processors together have no more bandwidth than one.
    var isBandwidthShared = true
    var obligations = Obligation.usual
  }

  init(_ options: Options = Options()) throws {
    func named(_ name: String) -> String { options.prefix + name + options.suffix }
    var builder = GraphBuilder(name: named("chain"))
    let type = TensorType(.float32, try Shape([1, 16, 32, 32]))
    var last = try builder.add(Tensor(name: named("x"), type: type, role: .input))
    for position in 0..<options.operators {
      let next = try builder.add(
        Tensor(name: named("t\(position)"), type: type, role: .activation)
      )
      try builder.add(
        Operator(
          name: named("relu\(position)"),
          kind: .relu,
          inputs: [last],
          outputs: [next]
        )
      )
      last = next
    }
    let graph = try builder.finish(outputs: [last])
    let device = try Self.device(named, options)
    let steps = (0..<options.operators)
      .map { position in
        Step(
          id: named("s\(position)"),
          .run(
            Index(position),
            on: Index(options.areAllOnCPU ? 0 : position % 2),
            part: nil,
            precision: nil
          )
        )
      }
    let plan = Plan(
      synchronization: options.synchronization,
      strategy: Plan.Provenance(name: named("zigzag"), version: named("1")),
      steps: options.isReversed ? steps.reversed() : steps,
      waits: options.waits.map { Plan.Wait(Index($0.0), after: Index($0.after)) }
    )
    let task = Task(graph: graph, device: device)
    judgement = try Checker(Z3Solver()).judge(plan, for: task, options.obligations)
    context = ReportContext(plan: named("plan.json"), plan, for: task)
  }

  /// Every operator computed half on each processor.
  var planOfHalves: Plan {
    let steps = judgement.subject.task.graph.operators.indices
      .flatMap { node in
        [0..<16, 16..<32].enumerated()
          .map { processor, rows in
            Step(
              id: "s\(node.value)-\(processor)",
              .run(
                node,
                on: Index(processor),
                part: Slice(dimension: 2, range: rows),
                precision: nil
              )
            )
          }
      }
    return Plan(steps: steps)
  }

  private static func device(_ named: (String) -> String, _ options: Options) throws -> Device {
    guard let rate = Rate(perMicrosecond: 10_000) else { throw NoRate() }
    let performance = Performance(
      speeds: [.init(precision: .float32, kernel: .elementwise, rate: rate)],
      bandwidth: rate,
      launch: Nanoseconds(5_000),
      activePower: 2_000,
      idlePower: 100
    )
    let backend = Backend(name: named("any"), sources: [named("made up")], support: .everything)
    return try Device(
      name: named("phone"),
      summary: named("A phone."),
      sources: [named("made up")],
      processors: [
        Processor(
          name: named("cpu"),
          kind: .cpu,
          pool: Index(0),
          backend: backend,
          performance: performance
        ),
        Processor(
          name: named("gpu"),
          kind: .gpu,
          pool: Index(1),
          backend: backend,
          performance: performance
        ),
      ],
      pools: [
        MemoryPool(name: named("main"), capacity: Bytes(1 << 30)),
        MemoryPool(name: named("local"), capacity: options.capacity),
      ],
      links: [
        Link(source: Index(0), target: Index(1), latency: Nanoseconds(70_000), bandwidth: rate),
        Link(source: Index(1), target: Index(0), latency: Nanoseconds(70_000), bandwidth: rate),
      ],
      memoryBandwidth: options.isBandwidthShared ? rate : nil
    )
  }

  private struct NoRate: Error {}

  var report: CounterexampleReport {
    CounterexampleReport(judgement, context, reproduction: ["pitfall verify \(context.plan)"])
  }

  /// The report on the plan held against the one of halves, made by a strategy of a name.
  func report(against name: String) -> CounterexampleReport {
    let rival = Background.Rival(
      name: name,
      title: name + " plan",
      planOfHalves,
      for: judgement.subject.task
    )
    return CounterexampleReport(
      judgement,
      context,
      Background(rival: rival),
      reproduction: ["pitfall verify \(context.plan)"]
    )
  }

  /// Places as in a file with a step on each line from the tenth.
  var places: PlanPlaces {
    let count = judgement.subject.program.plan.steps.count
    return PlanPlaces(
      steps: Table((0..<count).map { Place(file: "plan.json", line: 10 + $0, column: 5) }),
      waits: [],
      placements: []
    )
  }
}
