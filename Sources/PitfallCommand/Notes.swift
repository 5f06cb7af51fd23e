import Documents
import Graphs
import Passes
import Quantities

/// What is said of a network on standard error.
enum Notes {
  /// Says so where operators stand between conversions to integers, which runtimes compute in
  /// integers.
  static func onConversions(in graph: Graph) {
    guard QuantizedUnits.apply(to: graph) else { return }
    Console.warn(
      "pitfall: what stands between DequantizeLinear and QuantizeLinear counts as computed in real "
        + "numbers; runtimes compute it in integers, as '--passes qdq' does"
    )
  }

  /// Says which operators are not known, so that only their launch and their data take time.
  static func onOpaqueOperators(in graph: Graph) {
    let opaque = graph.operators.values.filter { $0.kind == .opaque }
    guard let first = opaque.first else { return }
    var types: [String] = []
    for node in opaque where !types.contains(node.typeName) { types.append(node.typeName) }
    let names = types.prefix(5).map { escaped($0, limit: 80) } + (types.count > 5 ? ["…"] : [])
    Console.warn(
      opaque.count == 1
        ? "pitfall: one operator is not known and counts no work, only a launch and what it reads "
          + "and writes: \(names.joined()) \(quoted(first.name))"
        : "pitfall: \(opaque.count) operators are not known and count no work, only a launch and "
          + "what they read and write: \(names.joined(separator: ", ")); the first is "
          + "\(quoted(first.name))"
    )
  }
}
