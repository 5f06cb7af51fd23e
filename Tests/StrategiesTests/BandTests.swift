import Devices
import Graphs
import Plans
import Quantities
import Strategies
import Testing

/// Three models of one operator each, which take 1000, 600 and 200 ns on the host and half of that
/// on the accelerator.
@Suite("Band's schedulers hand out subgraphs in the order that their rules say")
struct BandTests {
  @Test(
    "known orders",
    arguments: [
      // The longest goes first, the shortest waits for the accelerator: 500 + 100.
      ("band:scheduler=heft", ["gpu", "cpu", "gpu"], 600),
      ("band:scheduler=sel", ["gpu", "cpu", "gpu"], 600),
      // Without deadlines models go in their order.
      ("band:scheduler=lst", ["gpu", "cpu", "gpu"], 600),
      // The third has the least time to spare, then the first; the second takes the host.
      ("band:scheduler=lst,deadlines=0.002+0.002+0.00015", ["gpu", "cpu", "gpu"], 700),
      // Accelerator, host, accelerator in turn.
      ("band:scheduler=fixed", ["gpu", "cpu", "gpu"], 600),
      ("band:scheduler=fixed,processors=cpu", ["cpu", "cpu", "cpu"], 1_800),
      ("band:scheduler=fixed,processors=cpu+gpu", ["cpu", "gpu", "gpu"], 1_000),
      // The host takes the first model, the accelerator the second and then the third.
      ("band:scheduler=round-robin", ["cpu", "gpu", "gpu"], 1_000),
    ]
  )
  func knownOrder(_ name: String, _ processors: [String], _ makespan: UInt64) throws {
    let proposal = try strategy(name).proposal(for: try task())
    #expect(try placed(proposal.plan) == processors)
    #expect(proposal.predicted == Nanoseconds(makespan))
    #expect(proposal.notes.isEmpty)
    let named = try #require(proposal.plan.strategy).name
    #expect(try StrategyCatalogue.strategy(named: named).provenance == proposal.plan.strategy)
  }

  /// Band drops a model that cannot be in time; a plan runs it last.
  @Test func lateModelsComeLast() throws {
    let late = try strategy("band:scheduler=lst,deadlines=0.0001+0.002")
      .proposal(for: try task())
    let last = try #require(late.plan.steps.values.last)
    guard case .run(let node, on: _, part: _, precision: _) = last.action else {
      Issue.record("the plan has a copy")
      return
    }
    #expect(node == Index(0))
    #expect(late.notes.count == 1)
    let note = try #require(late.notes.first)
    #expect(note.hasPrefix("model 1 was expected to miss its deadline of 0.0001 ms"))
    // Second on the accelerator until 300, third on the host until 200, then the first.
    #expect(late.predicted == Nanoseconds(800))
  }

  /// Without deadlines of its own `lst` takes the task's; other schedulers have no use for it.
  @Test func takesTheTasksDeadline() throws {
    let task = try task()
    let urgent = Task(graph: task.graph, device: task.device, deadline: Nanoseconds(150))
    for (name, same) in [
      ("band:scheduler=lst", "band:scheduler=lst,deadlines=0.00015"),
      ("band:scheduler=lst,deadlines=0.002", "band:scheduler=lst,deadlines=0.002"),
      ("band:scheduler=heft", "band:scheduler=heft"),
    ] {
      let proposal = try strategy(name).proposal(for: urgent)
      #expect(try proposal == strategy(same).proposal(for: task))
    }
    let late = try strategy("band:scheduler=lst").proposal(for: urgent)
    #expect(late.notes.count == 2)
  }

  @Test(
    "options that do not fit",
    arguments: [
      "band:scheduler=first", "band:deadlines=20", "band:scheduler=lst,deadlines=soon",
      "band:scheduler=lst,deadlines=1.2345678", "band:scheduler=lst,deadlines=4000000",
      "band:processors=gpu",
    ]
  )
  func badOptions(_ name: String) {
    #expect(throws: StrategyError.self) { try StrategyCatalogue.strategy(named: name) }
  }

  @Test func unknownProcessor() throws {
    let strategy = try strategy("band:scheduler=fixed,processors=dsp")
    let expected = StrategyError.unknownProcessor("dsp", known: ["cpu", "gpu"])
    let task = try task()
    #expect(throws: expected) { try strategy.proposal(for: task) }
  }

  private func strategy(_ name: String) throws -> any Strategy {
    try StrategyCatalogue.strategy(named: name + ",minimum=1")
  }

  /// The processor of each model.
  private func placed(_ plan: Plan) throws -> [String] {
    var result = ["", "", ""]
    for step in plan.steps.values {
      guard case .run(let node, on: let processor, part: _, precision: _) = step.action else {
        continue
      }
      result[node.value] = processor == Index(0) ? "cpu" : "gpu"
    }
    return result
  }

  private func task() throws -> Task {
    var builder = GraphBuilder(name: "three")
    var outputs: [Index<Tensor>] = []
    for (model, time) in [1_000, 600, 200].enumerated() {
      let weight = TensorType(.uint8, try Shape([time - 1]))
      let input = try builder.add(Tensor(name: "w\(model)", type: weight, role: .weight))
      let result = TensorType(.uint8, try Shape([1]))
      let output = try builder.add(Tensor(name: "o\(model)", type: result, role: .activation))
      try builder.add(
        Operator(
          name: "model\(model)",
          kind: .opaque,
          typeName: "Task",
          inputs: [input],
          outputs: [output]
        )
      )
      outputs.append(output)
    }
    return Task(graph: try builder.finish(outputs: outputs), device: try device())
  }

  private func device() throws -> Device {
    let processors = try [("cpu", ProcessorKind.cpu, 1_000), ("gpu", .gpu, 2_000)]
      .map { name, kind, bandwidth in
        Processor(
          name: name,
          kind: kind,
          pool: Index(0),
          backend: Backend(name: "any", support: .everything),
          performance: Performance(
            speeds: [],
            bandwidth: try #require(Rate(perMicrosecond: UInt64(bandwidth))),
            launch: .zero
          )
        )
      }
    return try Device(
      name: "pair",
      processors: processors,
      pools: [MemoryPool(name: "ram", capacity: Bytes(1 << 30))],
      links: [],
      memoryBandwidth: nil
    )
  }
}
