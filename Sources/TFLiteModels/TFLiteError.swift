/// A file that is not a readable TensorFlow Lite model.
public enum TFLiteError: Error, Hashable, Sendable {
  /// The file is empty, or of another format.
  case foreign
  /// The bytes break the rules of FlatBuffers at a position in the file.
  case malformed(offset: Int, FlatBufferFault)
  /// The description of the model is larger than is accepted.
  case oversized(offset: Int, limit: Int)
  /// The model was read, but is not one that can be run as a graph: every problem found.
  case problems([TFLiteProblem])
}

/// A rule of the FlatBuffers format that is broken.
public enum FlatBufferFault: Hashable, Sendable {
  /// Something begins or ends outside the file.
  case pastEnd
  /// An offset leads outside the file.
  case offset(Int)
  /// A table or its list of fields is not inside the file.
  case table
  /// A field is not inside its table.
  case field(Int)
  /// A vector is said to have more elements than fit into the file.
  case vector(Int)
  /// A text is not UTF-8, or longer than is accepted.
  case text
}

/// One reason why a model cannot be made into a graph.
public enum TFLiteProblem: Hashable, Sendable {
  /// The model has no subgraph, or one without operators.
  case emptyGraph
  /// The graph has no outputs.
  case noOutputs
  /// A dimension was given a value; this format fixes all of them.
  case dimension(String)
  /// Something refers to an entry that is not there.
  case reference(String, index: Int, count: Int)
  /// A tensor's element type is not supported.
  case elementType(tensor: String, code: Int)
  /// A tensor has extents that none can have.
  case extents(tensor: String, [Int64])
  /// The operators do not make a graph.
  case graph(String)
}

/// Where an operator stands in the file.
public struct OperatorPlace: Hashable, Sendable {
  /// The operator type as the file writes it.
  public let typeName: String
  /// The position in the subgraph, counted from zero.
  public let position: Int
}

extension OperatorPlace: CustomStringConvertible {
  public var description: String { "operator \(position) (\(typeName.prefix(80)))" }
}

extension TFLiteError: CustomStringConvertible {
  public var description: String {
    switch self {
    case .foreign:
      "not a TensorFlow Lite model: the bytes 4 to 7 are not 'TFL3'; an older or other format must "
        + "be converted with TensorFlow's converter, and a download may be incomplete"
    case .malformed(let offset, let fault):
      "not a valid TensorFlow Lite model: at byte \(offset) \(fault.sentence); the file may be "
        + "truncated, download or convert it again"
    case .oversized(let offset, let limit):
      "at byte \(offset) the model has more than \(limit) entries besides its weights, more than "
        + "is accepted"
    case .problems(let problems):
      problems.count == 1
        ? problems[0].description
        : "\(problems.count) problems:"
          + problems.prefix(20).map { "\n  " + $0.description }.joined()
          + (problems.count > 20 ? "\n  … and \(problems.count - 20) more" : "")
    }
  }
}

extension FlatBufferFault {
  fileprivate var sentence: String {
    switch self {
    case .pastEnd: "something is read that lies outside the file"
    case .offset(let offset): "an offset of \(offset) leads outside the file"
    case .table: "a table does not lie inside the file"
    case .field(let index): "field \(index) does not lie inside its table"
    case .vector(let count): "a vector of \(count) elements does not fit into the file"
    case .text: "a name is not UTF-8 text of at most 65,536 bytes"
    }
  }
}

extension TFLiteProblem: CustomStringConvertible {
  public var description: String {
    switch self {
    case .emptyGraph: "the model has no operators"
    case .noOutputs: "the model has no outputs, so nothing needs to be computed"
    case .dimension(let name):
      "a TensorFlow Lite model has fixed shapes, there is no dimension \(quoted(name)) to give a "
        + "value; leave out --dim, or convert the model again for other shapes"
    case .reference(let what, let index, let count):
      "\(what) refers to number \(index), of which there are \(count)"
    case .elementType(let tensor, let code):
      "tensor \(quoted(tensor)) has the element type "
        + (Self.typeNames[code] ?? "number \(code)") + ", which is not supported"
        + (code == 14 ? "; it is a list of a loop: convert with a fixed batch, or unrolled" : "")
    case .extents(let tensor, let extents):
      "tensor \(quoted(tensor)) has the extents \(extents.prefix(20)), which is out of bounds"
    case .graph(let sentence): sentence
    }
  }
}

extension TFLiteProblem {
  /// The element types of the format that have no counterpart here.
  private static let typeNames = [
    8: "complex64", 11: "complex128", 14: "variant",
  ]
}

/// A name from a file in quotes, shortened and without control characters.
func quoted(_ name: String) -> String {
  let safe = name.unicodeScalars.prefix(200)
    .map { scalar -> String in
      switch scalar.properties.generalCategory {
      case .control, .format, .lineSeparator, .paragraphSeparator, .privateUse, .unassigned:
        "\\u{" + String(scalar.value, radix: 16) + "}"
      default: String(scalar)
      }
    }
    .joined()
  return "'" + safe + "'"
}
