import Devices
import Graphs
import Plans
import Quantities

/// The stretched network and where its operators run.
struct StretchedNetwork {
  private var draft: NetworkDraft
  /// The worker of each operator of the draft.
  private var workers: [StageSearch.Worker] = []
  private var predicted = Nanoseconds.zero
  private var outputs: [Index<Tensor>] = []
  private let graph: Graph
  private let task: Task
  private let search: StageSearch

  init(_ network: ResidualNetwork, _ task: Task, _ search: StageSearch) throws(NetworkDraft.Unfit) {
    graph = task.graph
    self.task = task
    self.search = search
    draft = NetworkDraft(name: task.graph.name + " (stretched)")
    let host = search.workers[0]
    var places: [Index<Tensor>: Index<Tensor>] = [:]
    for tensor in graph.inputs { places[tensor] = try draft.input(graph.tensors[tensor]) }
    try copy(network.stem, host, &places)
    guard var current = places[network.input] else {
      throw NetworkDraft.Unfit(reason: "its first stage reads what its stem does not compute")
    }
    for (number, stage) in network.stages.enumerated() {
      let choice = try search.choice(
        for: stage,
        reading: draft.builder[current].shape.dimensions
      )
      var results: [Index<Tensor>] = []
      for (worker, branch) in choice.branches {
        let name = "stage\(number + 1)/\(task.device.processors[worker.processor].name)"
        results.append(try branch.add(stage, name, after: current, to: &draft))
        place(on: worker)
      }
      current = results[0]
      if results.count > 1 {
        let axis = Attributes([("axis", .integer(1))])
        current = try draft.run(.concat, "stage\(number + 1)/concat", results, axis)
        place(on: host)
      }
      predicted += choice.time
    }
    places[network.output] = current
    try copy(network.head, host, &places)
    for output in graph.outputs {
      guard let place = places[output] else {
        throw NetworkDraft.Unfit(reason: "an output lies inside its stages")
      }
      outputs.append(place)
    }
  }

  /// Gives the operators that were added last to a worker.
  private mutating func place(on worker: StageSearch.Worker) {
    workers += Array(repeating: worker, count: draft.operators.count - workers.count)
  }

  /// Copies operators of the model; the first product after the stages reads as many features as
  /// they now have.
  private mutating func copy(
    _ nodes: [Index<Operator>],
    _ host: StageSearch.Worker,
    _ places: inout [Index<Tensor>: Index<Tensor>]
  ) throws(NetworkDraft.Unfit) {
    for index in nodes {
      let node = graph.operators[index]
      guard let output = graph.onlyOutput(of: index) else {
        throw NetworkDraft.Unfit(reason: "'\(node.name)' has several outputs")
      }
      var inputs: [Index<Tensor>?] = []
      for (position, input) in node.inputs.enumerated() {
        guard let input else {
          inputs.append(nil)
          continue
        }
        if places[input] == nil {
          let tensor = graph.tensors[input]
          guard tensor.role == .weight else {
            throw NetworkDraft.Unfit(reason: "'\(node.name)' reads from inside its stages")
          }
          let before = position == 1 ? inputs.first.flatMap { $0 } : nil
          let type = try fitted(tensor.type, of: node, reading: before)
          places[input] = try draft.weight(tensor.name, type, constant: tensor.constant)
        }
        inputs.append(places[input])
      }
      places[output] = try draft.run(
        node.kind,
        node.name,
        inputs,
        node.attributes,
        output: graph.tensors[output].name
      )
      place(on: host)
    }
  }

  /// A weight's type for an input that may have other features than in the model.
  private func fitted(_ type: TensorType, of node: Operator, reading input: Index<Tensor>?)
    throws(NetworkDraft.Unfit) -> TensorType
  {
    guard let input, type.shape.rank >= 2 else { return type }
    let shape = draft.builder[input].shape
    var extents = type.shape.dimensions
    switch node.kind {
    case .gemm:
      extents[node.attributes.integer("transB") == 1 ? 1 : 0] = shape.dimensions.last ?? 1
    case .matMul: extents[extents.count - 2] = shape.dimensions.last ?? 1
    case .conv:
      let groups = Int(clamping: node.attributes.integer("group") ?? 1)
      extents[1] = shape[1] / max(groups, 1)
    default: return type
    }
    return try NetworkDraft.type(type.elementType, extents)
  }

  /// The network with its plan; what the stem, the head and the concatenations take is measured.
  func proposal(_ provenance: Plan.Provenance) throws(NetworkDraft.Unfit) -> Proposal {
    let stretched = try draft.finish(outputs: outputs)
    var steps = StepList()
    var time = predicted
    for (node, worker) in zip(stretched.operators.indices, workers) {
      steps.run(node, on: worker.processor, precision: worker.precision)
      guard !stretched.operators[node].name.contains("/block") else { continue }
      let measured = worker.precision.map { stretched.retyped(to: $0) } ?? stretched
      time += LatencyProfile(of: measured, for: task, search.estimate)
        .duration(of: node, on: worker.processor)
    }
    let plan = steps.plan(provenance)
    return Proposal(
      plan: plan,
      predicted: time,
      graph: stretched,
      notes: Proposal.notes(plan, changed: stretched, for: task)
    )
  }
}
