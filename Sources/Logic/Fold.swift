/// Computes a value for each node from the values of its parts, once for each node.
///
/// It uses no recursion, so that deep terms do not exhaust the stack.
package struct Fold<Value> {
  private var values: [NodeIdentity: Value] = [:]

  /// A fold that has computed nothing yet.
  package init() {}

  /// The value of the node; what was computed for its parts before is used again.
  ///
  /// - Complexity: linear in the number of distinct nodes not met before.
  package mutating func value<Failure>(
    of root: Node,
    combining combine: (Node, [Value]) throws(Failure) -> Value
  ) throws(Failure) -> Value {
    if root.parts.isEmpty { return try combine(root, []) }
    if let known = values[NodeIdentity(root)] { return known }
    var frames = [Frame(root)]
    while true {
      let top = frames.count - 1
      let node = frames[top].node
      if frames[top].values.count < node.parts.count {
        let part = node.parts[frames[top].values.count]
        if part.parts.isEmpty {
          frames[top].values.append(try combine(part, []))
        } else if let known = values[NodeIdentity(part)] {
          frames[top].values.append(known)
        } else {
          frames.append(Frame(part))
        }
        continue
      }
      let value = try combine(node, frames[top].values)
      values[NodeIdentity(node)] = value
      frames.removeLast()
      if top == 0 { return value }
      frames[top - 1].values.append(value)
    }
  }

  private struct Frame {
    let node: Node
    var values: [Value] = []

    init(_ node: Node) {
      self.node = node
      values.reserveCapacity(node.parts.count)
    }
  }
}

extension Fold: Sendable where Value: Sendable {}
