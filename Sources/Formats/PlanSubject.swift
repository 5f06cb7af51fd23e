package import Graphs

/// What a plan's graph is made of: models, in one or more frames each.
///
/// More than one model or frame stands for the union of them, whose names `Graph.union` prefixes.
package struct PlanSubject: Hashable, Sendable {
  /// The references to the models; none where the plan names none.
  package let models: [String]
  /// How many frames of each are in flight.
  package let frames: Int
  /// The values that the models' symbolic dimensions have, positive.
  package let dimensions: [String: Int]

  /// Makes a subject.
  package init(models: [String] = [], frames: Int = 1, dimensions: [String: Int] = [:]) {
    self.models = models
    self.frames = frames
    self.dimensions = dimensions
  }

  /// Makes the subject of one model in one frame, or of none.
  package init(_ model: String?, dimensions: [String: Int] = [:]) {
    self.init(models: model.map { [$0] } ?? [], dimensions: dimensions)
  }

  /// The only model, where there is one.
  package var only: String? { models.count == 1 ? models.first : nil }

  /// The graph, from those of the models in their order.
  package func graph(of graphs: [Graph]) throws(GraphError) -> Graph {
    try Graph.union(of: graphs, frames: frames)
  }
}
