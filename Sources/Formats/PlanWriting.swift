import Devices
import Documents
import Graphs
import Plans
import Quantities

/// The parts of a plan as JSON, indices turned into names.
struct PlanWriting {
  let graph: Graph
  let device: Device

  func json(_ step: Step) -> JSONValue {
    switch step.action {
    case .run(let node, let processor, let part, let precision):
      .object([
        "id": .text(step.id),
        "operator": .text(graph.operators[node].name),
        "processor": .text(device.processors[processor].name),
        "precision": precision.map { .text($0.rawValue) },
        "part": part.flatMap { json($0, in: graph.shapeOfFirstOutput(of: node)) },
      ])
    case .copy(let tensor, let source, let target, let part):
      .object([
        "id": .text(step.id),
        "copy": .text(graph.tensors[tensor].name),
        "from": .text(device.pools[source].name),
        "to": .text(device.pools[target].name),
        "part": part.flatMap { json($0, in: graph.tensors[tensor].shape) },
      ])
    }
  }

  func json(_ wait: Plan.Wait, of plan: Plan) -> JSONValue {
    [.text(plan.steps[wait.step].id), .text(plan.steps[wait.predecessor].id)]
  }

  /// The order of one processor, as in `"cpu": "arrival"`.
  func member(_ choice: Plan.OrderChoice) -> JSONValue.Member {
    .init(device.processors[choice.processor].name, .text(choice.order.rawValue))
  }

  func json(_ placement: Plan.Placement) -> JSONValue {
    .object([
      "pool": .text(device.pools[placement.pool].name),
      "tensor": .text(graph.tensors[placement.tensor].name),
      "part": placement.part.flatMap { json($0, in: graph.tensors[placement.tensor].shape) },
      "offset": .unsigned(placement.offset.amount),
    ])
  }

  private func json(_ slice: Slice, in shape: Shape) -> JSONValue {
    let axis = Axis.naming(dimension: slice.dimension, rank: shape.rank)
    return .object([
      "axis": axis.map { .text($0.rawValue) } ?? .integer(Int64(slice.dimension)),
      "start": .integer(Int64(slice.range.lowerBound)),
      "end": .integer(Int64(slice.range.upperBound)),
    ])
  }
}

extension Graph {
  /// The shape that parts of an operator are counted in; a scalar where it computes nothing.
  func shapeOfFirstOutput(of index: Index<Operator>) -> Shape {
    let first = operators[index].outputs.lazy.compactMap { $0 }.first
    return first.map { tensors[$0].shape } ?? .scalar
  }
}
