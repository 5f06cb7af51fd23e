public import Quantities

/// What one family of operators means: its shapes, its cost, and how its output may be split.
///
/// One conforming type in one file says all of it, and the catalogue lists the types.
public protocol OperatorDefinition: Sendable {
  /// The kinds it defines.
  static var kinds: [OperatorKind] { get }

  /// The types of the outputs.
  ///
  /// - Throws: `OperatorError` where inputs or attributes do not fit the operator.
  static func outputTypes(of node: OperatorContext) throws(OperatorError) -> [TensorType]

  /// Multiply-accumulates (or elementary operations) for the part of the first output in `slice`.
  static func operations(of node: OperatorContext, for slice: Slice?) -> Operations

  /// What each input must hold for an interval of the outputs along a dimension, or nil where the
  /// output cannot be computed in parts along it.
  static func splitRule(of node: OperatorContext, along dimension: Int) -> SplitRule?
}

/// An operator with the types of its inputs and the values of those that are small constants.
public struct OperatorContext: Hashable, Sendable {
  /// What the operator computes.
  public let kind: OperatorKind
  /// Its fixed parameters.
  public let attributes: Attributes
  /// The inputs; nil for one that is left out.
  public let inputs: [TensorType?]
  /// The values of inputs that are small integer constants.
  public let constants: [[Int64]?]
  /// The outputs, empty while they are not yet inferred.
  public let outputs: [TensorType]

  /// Makes a context.
  public init(
    kind: OperatorKind, attributes: Attributes, inputs: [TensorType?], constants: [[Int64]?],
    outputs: [TensorType] = []
  ) {
    self.kind = kind
    self.attributes = attributes
    self.inputs = inputs
    self.constants = constants
    self.outputs = outputs
  }
}

/// An operator whose inputs or attributes do not fit.
public enum OperatorError: Error, Hashable, Sendable {
  /// The model leaves out an input that the operator needs.
  case missingInput(position: Int)
  /// A sentence that says what does not fit.
  case mismatch(String)
  /// The output's shape depends on values that are known at run time only.
  case dataDependent(String)
  /// The resulting shape is out of bounds.
  case shape(ShapeError)
}
