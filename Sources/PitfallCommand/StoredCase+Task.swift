import Formats
import Strategies

extension StoredCase {
  /// What the strategy was asked.
  var asked: Task { Task(graph: graph, device: device, condition: condition) }

  /// What its plan is for: the same with the network that the strategy made of the model.
  var planned: Task { asked.with(plannedGraph) }
}
