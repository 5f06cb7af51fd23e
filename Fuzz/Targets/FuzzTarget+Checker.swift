import Checking
import Costs
import Devices
import Documents
import Formats
import Graphs
import Logic
import Plans
import Quantities
import Simulation
import Strategies
import Z3Solving

extension FuzzTarget {
  /// A plan for the fixed graph and device, drawn from bytes, judged and simulated.
  package static let checker = FuzzTarget(
    "checker",
    driver: "FuzzChecker",
    ending: "bin",
    mutations: 150
  ) { bytes in
    let task = Scene.task
    var draft = PlanDraft(bytes)
    let json = draft.plan(for: task)
    do throws(InputProblems) {
      let plan = try PlanFile.read(document(json), graph: task.graph, device: task.device).plan
      judge(plan, task)
      return .accepted
    } catch {
      return refused(error)
    }
  }

  /// The checker does not contradict itself, and the simulator agrees about deadlocks.
  private static func judge(_ plan: Plan, _ task: Task) {
    let limit = SolverLimit(resources: 300_000)
    let checker = Checker(Z3Solver(), limit: limit)
    let judgement: Judgement
    do {
      judgement = try checker.judge(
        plan,
        for: task,
        Obligation.allCases,
        deadline: Nanoseconds(100_000)
      )
    } catch {
      preconditionFailure("the checker contradicts itself: \(error)")
    }
    precondition(judgement.findings.count == Obligation.allCases.count, "a finding is missing")
    let program = judgement.subject.program
    let model = CostModel(graph: task.graph, device: task.device, condition: task.condition)
    let timeline = Simulator(program, model).run()
    precondition(
      (timeline == nil) == (judgement.subject.order == nil),
      "order and simulation differ about a deadlock"
    )
    precondition(
      timeline == Simulator(program, model).run(),
      "two simulations of one program differ"
    )
    if timeline == nil {
      let ordering = judgement.findings.first { $0.obligation == .ordering }
      precondition(ordering?.verdict == .refuted, "a deadlock that ordering does not refute")
    }
  }
}

/// A plan file drawn from bytes; it names what exists.
private struct PlanDraft {
  private var bytes: ArraySlice<UInt8>

  init(_ bytes: [UInt8]) {
    self.bytes = bytes[...]
  }

  /// A number below a bound; zero when the bytes are used up.
  private mutating func draw(_ bound: Int) -> Int {
    bytes.popFirst().map { Int($0) % bound } ?? 0
  }

  private mutating func draw<Owner, Value>(_ table: Table<Owner, Value>) -> Value {
    table.values[draw(table.count)]
  }

  mutating func plan(for task: Task) -> JSONValue {
    let synchronization = draw(2) == 0 ? Plan.Synchronization.implicit : .explicit
    let steps = (0..<draw(9)).map { step($0, task) }
    let names = (0..<steps.count).map { JSONValue.text("s\($0)") }
    let waits = names.isEmpty ? [] : (0..<draw(6)).map { _ in wait(names) }
    let placements = (0..<draw(4)).map { _ in placement(task) }
    return .object([
      "format": .text(PlanFile.format), "synchronization": .text(synchronization.rawValue),
      "steps": .list(steps), "after": .list(waits), "placements": .list(placements),
    ])
  }

  private mutating func step(_ position: Int, _ task: Task) -> JSONValue {
    let id = JSONValue.text("s\(position)")
    let graph = task.graph
    if draw(3) > 0 {
      let node = draw(graph.operators)
      let shape = node.outputs.first.flatMap { $0 }.map { graph.tensors[$0].shape }
      return .object([
        "id": id, "operator": .text(node.name),
        "processor": .text(draw(task.device.processors).name),
        "precision": draw(8) == 1 ? .text(ElementType.float16.rawValue) : nil,
        "part": part(of: shape ?? .scalar),
      ])
    }
    let tensor = draw(graph.tensors)
    let link = draw(task.device.links)
    return .object([
      "id": id, "copy": .text(tensor.name),
      "from": .text(task.device.pools[link.source].name),
      "to": .text(task.device.pools[link.target].name), "part": part(of: tensor.shape),
    ])
  }

  private mutating func wait(_ names: [JSONValue]) -> JSONValue {
    .list([names[draw(names.count)], names[draw(names.count)]])
  }

  private mutating func placement(_ task: Task) -> JSONValue {
    let tensor = draw(task.graph.tensors)
    return .object([
      "pool": .text(draw(task.device.pools).name), "tensor": .text(tensor.name),
      "part": part(of: tensor.shape), "offset": .integer(Int64(draw(256) * 256)),
    ])
  }

  /// A part that is not empty and inside the shape, or none.
  private mutating func part(of shape: Shape) -> JSONValue? {
    guard draw(2) == 1, shape.rank > 0 else { return nil }
    let dimension = draw(shape.rank)
    let start = draw(shape[dimension])
    let length = 1 + draw(shape[dimension] - start)
    return .object([
      "axis": .integer(Int64(dimension)), "start": .integer(Int64(start)),
      "end": .integer(Int64(start + length)),
    ])
  }
}
