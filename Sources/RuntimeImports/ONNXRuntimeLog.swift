import Documents

/// ONNX Runtime's log of where nodes were placed, written at session creation.
///
/// The lines read `All nodes placed on [EP]. Number of nodes: N`, or
/// `Node(s) placed on [EP]. Number of nodes: N`, each of the latter followed by N lines
/// `Type (name)`. Source: onnxruntime, `core/framework/session_state.cc`,
/// VerifyEachNodeIsAssignedToAnEp.
struct ONNXRuntimeLog {
  private var placement = Placement(kind: .onnxRuntimeLog)
  private var current: (target: String, expected: Int, found: Int, place: Place)?
  private var seen: [String: Place] = [:]

  static func read(_ text: LogText) throws(InputProblems) -> Placement {
    var log = ONNXRuntimeLog()
    for line in text.lines { try log.read(line) }
    try log.close()
    guard !log.placement.targets.isEmpty else {
      throw LogText.problem(
        Place(file: text.file),
        "no line says where nodes were placed",
        cure: "set log_severity_level to 0 (verbose) before the session is made, and keep "
          + "standard error"
      )
    }
    return log.placement
  }

  private mutating func read(_ line: LogText.Line) throws(InputProblems) {
    if let target = line.text(after: "All nodes placed on [", until: "]") {
      try begin(target, line)
      placement.remainder = .target(target)
      if let count = line.number(after: "Number of nodes:") {
        placement.claims.append(.init(.allNodes, [count], at: line.place))
      }
      current = nil
    } else if let target = line.text(after: "ode(s) placed on [", until: "]") {
      try begin(target, line)
      guard let count = line.number(after: "Number of nodes:") else {
        throw LogText.problem(
          line.place,
          "the line does not say how many nodes are placed on \(quoted(target))",
          cure: "the log may be cut off; write it again"
        )
      }
      placement.claims.append(.init(.nodes(target: target), [count], at: line.place))
      current = (target, count, 0, line.place)
    } else if let open = current, open.found < open.expected, let node = Self.node(line.text) {
      placement.entries.append(
        Placement.Entry(
          name: node.name,
          typeName: node.type,
          target: open.target,
          place: line.place
        )
      )
      current?.found += 1
    }
  }

  /// A block begins: the one before it must be complete, and no target may come twice.
  private mutating func begin(_ target: String, _ line: LogText.Line) throws(InputProblems) {
    try close()
    if let before = seen[target] {
      throw LogText.problem(
        line.place,
        "nodes on \(quoted(target)) are listed again, first in line \(before.line): the log holds "
          + "more than one session",
        cure: "cut out the lines of one session, or make one session only"
      )
    }
    seen[target] = line.place
    placement.mention(target)
  }

  private func close() throws(InputProblems) {
    guard let current, current.found < current.expected else { return }
    throw LogText.problem(
      current.place,
      "\(current.expected) nodes on \(quoted(current.target)) are announced, \(current.found) are "
        + "listed",
      cure: "the log is cut off or filtered; write it again with log_severity_level 0 and keep "
        + "every line"
    )
  }

  /// The type and name of a line that ends with `Type (name)`.
  private static func node(_ text: Substring) -> (type: String, name: String)? {
    var rest = text
    while rest.last == " " || rest.last == "\u{1B}" { rest.removeLast() }
    if rest.hasSuffix("\u{1B}[m") { rest.removeLast(3) }
    guard rest.last == ")", let open = rest.firstRange(of: " (") else { return nil }
    // The type is the word before the name; a time stamp and a source line may stand before it.
    let head = rest[..<open.lowerBound]
    let type = head.split(separator: " ").last ?? ""
    guard !type.isEmpty, type.allSatisfy({ $0.isLetter || $0.isNumber || "_.-:".contains($0) })
    else { return nil }
    return (String(type), String(rest[open.upperBound...].dropLast()))
  }
}
