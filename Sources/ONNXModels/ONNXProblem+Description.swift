internal import Graphs

extension ONNXProblem: CustomStringConvertible {
  public var description: String { tensorSentence ?? nodeSentence ?? "" }

  private var tensorSentence: String? {
    switch self {
    case .emptyGraph:
      "the file has no graph with operators; is it an ONNX model?"
    case .noOutputs: "the graph has no outputs, so nothing needs to be computed"
    case .unboundDimension(let name, let tensor):
      "tensor \(quoted(tensor)) has the symbolic dimension \(quoted(name)); give it a value, for "
        + "example --dim \(argument(name))=1"
    case .unknownDimension(let name, let known):
      "the model has no symbolic dimension \(quoted(name)); "
        + (known.isEmpty ? "all are fixed" : "it has " + known.map(quoted).joined(separator: ", "))
    case .dimensionValue(let name, let value):
      "dimension \(quoted(name)) is given the value \(value), expected 1 or more"
    case .untypedInput(let name):
      "input \(quoted(name)) is not a tensor with a shape; run shape inference on the model or "
        + "export it with tensor inputs"
    case .extents(let tensor, let extents):
      "tensor \(quoted(tensor)) has the extents \(list(extents)), which is out of bounds (at most "
        + "\(Limits.rank) dimensions, none negative, and 2^40 elements)"
    case .elementType(let tensor, let code):
      "tensor \(quoted(tensor)) has the element type \(Self.typeName(code)), which is not supported"
    case .payload(let tensor, let expected, let found):
      "tensor \(quoted(tensor)) holds \(found) values, but its shape has \(expected) elements"
    case .externalPath(let tensor, let path):
      "the external data of tensor \(quoted(tensor)) is at \(quoted(path)), outside the model's "
        + "folder; nothing is read from there, give a path relative to the model without '..'"
    case .duplicateTensor, .computedTwice, .nothingComputed, .undefinedTensor, .undefinedOutput,
      .cycle, .subgraph, .function, .unknownOperator, .misfit, .externalConstant, .surplusOutput,
      .graph:
      nil
    }
  }

  private var nodeSentence: String? {
    switch self {
    case .duplicateTensor(let name): "two inputs or weights are named \(quoted(name))"
    case .computedTwice(let tensor, let node):
      "\(node) computes \(quoted(tensor)), which is an input, a weight or computed elsewhere, too"
    case .nothingComputed(let node): "\(node) has no outputs"
    case .undefinedTensor(let name, let node):
      "\(node) reads \(quoted(name)), which is neither an input nor a weight and which no node "
        + "computes"
    case .undefinedOutput(let name): "the graph's output \(quoted(name)) is computed by no node"
    case .cycle(let nodes):
      "nodes depend on each other in a cycle, among them "
        + nodes.prefix(3).map(\.description).joined(separator: ", ")
    case .subgraph(let node, .run):
      "\(node): what runs inside is known at run time only, and the file does not give the shapes "
        + "of its outputs; fix the condition or the number of turns when exporting, simplify the "
        + "model, for example with onnxsim, or add the outputs to its value_info"
    case .subgraph(let node, .size):
      "written out, the branches and bodies of \(node) are too many nodes; export the model with "
        + "fewer turns"
    case .function(let node, .nesting):
      "\(node) calls functions that call each other too deep or without end"
    case .function(let node, .size): "written out, the functions that \(node) calls are too many"
    case .function(let node, .arguments):
      "\(node) has more inputs or outputs than the function that it calls"
    case .unknownOperator(let node, let output):
      "\(node): the operator is unknown and the file does not give the shape of its output "
        + "\(quoted(output)); add it to the model's value_info"
        + (node.typeName.hasPrefix("com.microsoft")
          ? ", or save the model without ONNX Runtime's fusions (ORT_ENABLE_BASIC)" : "")
    case .misfit(let node, let error): "\(node): \(error.description)"
    case .externalConstant(let node, let tensor, let path):
      "\(node) needs the numbers of \(quoted(tensor)), which are in the external file "
        + "\(quoted(path)), and that is not read; save small tensors inside the model, for example "
        + "with onnx.save_model(…, size_threshold=1024)"
    case .surplusOutput(let node, let output):
      "\(node): the operator has no such output as \(quoted(output)), which is read"
    case .graph(let error): error.description
    case .emptyGraph, .noOutputs, .unboundDimension, .unknownDimension, .dimensionValue,
      .untypedInput, .extents, .elementType, .payload, .externalPath:
      nil
    }
  }

  private func argument(_ name: String) -> String {
    let plain = name.utf8.allSatisfy {
      (0x30...0x39).contains($0) || (0x41...0x5A).contains($0) || (0x61...0x7A).contains($0)
        || $0 == UInt8(ascii: "_")
    }
    return plain ? name : quoted(name)
  }

  private func list(_ extents: [Int64]) -> String {
    "[" + extents.prefix(20).map(String.init).joined(separator: ", ")
      + (extents.count > 20 ? ", …" : "") + "]"
  }

  private static let typeNames: [Int32: String] = [
    0: "undefined", 14: "complex64", 15: "complex128",
  ]

  private static func typeName(_ code: Int32) -> String {
    typeNames[code] ?? "number \(code)"
  }
}

/// A name from a file in quotes, shortened and without control characters.
func quoted(_ name: String) -> String {
  var result = "'"
  for scalar in name.unicodeScalars.prefix(200) {
    switch scalar.properties.generalCategory {
    case .control, .format, .lineSeparator, .paragraphSeparator, .privateUse, .unassigned:
      result += "\\u{" + String(scalar.value, radix: 16) + "}"
    default: result.unicodeScalars.append(scalar)
    }
  }
  return result + (name.unicodeScalars.count > 200 ? "…'" : "'")
}
