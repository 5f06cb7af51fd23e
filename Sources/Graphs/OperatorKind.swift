/// What an operator computes, named as in the ONNX operator specification.
///
/// The catalogue (`Operators/`) says what each kind means: shapes, cost, how it may be split.
public enum OperatorKind: String, Hashable, Sendable, CaseIterable {
  case conv = "Conv"
  case relu = "Relu"
  case add = "Add"
  /// An operator the catalogue does not know; its output types come from the model file.
  case opaque = "Opaque"
}
