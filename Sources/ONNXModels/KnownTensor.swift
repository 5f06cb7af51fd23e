internal import Graphs

/// What is known of a tensor while a model is read.
struct KnownTensor {
  /// Where its value comes from.
  enum Source: Hashable {
    case input
    /// A weight, or what follows from constants and shapes alone.
    case constant
    case computed
  }

  let name: String
  let type: TensorType
  let source: Source
  /// Its values, where it is a constant of integers, or of few real numbers that are integers.
  var integers: [Int64]?
  /// Its values, where it is a stored constant of few real numbers.
  var reals: [Float]?

  init(
    name: String,
    type: TensorType,
    source: Source,
    integers: [Int64]? = nil,
    reals: [Float]? = nil
  ) {
    self.name = name
    self.type = type
    self.source = source
    self.integers = integers
    self.reals = reals
  }

  /// The tensor of the graph.
  var tensor: Tensor {
    let role: Tensor.Role =
      switch source {
      case .input: .input
      case .constant: .weight
      case .computed: .activation
      }
    return Tensor(name: name, type: type, role: role, constant: integers)
  }
}
