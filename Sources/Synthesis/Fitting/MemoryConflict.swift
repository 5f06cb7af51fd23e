package import Quantities

/// Why no plan of whole operators fits into memory: as few operators and pools as clash.
package struct MemoryConflict: Hashable, Sendable {
  /// The operators whose needs clash; without one of them the others fit.
  package let operators: [String]
  /// The pools whose capacities matter; with more room in one of them everything might fit.
  package let pools: [Excess]
  /// The tensors that these operators read and write, largest first.
  package let tensors: [Size]
  /// The weights that these operators read, in all.
  package let weights: Bytes

  /// A pool, and how much it lacks.
  package struct Excess: Hashable, Sendable {
    package let pool: String
    package let capacity: Bytes
    /// The least that has to be added to this pool alone for these operators; nil where nothing
    /// would do, or it was not worked out.
    package let lacks: Bytes?
  }

  /// A tensor's size.
  package struct Size: Hashable, Sendable {
    package let tensor: String
    package let bytes: Bytes
  }

  /// The conflict in one sentence.
  package var sentence: String {
    let names = operators.map { "'\($0)'" }
    let shown = names.prefix(6).joined(separator: ", ")
    let rest = names.count > 6 ? " and \(names.count - 6) more" : ""
    let sizes = tensors.prefix(6).map { "'\($0.tensor)' \($0.bytes.amount) bytes" }
    let rooms = pools.map { excess in
      "pool '\(excess.pool)' has \(excess.capacity.amount) bytes"
        + (excess.lacks.map { ", \($0.amount) too few" } ?? "")
    }
    let held = weights > .zero ? ["weights \(weights.amount) bytes"] : []
    return
      "no plan fits into memory: \(names.count == 1 ? "operator" : "operators") \(shown)\(rest) "
      + "\(names.count == 1 ? "needs" : "need") \((sizes + held).joined(separator: ", ")), but "
      + rooms.joined(separator: "; ")
  }
}
