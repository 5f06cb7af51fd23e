import Graphs
import Testing

/// One operator, written briefly.
struct Example {
  private let context: OperatorContext

  init(
    _ kind: OperatorKind,
    _ inputs: [[Int]?],
    constants: [Int: [Int64]] = [:],
    outputs: Int = 1,
    _ attributes: [(name: String, value: Attributes.Value)] = [],
    type: ElementType = .float32
  ) throws {
    context = OperatorContext(
      kind: kind,
      attributes: Attributes(attributes),
      inputs: try inputs.map { try $0.map { TensorType(type, try Shape($0)) } },
      constants: inputs.indices.map { constants[$0] },
      outputCount: outputs
    )
  }

  func shapes() throws(OperatorError) -> [[Int]] {
    try OperatorCatalogue.outputTypes(of: context).map(\.shape.dimensions)
  }

  func shape() throws -> [Int] { try #require(try shapes().first) }

  func known() throws -> OperatorContext {
    context.with(
      outputs: Array(try OperatorCatalogue.outputTypes(of: context).prefix(context.outputCount))
    )
  }

  /// The refusal's sentence, or nil where the operator is accepted.
  func refusal() -> String? {
    do {
      _ = try shapes()
      return nil
    } catch {
      return error.description
    }
  }

  func folded() -> [[Int64]?] { OperatorCatalogue.foldedValues(of: context) }
}
