public import Quantities

/// One computation of the model.
public struct Operator: Hashable, Sendable {
  /// The node's name, or the name of its first output where the node has none.
  public let name: String
  /// What it computes.
  public let kind: OperatorKind
  /// The operator type as the model writes it; for operators of a known kind the kind's raw value.
  public let typeName: String
  /// Its fixed parameters.
  public let attributes: Attributes
  /// The tensors it reads; nil for an optional input that is left out.
  public let inputs: [Index<Tensor>?]
  /// The tensors it computes; nil for an optional output that is left out.
  public let outputs: [Index<Tensor>?]

  /// Makes an operator.
  public init(
    name: String,
    kind: OperatorKind,
    typeName: String? = nil,
    attributes: Attributes = Attributes(),
    inputs: [Index<Tensor>?],
    outputs: [Index<Tensor>?]
  ) {
    self.name = name
    self.kind = kind
    self.typeName = typeName ?? kind.rawValue
    self.attributes = attributes
    self.inputs = inputs
    self.outputs = outputs
  }
}
