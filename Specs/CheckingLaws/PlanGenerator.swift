import Devices
import Graphs
import Plans
import Quantities

/// Makes plans that keep their obligations, apart from what no link can bring.
struct PlanGenerator {
  private var dice: Dice
  private let graph: Graph
  private let device: Device
  private let synchronization: Plan.Synchronization
  private var draft = PlanDraft()
  /// What lies where: the writing step, none for inputs.
  private var held: [Held] = []

  private struct Held {
    let tensor: Index<Tensor>
    let pool: Index<MemoryPool>
    let slice: Slice?
    let writer: Int?
  }

  init(
    _ dice: Dice,
    _ graph: Graph,
    _ device: Device,
    _ synchronization: Plan.Synchronization
  ) {
    self.dice = dice
    self.graph = graph
    self.device = device
    self.synchronization = synchronization
    held = graph.inputs.map {
      Held(tensor: $0, pool: device.hostPool, slice: nil, writer: nil)
    }
  }

  mutating func make() -> PlanDraft {
    for node in graph.operators.indices {
      let precision: ElementType? = dice.happens(percent: 12) ? .float16 : nil
      var processor = anyProcessor()
      for part in parts(of: node) {
        if dice.happens(percent: 60) { processor = anyProcessor() }
        add(.run(node, on: processor, part: part, precision: precision))
      }
    }
    return draft
  }

  private mutating func anyProcessor() -> Index<Processor> {
    Index(dice.roll(0...device.processors.count - 1))
  }

  /// All of an operator, or parts that make up all of it.
  private mutating func parts(of node: Index<Operator>) -> [Slice?] {
    guard let output = graph.operators[node].outputs.first.flatMap({ $0 }) else { return [nil] }
    let shape = graph.tensors[output].shape
    let dimension = dice.roll(0...shape.rank - 1)
    let isDivisible = Reach(graph: graph, node: graph.operators[node]).isDivisible
    guard shape[dimension] > 1, dice.happens(percent: isDivisible ? 40 : 6) else { return [nil] }
    let cut = dice.roll(1...shape[dimension] - 1)
    return [0..<cut, cut..<shape[dimension]].map { Slice(dimension: dimension, range: $0) }
  }

  private mutating func add(_ action: Step.Action) {
    if synchronization == .explicit || dice.happens(percent: 5) { bringInputs(of: action) }
    let step = draft.actions.count
    draft.actions.append(action)
    let touches = Touches(action, draft.plan(synchronization), graph, device)
    for read in touches.reads { wait(step, for: read) }
    held += touches.writes.map {
      Held(tensor: $0.tensor, pool: $0.pool, slice: $0.slice, writer: step)
    }
  }

  /// Inserts copies for what an action reads that does not lie in its pool.
  private mutating func bringInputs(of action: Step.Action) {
    for read in Touches(action, draft.plan(synchronization), graph, device).reads {
      for source in held where source.tensor == read.tensor && source.pool != read.pool {
        let missing = read.bits & ~present(read)
        let shape = graph.tensors[read.tensor].shape
        guard missing & shape.bits(of: source.slice) != 0,
          device.link(from: source.pool, to: read.pool) != nil
        else { continue }
        let isWhole = source.slice == nil && dice.happens(percent: 70)
        let slice = isWhole ? read.slice : source.slice
        add(.copy(read.tensor, from: source.pool, to: read.pool, part: slice))
      }
    }
  }

  private func present(_ read: Region) -> ElementBits {
    let shape = graph.tensors[read.tensor].shape
    return held.filter { $0.tensor == read.tensor && $0.pool == read.pool }
      .reduce(0) { $0 | shape.bits(of: $1.slice) }
  }

  private mutating func wait(_ step: Int, for read: Region) {
    guard synchronization == .explicit || dice.happens(percent: 10) else { return }
    let shape = graph.tensors[read.tensor].shape
    for source in held where source.tensor == read.tensor && source.pool == read.pool {
      guard let writer = source.writer, read.bits & shape.bits(of: source.slice) != 0,
        !draft.waits.contains(where: { $0.step == step && $0.predecessor == writer })
      else { continue }
      if !sharesQueue(writer, step) || dice.happens(percent: 20) {
        draft.waits.append((step, writer))
      }
    }
  }

  private func sharesQueue(_ left: Int, _ right: Int) -> Bool {
    switch (draft.actions[left], draft.actions[right]) {
    case (
      .run(_, on: let one, part: _, precision: _), .run(_, on: let other, part: _, precision: _)
    ): one == other
    default: false
    }
  }
}
