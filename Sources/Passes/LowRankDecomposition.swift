import Graphs
import Quantities

/// Makes two convolutions of one: the k×k filters to few channels, then 1×1 to all.
///
/// The filters as a matrix of output channels × (input channels · k²) are taken to have a low rank,
/// as their singular value decomposition finds it: rank r costs r · (inputs · k² + outputs)
/// operations for each element in place of outputs · inputs · k². The ratio is that of both; an
/// operator for which no rank saves anything stays. Zhang et al., IEEE TPAMI 38(10), 2016,
/// doi:10.1109/TPAMI.2015.2502579.
struct LowRankDecomposition: GraphPass {
  /// The share of the operations that is left, in thousandths.
  let ratio: Int

  var name: String { "low-rank:" + PassCatalogue.text(ratio) }

  func transformed(_ graph: Graph) throws(PassError) -> Graph {
    var rewriting = try Rewriting(graph, by: name)
    for index in graph.operators.indices {
      let node = graph.operators[index]
      guard node.kind == .conv, (node.attributes.integer("group") ?? 1) == 1,
        let input = node.inputs.first.flatMap({ $0 }), node.inputs.count >= 2,
        let filters = node.inputs[1].map({ graph.tensors[$0].shape }), filters.rank == 4,
        filters[2] * filters[3] > 1, let output = node.outputs.first.flatMap({ $0 })
      else {
        try rewriting.add(index)
        continue
      }
      let (outputs, depth) = (filters[0], filters[1] * filters[2] * filters[3])
      let rank = outputs * depth * ratio / 1_000 / (outputs + depth) / 4 * 4
      guard rank >= 4, rank < outputs else {
        try rewriting.add(index)
        continue
      }
      let thin = try rewriting.addConvolution(
        node.name + "/thin",
        after: input,
        filters: [rank, filters[1], filters[2], filters[3]],
        bias: nil,
        node.attributes,
        output: node.name + "/thin/out"
      )
      let wide = try rewriting.addConvolution(
        node.name,
        reading: thin,
        filters: [outputs, rank, 1, 1],
        bias: node.inputs.count > 2 ? node.inputs[2] : nil,
        Attributes([("kernel_shape", .integers([1, 1]))]),
        output: graph.tensors[output].name
      )
      rewriting.place(output, at: wide)
    }
    return try rewriting.finish()
  }
}
