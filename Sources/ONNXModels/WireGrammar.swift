/// The messages that are read, and what becomes of each field on the way to the decoder.
///
/// Only graphs in attributes lead back to a message around them, and they are emptied beyond
/// `graphDepth`, so that the nesting is bounded. Of types only those of tensors are kept.
enum WireGrammar {
  case model, operatorSet, graph, node, attribute, tensor, sparseTensor, entry, valueInfo, type
  case tensorType, shape, dimension, function

  /// How deep graphs may lie in graphs.
  static let graphDepth = 8

  /// What becomes of a field.
  enum Rule {
    /// It is left out.
    case skip
    /// It is kept where it has one of these forms.
    case keep([WireReader.Form])
    /// It is kept and must be UTF-8.
    case text
    /// It is kept and its fields are looked at in turn.
    case message(WireGrammar)
    /// It is a graph inside a graph; too deep ones are kept without their content.
    case nested
    /// It holds values of a tensor, which are kept where they are few.
    case payload([WireReader.Form])
  }

  private static let number = Rule.keep([.number])
  private static let numbers = Rule.keep([.number, .counted])
  private static let bytes = Rule.keep([.counted])

  /// What becomes of the field of a number.
  func rule(for field: Int) -> Rule {
    fields[field] ?? .skip
  }

  private var fields: [Int: Rule] {
    switch self {
    case .model: Self.modelFields
    case .operatorSet: Self.operatorSetFields
    case .graph: Self.graphFields
    case .node: Self.nodeFields
    case .attribute: Self.attributeFields
    case .tensor: Self.tensorFields
    case .sparseTensor: Self.sparseTensorFields
    case .entry: Self.entryFields
    case .valueInfo: Self.valueInfoFields
    case .type: Self.typeFields
    case .tensorType: Self.tensorTypeFields
    case .shape: Self.shapeFields
    case .dimension: Self.dimensionFields
    case .function: Self.functionFields
    }
  }

  private static let modelFields: [Int: Rule] = [
    1: number, 2: .text, 7: .message(.graph), 8: .message(.operatorSet), 25: .message(.function),
  ]
  private static let operatorSetFields: [Int: Rule] = [1: .text, 2: number]
  private static let graphFields: [Int: Rule] = [
    1: .message(.node), 2: .text, 5: .message(.tensor), 11: .message(.valueInfo),
    12: .message(.valueInfo), 13: .message(.valueInfo), 15: .message(.sparseTensor),
  ]
  private static let nodeFields: [Int: Rule] = [
    1: .text, 2: .text, 3: .text, 4: .text, 5: .message(.attribute), 7: .text, 8: .text,
  ]
  private static let attributeFields: [Int: Rule] = [
    1: .text, 2: .keep([.fourBytes]), 3: number, 4: bytes, 5: .message(.tensor), 6: .nested,
    7: .keep([.fourBytes, .counted]), 8: numbers, 9: bytes, 10: .message(.tensor), 11: .nested,
    20: number, 21: .text, 22: .message(.sparseTensor),
  ]
  private static let tensorFields: [Int: Rule] = [
    1: numbers, 2: number, 4: .payload([.fourBytes, .counted]), 5: .payload([.number, .counted]),
    7: .payload([.number, .counted]), 8: .text, 9: .payload([.counted]),
    10: .payload([.eightBytes, .counted]), 11: .payload([.number, .counted]),
    13: .message(.entry), 14: number,
  ]
  private static let sparseTensorFields: [Int: Rule] = [1: .message(.tensor), 3: numbers]
  private static let entryFields: [Int: Rule] = [1: .text, 2: .text]
  private static let valueInfoFields: [Int: Rule] = [1: .text, 2: .message(.type)]
  private static let typeFields: [Int: Rule] = [1: .message(.tensorType)]
  private static let tensorTypeFields: [Int: Rule] = [1: number, 2: .message(.shape)]
  private static let shapeFields: [Int: Rule] = [1: .message(.dimension)]
  private static let dimensionFields: [Int: Rule] = [1: number, 2: .text]
  private static let functionFields: [Int: Rule] = [
    1: .text, 4: .text, 5: .text, 6: .text, 7: .message(.node), 9: .message(.operatorSet),
    10: .text, 11: .message(.attribute), 13: .text,
  ]
}
