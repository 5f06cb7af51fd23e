public import Quantities

extension Graph {
  /// The same graph with every floating-point tensor in another element type.
  ///
  /// Shapes, operators and names stay; whether an operator is defined for the type is not asked.
  public func retyped(to type: ElementType) -> Graph {
    Graph(
      name: name,
      tensors: tensors.map { tensor in
        guard tensor.type.elementType.isFloatingPoint else { return tensor }
        return Tensor(
          name: tensor.name,
          type: TensorType(type, tensor.shape),
          role: tensor.role,
          constant: tensor.constant
        )
      },
      operators: operators,
      outputs: outputs
    )
  }

  /// The multiply-accumulates of all operators.
  public var multiplyAccumulates: Operations {
    operators.indices.map { multiplyAccumulates(of: $0) }.total()
  }
}
