package import Graphs
package import Properties
import Quantities
package import Randomness

/// Graphs near a real model: a stretch of its operators, some of them left out.
package enum GraphVariation {
  /// The most operators of a stretch.
  private static let most = 40

  /// Draws consecutive operators of a model, short stretches common, without some of those whose
  /// output is like their input.
  ///
  /// What a stretch reads from outside becomes an input, what is read outside of it an output, so
  /// that shapes stay as they are.
  package static func draw(near model: Graph, from test: inout TestCase) throws -> Graph {
    let count = model.operators.count
    guard count > 0 else { return model }
    let stretch = try test.stretch(of: count, longest: most)
    var kept: [Index<Operator>] = []
    var renamed: [Index<Tensor>: Index<Tensor>] = [:]
    for position in stretch {
      let node = Index<Operator>(position)
      let bypass = bypass(of: node, in: model)
      let isLeftOut = try test.boolean(
        bypass == nil || stretch.count == 1 ? .never : Odds(1, in: 8)
      )
      if isLeftOut, let bypass {
        renamed[bypass.output] = renamed[bypass.input] ?? bypass.input
      } else {
        kept.append(node)
      }
    }
    return (try? subgraph(kept, of: model, renamed)) ?? model
  }

  /// Draws a graph itself, with the given odds, or consecutive operators of it.
  package static func draw(
    fromWhole graph: Graph,
    whole odds: Odds,
    _ test: inout TestCase
  ) throws -> Graph {
    let count = graph.operators.count
    guard count > 0 else { return graph }
    let stretch = try test.stretch(of: count, all: odds)
    if stretch.count == count { return graph }
    return (try? subgraph(stretch.map { Index($0) }, of: graph, [:])) ?? graph
  }

  /// The input and output of an operator that can be joined without it; nil where they differ.
  private static func bypass(of node: Index<Operator>, in model: Graph)
    -> (input: Index<Tensor>, output: Index<Tensor>)?
  {
    let operation = model.operators[node]
    guard operation.outputs.count == 1, case let output?? = operation.outputs.first,
      case let input?? = operation.inputs.first, model.tensors[input].role != .weight,
      model.tensors[input].type == model.tensors[output].type
    else { return nil }
    return (input, output)
  }

  private static func subgraph(
    _ kept: [Index<Operator>],
    of model: Graph,
    _ renamed: [Index<Tensor>: Index<Tensor>]
  ) throws -> Graph {
    var builder = GraphBuilder(name: model.name)
    var added: [Index<Tensor>: Index<Tensor>] = [:]
    let inside = Set(kept.flatMap { model.operators[$0].outputs.compactMap { $0 } })
    func tensor(_ index: Index<Tensor>) throws -> Index<Tensor> {
      let source = renamed[index] ?? index
      if let known = added[source] { return known }
      let given = model.tensors[source]
      let isOutside = given.role == .activation && !inside.contains(source)
      let new = try builder.add(
        Tensor(
          name: given.name,
          type: given.type,
          role: isOutside ? .input : given.role,
          constant: given.constant
        )
      )
      added[source] = new
      return new
    }
    var read: Set<Index<Tensor>> = []
    for node in kept {
      let operation = model.operators[node]
      read.formUnion(operation.inputs.compactMap { $0.map { renamed[$0] ?? $0 } })
      try builder.add(
        Operator(
          name: operation.name,
          kind: operation.kind,
          typeName: operation.typeName,
          attributes: operation.attributes,
          inputs: try operation.inputs.map { try $0.map(tensor) },
          outputs: try operation.outputs.map { try $0.map(tensor) }
        )
      )
    }
    let ends = kept.flatMap { model.operators[$0].outputs.compactMap { $0 } }
      .filter { output in
        !read.contains(output) || model.outputs.contains(output)
      }
    return try builder.finish(outputs: ends.compactMap { added[$0] })
  }
}
