internal import Graphs

/// Bounds how much arithmetic on constants one model gets.
struct FoldingBudget {
  /// Kinds whose result is kept as an operator even where its inputs are constant.
  static let neverFolded: Set<OperatorKind> = [
    .bernoulli, .dropout, .randomNormal, .randomNormalLike, .randomUniform, .randomUniformLike,
    .multinomial, .quantizeLinear, .dequantizeLinear, .dynamicQuantizeLinear,
  ]
  /// Values that are followed however much was computed before.
  private static let always = 64
  /// Values that are followed in all.
  private var remaining = 1 << 23

  /// The values of an operator's outputs, nil where they are not known or not followed.
  mutating func values(of context: OperatorContext) -> [[Int64]?] {
    let unknown = [[Int64]?](repeating: nil, count: context.outputCount)
    let read = context.constants.reduce(0) { $0 + ($1?.count ?? 0) }
    let sizes = context.outputs.map(\.shape.elementCount)
    let size = sizes.reduce(read) { $0 + min($1, 1 << 20) }
    if size > Self.always {
      guard size <= remaining else { return unknown }
      remaining -= size
    }
    return zip(OperatorCatalogue.foldedValues(of: context), context.outputs)
      .map { values, type in
        let isFollowed =
          !type.elementType.isFloatingPoint || type.shape.elementCount <= StoredTensor.followedReals
        guard let values, isFollowed, values.count == type.shape.elementCount else { return nil }
        return values
      }
  }
}
