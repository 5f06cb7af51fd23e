import Graphs
import Quantities

/// The nodes of a model that a source means although it has other names for them.
///
/// The source in its order against the model in its own: each item is the next node of its type
/// that computes as much from as much.
enum ShapeAlignment {
  /// What a source says of a node.
  struct Item {
    let name: String
    let typeName: String?
    let extents: [Int]?
    /// The extents of what it reads, weights among them, where the source says them.
    let inputs: [[Int]]
  }

  /// What became of the items.
  struct Result {
    /// The node of each item that has one, by the item's position.
    var nodes: [(item: Int, node: Int)] = []
    /// The names of items without a node.
    var missing: [String] = []
  }

  /// The nodes of the items; nil where fewer than nine in ten have one, or any has no extents.
  static func align(_ items: [Item], with model: ImportedModel, kind: ImportKind) -> Result? {
    var result = Result()
    var isUsed = [Bool](repeating: false, count: model.nodes.count)
    let matching = NodeMatching([])
    for (position, item) in items.enumerated() {
      if case .inserted = matching.match(item.name, typeName: item.typeName, kind: kind) {
        continue
      }
      guard let extents = item.extents, let type = item.typeName else { return nil }
      let node = model.nodes.indices.first { candidate in
        guard !isUsed[candidate], model.nodes[candidate].typeName == type,
          let index = model.nodes[candidate].operators.last
        else { return false }
        let node = model.graph.operators[index]
        let shapes = { (tensors: [Index<Tensor>?]) in
          tensors.compactMap { $0.map { model.graph.tensors[$0].shape.dimensions } }
        }
        let inputs = shapes(node.inputs)
        return shapes(node.outputs).first == extents
          && (inputs.count != item.inputs.count || inputs == item.inputs)
      }
      guard let node else {
        result.missing.append(item.name)
        continue
      }
      isUsed[node] = true
      result.nodes.append((position, node))
    }
    let (found, missing) = (result.nodes.count, result.missing.count)
    return found > 0 && missing * 10 <= found + missing ? result : nil
  }
}
