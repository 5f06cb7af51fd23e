/// A file that is not a readable ONNX model.
public enum ONNXError: Error, Hashable, Sendable {
  /// The file is of another format.
  case foreign(ForeignFormat)
  /// The bytes break the rules of the wire format at a position in the file.
  case malformed(offset: Int, WireFault)
  /// The description of the model without its weights is larger than is accepted.
  case oversized(offset: Int, ONNXLimit)
  /// The model was read, but is not one that can be run as a graph: every problem found.
  case problems([ONNXProblem])
}

/// A format that is often taken for ONNX.
public enum ForeignFormat: String, Hashable, Sendable {
  case empty
  case json
  case tensorFlowLite
  case zip
  case hierarchicalData
  case gguf
  case lfsPointer
}

/// A rule of the wire format that is broken.
public enum WireFault: Hashable, Sendable {
  /// A field is said to be longer than what is left of the message around it.
  case pastEnd(length: UInt64, available: Int)
  /// A number ends with the message around it, or has more than ten bytes.
  case brokenNumber
  /// A field has a number that no field can have.
  case fieldNumber(UInt64)
  /// A field is written in a way that no field, or not this field, is written.
  case wireType(field: Int, UInt8)
  /// A text is not UTF-8, or longer than is accepted.
  case text(field: Int)
  /// The decoder refused the message.
  case undecodable
}

/// A bound on what is read.
public enum ONNXLimit: Hashable, Sendable {
  case bytes(Int)
  case messages(Int)
}

extension ONNXError: CustomStringConvertible {
  public var description: String {
    switch self {
    case .foreign(let format): format.sentence
    case .malformed(let offset, let fault):
      "not a valid ONNX file: at byte \(offset) \(fault.sentence); the file may be truncated or of "
        + "another format, download or export it again"
    case .oversized(let offset, .bytes(let limit)):
      "at byte \(offset) the model has more than \(limit >> 20) MiB besides its weights, more than "
        + "is accepted"
    case .oversized(let offset, .messages(let limit)):
      "at byte \(offset) the model has more than \(limit) nodes, attributes, tensors and names, "
        + "more than is accepted"
    case .problems(let problems): Self.list(problems)
    }
  }

  private static let listed = 20

  private static func list(_ problems: [ONNXProblem]) -> String {
    guard problems.count > 1 else { return problems.first?.description ?? "the model is unusable" }
    let shown = problems.prefix(listed).map { "\n  " + $0.description }.joined()
    let rest = problems.count > listed ? "\n  … and \(problems.count - listed) more" : ""
    return "\(problems.count) problems:" + shown + rest
  }
}

extension ForeignFormat {
  fileprivate var sentence: String {
    switch self {
    case .empty: "the file is empty, not an ONNX model"
    case .json: "this is a text file (JSON?), not an ONNX model"
    case .tensorFlowLite:
      "this is a TensorFlow Lite model, not ONNX; convert it, for example with tf2onnx"
    case .zip:
      "this is a ZIP archive (a PyTorch or Core ML file?), not ONNX; export it with "
        + "torch.onnx.export"
    case .hierarchicalData: "this is an HDF5 file (Keras?), not ONNX; convert it with tf2onnx"
    case .gguf: "this is a GGUF file, not ONNX"
    case .lfsPointer:
      "this is a Git LFS pointer, not the ONNX model itself; fetch it with 'git lfs pull'"
    }
  }
}

extension WireFault {
  fileprivate var sentence: String {
    switch self {
    case .pastEnd(let length, let available):
      "a field of \(length) bytes begins where \(available) are left"
    case .brokenNumber: "a number does not end"
    case .fieldNumber(let number): "there is a field numbered \(number)"
    case .wireType(let field, let type): "field \(field) has the wire type \(type)"
    case .text(let field): "field \(field) is not UTF-8 text of at most 65,536 bytes"
    case .undecodable: "the model cannot be decoded"
    }
  }
}
