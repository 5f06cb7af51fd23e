/// One operation applied to its parts, immutable.
///
/// A class, because a rule such as a maximum of maxima uses the same part many times: with an
/// identity, each part is computed, printed and translated once, where a tree would be exponential.
package final class Node: Sendable {
  /// What is computed.
  package let operation: Operation
  /// What it is computed from, in order.
  package let parts: [Node]
  fileprivate let structuralHash: Int

  init(_ operation: Operation, _ parts: [Node] = []) {
    self.operation = operation
    self.parts = parts
    var hasher = Hasher()
    hasher.combine(operation)
    for part in parts { hasher.combine(part.structuralHash) }
    structuralHash = hasher.finalize()
  }

  /// Whether the two are the same part, or leaves that mean the same; takes constant time.
  func isIdentical(to other: Node) -> Bool {
    self === other || (parts.isEmpty && other.parts.isEmpty && operation == other.operation)
  }
}

extension Node: Hashable {
  /// Whether both compute the same in the same way; each pair of parts is compared once.
  package static func == (left: Node, right: Node) -> Bool {
    var pending = [(left, right)]
    var compared: Set<Pair> = []
    while let (first, second) = pending.popLast() {
      if first === second { continue }
      guard first.structuralHash == second.structuralHash,
        first.parts.count == second.parts.count,
        first.operation == second.operation
      else { return false }
      if first.parts.isEmpty { continue }
      let pair = Pair(first: ObjectIdentifier(first), second: ObjectIdentifier(second))
      guard compared.insert(pair).inserted else { continue }
      pending.append(contentsOf: zip(first.parts, second.parts))
    }
    return true
  }

  package func hash(into hasher: inout Hasher) {
    hasher.combine(structuralHash)
  }
}

private struct Pair: Hashable {
  let first: ObjectIdentifier
  let second: ObjectIdentifier
}

/// A node as itself, not as what it means: the key for what was computed once for it.
///
/// It keeps the node alive, so that no other node can take its place.
package struct NodeIdentity: Hashable {
  private let node: Node

  /// The identity of the node.
  package init(_ node: Node) {
    self.node = node
  }

  package static func == (left: Self, right: Self) -> Bool { left.node === right.node }

  package func hash(into hasher: inout Hasher) {
    hasher.combine(ObjectIdentifier(node))
  }
}
