public import Quantities

/// The definition of every operator kind.
public enum OperatorCatalogue {
  /// The families, in reading order.
  package static let families: [any OperatorDefinition.Type] = [
    Convolution.self, TransposedConvolution.self, Pooling.self, GlobalPooling.self,
    RegionPooling.self, MatrixProduct.self, GeneralMatrixProduct.self, ElementwiseFunction.self,
    Conversion.self, BroadcastFunction.self, Normalization.self, Exponential.self, Reduction.self,
    AlongDimension.self, Reshaping.self, Concatenation.self, Separation.self, Transposition.self,
    BlockMove.self, Repetition.self, Slicing.self, Padding.self, Gathering.self, Resampling.self,
    Generation.self, IndexedGathering.self, Scattering.self, OneHotEncoding.self, Selection.self,
    Recurrence.self, Attention.self, RotaryEmbedding.self, Contraction.self, GridSampling.self,
    GridGeneration.self, DeformableConvolution.self, Unpooling.self, Triangle.self,
    SequenceReversal.self, Centring.self, Determinant.self, FusedAttention.self,
    BlockQuantizedProduct.self, BlockQuantizedGathering.self, EmbeddingNormalization.self,
  ]

  private static let definitions: [OperatorKind: any OperatorDefinition.Type] = {
    var result: [OperatorKind: any OperatorDefinition.Type] = [:]
    for family in families {
      for kind in family.kinds { result[kind] = family }
    }
    return result
  }()

  /// The definition of a kind; opaque operators have none.
  public static func definition(of kind: OperatorKind) -> (any OperatorDefinition.Type)? {
    definitions[kind]
  }

  /// The types of the outputs, all that the operator can have, whether the model uses them or not.
  ///
  /// - Throws: `OperatorError` where inputs or attributes do not fit the operator, where the shape
  ///   depends on values that are not known, or where the work is more than 2⁵⁰ operations.
  public static func outputTypes(of node: OperatorContext) throws(OperatorError) -> [TensorType] {
    guard let definition = definition(of: node.kind) else {
      throw OperatorError.dataDependent("the operator is not in the catalogue")
    }
    let types = try definition.outputTypes(of: node)
    guard definition.operations(of: node.with(outputs: types), for: nil).amount <= Work.bound else {
      throw OperatorError.mismatch("the operator has more than 2^50 operations")
    }
    return types
  }

  /// The types of the outputs of an operator that keeps some of its input's elements, were it to
  /// keep so many; nil for other operators.
  ///
  /// - Throws: `OperatorError` where inputs or attributes do not fit the operator.
  package static func outputTypes(of node: OperatorContext, keeping count: Int)
    throws(OperatorError) -> [TensorType]?
  {
    try Selection.outputTypes(of: node, keeping: count)
  }

  /// What kind of work an operator with known outputs is; nil for an opaque one.
  public static func workClass(of node: OperatorContext) -> WorkClass? {
    definition(of: node.kind)?.workClass(of: node)
  }

  /// The work of an operator with known outputs, or of a part of it; none for an opaque one.
  public static func operations(of node: OperatorContext, for slice: Slice? = nil) -> Operations {
    definition(of: node.kind)?.operations(of: node, for: slice) ?? .zero
  }

  /// The values of the outputs, one entry for each, nil where they are not known or not small.
  public static func foldedValues(of node: OperatorContext) -> [[Int64]?] {
    let known = definition(of: node.kind)?.foldedValues(of: node) ?? []
    let values = known.map { $0.flatMap { $0.count <= Folding.elements ? $0 : nil } }
    return values + [[Int64]?](repeating: nil, count: max(0, node.outputCount - values.count))
  }

  /// What each input must hold for parts of an operator's outputs along a dimension of the first.
  ///
  /// Nil where the operator cannot be computed in such parts: where the definition says so, where
  /// the outputs do not have the same extent along the dimension, where they are not those that
  /// follow from the inputs, or where parts would share bytes.
  public static func splitRule(of node: OperatorContext, along dimension: Int) -> SplitRule? {
    guard let definition = definition(of: node.kind), let first = node.outputs.first,
      first.shape.dimensions.indices.contains(dimension),
      let types = try? definition.outputTypes(of: node), types.first == first,
      node.outputs.allSatisfy({
        $0.shape.rank > dimension && $0.shape[dimension] == first.shape[dimension]
      }),
      let own = definition.splitRule(of: node, along: dimension),
      let rule = own.inWholeBytes(of: node.outputs, along: dimension),
      rule.needs.count == node.inputs.count
    else { return nil }
    let areBounded = rule.needs.allSatisfy { need in
      guard case .interval(_, let map) = need else { return true }
      return map.isBounded(below: first.shape[dimension])
    }
    return areBounded ? rule : nil
  }
}
