import Graphs

/// Finds the node of a model that a runtime speaks of, although it renames nodes.
struct NodeMatching {
  /// How a name was found.
  enum Way: Hashable {
    case name
    case output
    case withoutSuffix
    /// The runtime named it by type and position, because it has no name of its own.
    case position
    /// By type and shape, because the model was written with other names.
    case shape
  }

  /// What a name turned out to be.
  enum Match: Hashable {
    case node(Int, Way)
    /// A weight or an input of the model.
    case constant
    /// Something that the runtime added of its own accord.
    case inserted
    case unknown
  }

  private let nodes: [ModelNode]
  private let byName: [String: Int]
  private let byOutput: [String: Int]
  private let constants: Set<String>

  init(_ nodes: [ModelNode]) {
    self.nodes = nodes
    var byName: [String: Int] = [:]
    var byOutput: [String: Int] = [:]
    for (position, node) in nodes.enumerated() {
      if byName[node.name] == nil { byName[node.name] = position }
      for output in node.outputs where byOutput[output] == nil { byOutput[output] = position }
    }
    self.byName = byName
    self.byOutput = byOutput
    constants = Set(nodes.flatMap(\.inputs).filter { byOutput[$0] == nil })
  }

  /// The types of what runtimes insert.
  private static let insertedTypes: Set<String> = [
    "ReorderInput", "ReorderOutput", "Reorder", "MemcpyFromHost", "MemcpyToHost", "Parameter",
    "Result", "Memcpy",
  ]

  /// The types of nodes that hold weights in one export of a model and are left out in another.
  private static let constantTypes: Set<String> = ["Constant", "ConstantOfShape"]

  /// What a runtime's name stands for.
  func match(_ name: String, typeName: String?, kind: ImportKind) -> Match {
    let forms = Self.forms(of: name)
    for (position, form) in forms.enumerated() {
      if let node = byName[form] { return .node(node, position == 0 ? .name : .withoutSuffix) }
      if let node = byOutput[form] { return .node(node, position == 0 ? .output : .withoutSuffix) }
    }
    if forms.contains(where: constants.contains) { return .constant }
    for form in forms {
      if let node = numbered(form) { return .node(node, .position) }
    }
    if let typeName, Self.constantTypes.contains(typeName) { return .constant }
    let type = typeName ?? String(name.prefix { $0 != "_" && $0 != "/" })
    let isMade =
      Self.insertedTypes.contains(type)
      || typeName == "Transpose" && (name == typeName || name.contains("_token_"))
      || name.hasPrefix("Memcpy")
    return isMade || kind == .openVINO && Self.isNumbered(name) ? .inserted : .unknown
  }

  /// The node of a name such as `ConstantOfShape_3`: the third, if that is its type and it has no
  /// name of its own.
  private func numbered(_ name: String) -> Int? {
    guard let mark = name.lastIndex(of: "_"), let position = Int(name[name.index(after: mark)...]),
      nodes.indices.contains(position), nodes[position].typeName == name[..<mark],
      nodes[position].name == nodes[position].outputs.first
    else { return nil }
    return position
  }

  /// Whether a name is one that OpenVINO makes for what its conversion adds, as `Concat_1008`.
  private static func isNumbered(_ name: String) -> Bool {
    guard let mark = name.lastIndex(of: "_"), mark > name.startIndex,
      name.first?.isUppercase == true
    else { return false }
    return name[name.index(after: mark)...].allSatisfy(\.isNumber)
      && name[..<mark].allSatisfy(\.isLetter)
  }

  /// A name and what is left of it when what runtimes append is taken off, bit by bit.
  private static func forms(of name: String) -> [String] {
    var forms = [name]
    var rest = name[...]
    if rest.hasPrefix("subgraph"), let colon = rest.firstRange(of: ": ") {
      rest = rest[colon.upperBound...]
      forms.append(String(rest))
    }
    while let shorter = withoutSuffix(rest), forms.count < 12 {
      rest = shorter
      forms.append(String(rest))
    }
    return forms
  }

  private static let suffixes = [
    "_kernel_time", "_fence_before", "_fence_after", "_nchwc", "/WithoutBiases", "_quantized",
    "/sink_port_0", "/fused",
  ]
  /// What stands before a number at the end.
  private static let marks = ["_token_", "__xeno_compat__", ":", "_nchwc_", "_"]

  private static func withoutSuffix(_ name: Substring) -> Substring? {
    for suffix in suffixes where name.hasSuffix(suffix) && name.count > suffix.count {
      return name.dropLast(suffix.count)
    }
    let digits = name.reversed().prefix { $0.isASCII && $0.isNumber }.count
    guard digits > 0, digits < name.count else { return nil }
    let head = name.dropLast(digits)
    for mark in marks where head.hasSuffix(mark) && head.count > mark.count {
      // A bare number may well be the model's own; a hash is long.
      if mark == "_", digits < 8 { return nil }
      return head.dropLast(mark.count)
    }
    return nil
  }
}
