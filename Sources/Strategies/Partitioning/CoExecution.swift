import Devices
import Graphs
import Quantities

/// Two processors that compute parts of one operator at the same time: the host and one
/// accelerator, each with a strategy's predictor.
struct CoExecution: Sendable {
  /// One of the two processors.
  struct Side: Sendable {
    let processor: Index<Processor>
    /// The precision in which it computes floating-point operators; nil for the model's own.
    let precision: ElementType?
    let predictor: any LatencyPredictor
    /// Whether its backend runs each operator.
    private let accepted: Table<Operator, Bool>

    init(
      _ processor: Index<Processor>,
      of task: Task,
      in precision: ElementType? = nil,
      predictor: any LatencyPredictor
    ) {
      self.processor = processor
      self.precision = precision
      self.predictor = predictor
      let (graph, description) = (task.graph, task.device.processors[processor])
      accepted = Table(
        graph.operators.indices.map { node in
          let computed = Self.precision(precision, of: node, graph)
          return description.accepts(node, in: graph, precision: computed)
        }
      )
    }

    /// Whether its backend runs an operator or a part of it.
    func accepts(_ node: Index<Operator>, _ task: Task, _ part: Slice? = nil) -> Bool {
      guard accepted[node] else { return false }
      let support = task.device.processors[processor].backend.support
      guard part != nil, support.judgesParts(of: task.graph.operators[node].kind) else {
        return true
      }
      return support.accepts(
        node,
        in: task.graph,
        precision: precision(of: node, task),
        part: part
      )
    }

    /// The precision of an operator here: none for one that computes no real numbers.
    func precision(of node: Index<Operator>, _ task: Task) -> ElementType? {
      Self.precision(precision, of: node, task.graph)
    }

    private static func precision(
      _ precision: ElementType?,
      of node: Index<Operator>,
      _ graph: Graph
    ) -> ElementType? {
      guard precision != nil, let output = graph.onlyOutput(of: node),
        graph.tensors[output].type.elementType.isFloatingPoint
      else { return nil }
      return precision
    }
  }

  let task: Task
  let host: Side
  let accelerator: Side
  /// Measured durations of the model's own operators and of copies.
  let profile: LatencyProfile

  /// The predicted duration of loops on one side, one after the other; nil where it is not known.
  func duration(of nests: [LoopNest], on side: Side) -> Nanoseconds? {
    var sum = Nanoseconds.zero
    for nest in nests {
      guard let time = side.predictor.duration(of: nest) else { return nil }
      sum += time
    }
    return sum
  }

  /// The predicted duration of a whole group on one side; what no predictor knows is measured.
  func duration(of group: DividedGroup, on side: Side) -> Nanoseconds {
    if !group.nests.isEmpty, let time = duration(of: group.nests, on: side) { return time }
    return group.group.members.map { profile.duration(of: $0, on: side.processor) }.total()
  }

  /// The predicted duration of a divided group, both sides at the same time; nil where a side does
  /// not run its part.
  func duration(of group: DividedGroup, divided division: Division) -> Nanoseconds? {
    var longest = Nanoseconds.zero
    for (side, range) in [(host, division.host), (accelerator, division.accelerator)]
    where !range.isEmpty {
      guard group.isAllowed(division.cut, range, on: side, task),
        let time = duration(of: group.loops(division.cut, range), on: side)
      else { return nil }
      longest = max(longest, time)
    }
    return longest
  }

  // MARK: Steps

  /// Adds a whole group on one side.
  func add(_ group: DividedGroup, on side: Side, to steps: inout StepList) {
    for node in group.group.members {
      steps.run(node, on: side.processor, precision: side.precision(of: node, task))
    }
  }

  /// Adds the parts of a divided group.
  func add(_ group: DividedGroup, divided division: Division, to steps: inout StepList) {
    for node in group.group.members {
      for (side, range) in [(accelerator, division.accelerator), (host, division.host)]
      where !range.isEmpty {
        steps.run(
          node,
          on: side.processor,
          part: group.part(division.cut, range),
          precision: side.precision(of: node, task)
        )
      }
    }
  }
}
