import Quantities

/// Rows of tables for words, positions and segments, added and normalised.
enum EmbeddingNormalization: OperatorDefinition {
  static let kinds: [OperatorKind] = [.embedLayerNormalization, .qEmbedLayerNormalization]

  /// The normalised sum, the number of words of each sequence that the mask leaves, and the sum.
  static func outputTypes(of node: OperatorContext) throws(OperatorError) -> [TensorType] {
    let (words, table) = (try node.input(0), try node.input(2))
    try node.require(rank: 2...2, of: words, at: 0)
    try node.require(rank: 2...2, of: table, at: 2)
    for position in 2...4 {
      guard let other = node.optionalInput(position) else { continue }
      guard other.shape.rank == 2, other.shape[1] == table.shape[1] else {
        throw OperatorError.mismatch(
          "the tables have the shapes \(table.shape) and \(other.shape)"
        )
      }
    }
    var output = try table.reshaped([words.shape[0], words.shape[1], table.shape[1]])
    // Quantised tables have the element type of their scale when they are real again.
    let isQuantized = node.kind == .qEmbedLayerNormalization
    if isQuantized { output = output.with(try node.input(8).elementType) }
    return [output, TensorType(.int32, try Shape.checked([words.shape[0]])), output]
  }

  static func workClass(of node: OperatorContext) -> WorkClass { .normalization }

  static func splitRule(of node: OperatorContext, along dimension: Int) -> SplitRule? { nil }
}
