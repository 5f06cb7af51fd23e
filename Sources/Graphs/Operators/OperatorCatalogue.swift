public import Quantities

/// The definition of every operator kind.
public enum OperatorCatalogue {
  /// The definition of a kind; opaque operators have none.
  public static func definition(of kind: OperatorKind) -> (any OperatorDefinition.Type)? {
    nil
  }
}

extension Graph {
  /// An operator with the types and known values of what it reads and computes.
  public func context(of index: Index<Operator>) -> OperatorContext {
    let node = operators[index]
    return OperatorContext(
      kind: node.kind, attributes: node.attributes,
      inputs: node.inputs.map { $0.map { tensors[$0].type } },
      constants: node.inputs.map { $0.flatMap { tensors[$0].constant } },
      outputs: node.outputs.compactMap { $0.map { tensors[$0].type } })
  }

  /// The work of an operator, or of a part of it.
  public func operations(of index: Index<Operator>, for slice: Slice? = nil) -> Operations {
    let context = context(of: index)
    guard let definition = OperatorCatalogue.definition(of: context.kind) else { return .zero }
    return definition.operations(of: context, for: slice)
  }

  /// What each input must hold for parts of an operator's output along a dimension, or nil where
  /// it cannot be split so. An opaque operator cannot be split.
  public func splitRule(of index: Index<Operator>, along dimension: Int) -> SplitRule? {
    let context = context(of: index)
    return OperatorCatalogue.definition(of: context.kind)?
      .splitRule(of: context, along: dimension)
  }
}
