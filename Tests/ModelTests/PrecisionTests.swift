import Checking
import Devices
import Documents
import Formats
import Graphs
import Plans
import Quantities
import SecondOpinions
import Strategies
import Testing

/// What a step's `precision` says, and where it says nothing.
@Suite struct PrecisionTests {
  /// Each operator whole on one processor, in a precision.
  private static func plan(
    _ task: Task,
    _ steps: [(node: Int, processor: Index<Processor>, precision: ElementType?)],
    copies: [Step.Action] = []
  ) -> Plan {
    let runs = steps.map {
      Step.Action.run(Index($0.node), on: $0.processor, part: nil, precision: $0.precision)
    }
    return Plan(
      synchronization: .explicit,
      steps: (runs + copies).enumerated().map { Step(id: "s\($0.offset)", $0.element) }
    )
  }

  /// A plan that names the model's own precision is the plan that names none, under ranges of
  /// durations too, where a step of the plan must be recognised as the baseline's.
  @Test(arguments: ["heft", "single:processor=gpu"])
  func ownPrecisionSaysNothing(_ strategy: String) throws {
    let calm = try Bundle.task("resnet50", "snapdragon-855")
    let task = Task(
      graph: calm.graph,
      device: calm.device,
      condition: try Bundle.library().condition("jitter")
    )
    let silent = try StrategyCatalogue.strategy(named: strategy).plan(for: task)
    let steps = silent.steps.values.map { step in
      guard case .run(let node, on: let processor, let part, precision: nil) = step.action else {
        return step
      }
      return Step(id: step.id, .run(node, on: processor, part: part, precision: .float32))
    }
    let explicit = Plan(
      synchronization: silent.synchronization,
      strategy: silent.strategy,
      steps: steps,
      waits: silent.waits,
      orders: silent.orders
    )
    #expect(explicit != silent)
    let expected = try Checker(ConfirmedSolver()).judge(silent, for: task)
    let judgement = try Checker(ConfirmedSolver()).judge(explicit, for: task)
    #expect(judgement.findings.map(\.verdict) == expected.findings.map(\.verdict))
    #expect(judgement.findings.map(\.message) == expected.findings.map(\.message))
  }

  /// A tensor computed in half precision by one processor and in its own by another is copied from
  /// each pool as it lies there.
  @Test func copiesKeepThePrecisionOfTheirPool() throws {
    let task = try Bundle.task("squeezenet1_1", "snapdragon-855")
    let gpu = try #require(task.device.processor(named: "gpu"))
    let dsp = try #require(task.device.processor(named: "dsp"))
    let tensor = try #require(task.graph.operators[Index(0)].outputs[0])
    let pools = [gpu, dsp].map { task.device.processors[$0].pool }
    for (first, second) in [(0, 1), (1, 0)] {
      let runs: [(Int, Index<Processor>, ElementType?)] = [(0, gpu, .float16), (0, dsp, nil)]
      let plan = Self.plan(
        task,
        [runs[first], runs[second]],
        copies: pools.map { .copy(tensor, from: $0, to: task.device.hostPool, part: nil) }
      )
      let program = Program(plan, graph: task.graph, device: task.device)
      let bytes = program.commands.values.suffix(2).map { $0.writes[0].bytes.amount }
      // 64 channels of 111 x 111, of two and of four bytes each.
      let elements: UInt64 = 64 * 111 * 111
      #expect(bytes == [elements * 2, elements * 4])
    }
  }
}
