public import Quantities

/// What one family of operators means: its shapes, its cost, and how its output may be split.
///
/// One conforming type in one file says all of it, and the catalogue lists the types. A context
/// without outputs reaches `outputTypes` only; the other rules are asked about contexts for which
/// `outputTypes` answered.
public protocol OperatorDefinition: Sendable {
  /// The kinds it defines.
  static var kinds: [OperatorKind] { get }

  /// The types of the outputs, all that the operator can have, whether the model uses them or not.
  ///
  /// - Throws: `OperatorError` where inputs or attributes do not fit the operator.
  static func outputTypes(of node: OperatorContext) throws(OperatorError) -> [TensorType]

  /// What kind of work it is.
  static func workClass(of node: OperatorContext) -> WorkClass

  /// Multiply-accumulates (or elementary operations) for the part of the first output in `slice`.
  static func operations(of node: OperatorContext, for slice: Slice?) -> Operations

  /// What each input must hold for an interval of the outputs along a dimension, or nil where the
  /// output cannot be computed in parts along it. The dimension is one of the first output's.
  static func splitRule(of node: OperatorContext, along dimension: Int) -> SplitRule?

  /// The values of outputs that follow from the constants; nil or left out where not known.
  static func foldedValues(of node: OperatorContext) -> [[Int64]?]
}

extension OperatorDefinition {
  static func workClass(of node: OperatorContext) -> WorkClass { .elementwise }

  static func operations(of node: OperatorContext, for slice: Slice?) -> Operations {
    Work.written(by: node, in: slice)
  }

  static func foldedValues(of node: OperatorContext) -> [[Int64]?] { [] }
}

/// Counting work.
enum Work {
  /// The largest work of an operator that is accepted: 2⁵⁰ operations.
  static let bound: UInt64 = 1 << 50

  /// The product, or just more than the bound where it is larger.
  static func product(_ factors: [Int]) -> Operations {
    var result: UInt64 = 1
    if factors.contains(where: { $0 <= 0 }) { return .zero }
    for factor in factors {
      let (product, overflow) = result.multipliedReportingOverflow(by: UInt64(factor))
      guard !overflow, product <= bound else { return Operations(bound + 1) }
      result = product
    }
    return Operations(result)
  }

  /// The number of elements of the first output, or of a slice of it.
  static func elements(of node: OperatorContext, in slice: Slice?) -> Int {
    guard let output = node.outputs.first else { return 0 }
    return output.shape.elementCount(in: slice)
  }

  /// One operation for each element written.
  static func written(by node: OperatorContext, in slice: Slice?) -> Operations {
    Operations(UInt64(elements(of: node, in: slice)))
  }

  /// The part of an operator's work that a slice of the first output has, in proportion.
  static func share(of whole: Operations, for node: OperatorContext, in slice: Slice?)
    -> Operations
  {
    let (part, all) = (elements(of: node, in: slice), elements(of: node, in: nil))
    return whole.scaled(by: UInt64(part), over: UInt64(max(all, 1))) ?? whole
  }

  /// One operation for each element read, in proportion to the part that is written.
  static func read(by node: OperatorContext, at position: Int = 0, in slice: Slice?) -> Operations {
    guard let input = node.optionalInput(position) else { return .zero }
    return share(of: Operations(UInt64(input.shape.elementCount)), for: node, in: slice)
  }
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
  ///
  /// A constant of real numbers counts where all of them are integers.
  public let constants: [[Int64]?]
  /// How many outputs the model asks for, left-out ones before the last included.
  public let outputCount: Int
  /// The outputs, empty while they are not yet inferred.
  public let outputs: [TensorType]

  /// Makes a context.
  public init(
    kind: OperatorKind,
    attributes: Attributes,
    inputs: [TensorType?],
    constants: [[Int64]?],
    outputCount: Int = 1,
    outputs: [TensorType] = []
  ) {
    self.kind = kind
    self.attributes = attributes
    self.inputs = inputs
    self.constants = constants
    self.outputCount = max(outputCount, outputs.count)
    self.outputs = outputs
  }

  /// The same operator with its outputs known.
  public func with(outputs: [TensorType]) -> OperatorContext {
    OperatorContext(
      kind: kind,
      attributes: attributes,
      inputs: inputs,
      constants: constants,
      outputCount: outputCount,
      outputs: outputs
    )
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

extension OperatorError: CustomStringConvertible {
  public var description: String {
    switch self {
    case .missingInput(let position): "input \(position) is left out"
    case .mismatch(let sentence), .dataDependent(let sentence): sentence
    case .shape(.outOfBounds(let dimensions)):
      "the output would have the extents \(dimensions), which is out of bounds"
    }
  }
}
