import Checking
import Devices
import Documents
package import Graphs
package import Plans
import Quantities

/// A plan's graph in the language of Graphviz: who computes which part of each operator, and what
/// is copied.
package struct GraphDOT: Sendable {
  private let graph: Graph
  private let program: Program?

  /// Takes what a plan stands for.
  package init(_ program: Program) {
    graph = program.graph
    self.program = program
  }

  /// Takes a graph that nobody has planned for.
  package init(_ graph: Graph) {
    self.graph = graph
    program = nil
  }

  /// The document.
  package var text: String {
    var lines = [
      "digraph pitfall {",
      "  graph [label=\(Self.string(title)), "
        + "labelloc=t, fontname=\"sans-serif\"];",
      "  node [shape=box, style=filled, fillcolor=\"#ffffff\", fontname=\"sans-serif\"];",
      "  edge [color=\"#56616f\", fontname=\"sans-serif\", fontsize=10];",
    ]
    let work = runs
    lines += graph.operators.indices.map { node($0, work[$0]) }
    lines += graph.inputs.enumerated().map { input($0.element, $0.offset) }
    lines += edges(work)
    return (lines + ["}"]).joined(separator: "\n") + "\n"
  }

  private var title: [String] {
    [graph.name] + (program.map { ["on " + $0.device.name] } ?? [])
  }

  /// The parts of an operator and where they run.
  private struct Run {
    let processor: Index<Processor>
    let name: String
    let pool: Index<MemoryPool>
    let part: Slice?
  }

  private var runs: Table<Operator, [Run]> {
    var result = Table<Operator, [Run]>(repeating: [], count: graph.operators.count)
    guard let program else { return result }
    for command in program.commands.values {
      if case .run(let node, on: let processor, let part, precision: _) = command.action {
        let place = program.device.processors[processor]
        result[node]
          .append(Run(processor: processor, name: place.name, pool: place.pool, part: part))
      }
    }
    return result
  }

  // MARK: Nodes

  private func node(_ index: Index<Operator>, _ runs: [Run]) -> String {
    let node = graph.operators[index]
    let output = node.outputs.compactMap { $0 }.first
    let places = runs.prefix(12)
      .map { run in
        guard let part = run.part, let output else { return run.name }
        let rank = graph.tensors[output].shape.rank
        let axis = Axis.naming(dimension: part.dimension, rank: rank)?.rawValue ?? "dimension"
        return "\(run.name): \(axis) \(part.range.lowerBound) to \(part.range.upperBound)"
      }
    let lines =
      [node.name, node.typeName] + (places.isEmpty && program != nil ? ["not computed"] : places)
      + (runs.count > 12 ? ["and \(runs.count - 12) more"] : [])
    return "  o\(index.value) [label=\(Self.string(lines))\(fill(runs))];"
  }

  private func input(_ tensor: Index<Tensor>, _ number: Int) -> String {
    let item = graph.tensors[tensor]
    let label = Self.string([item.name, item.shape.description])
    return "  i\(number) [label=\(label), shape=ellipse];"
  }

  /// Colours by processor, in the order of parts and as wide as these are.
  private func fill(_ runs: [Run]) -> String {
    var shares: [(colour: String, amount: Int)] = []
    for run in runs {
      let colour = Palette.processors[run.processor.value % Palette.processors.count]
      let amount = max(run.part?.range.count ?? 1, 1)
      if let known = shares.firstIndex(where: { $0.colour == colour }) {
        shares[known].amount += amount
      } else {
        shares.append((colour, amount))
      }
    }
    guard let first = shares.first else { return program == nil ? "" : ", style=dashed" }
    guard shares.count > 1 else { return ", fontcolor=white, fillcolor=\"\(first.colour)\"" }
    let whole = shares.reduce(0) { $0 + $1.amount }
    // The last share takes the rest, so that rounding never adds up to more than one.
    let parts = shares.dropLast()
      .map { "\($0.colour);0.\(String(max(1_000 * $0.amount / whole, 1) + 1_000).dropFirst())" }
    let colours = (parts + [shares[shares.count - 1].colour]).joined(separator: ":")
    return ", style=striped, fontcolor=white, fillcolor=\"\(colours)\""
  }

  // MARK: Edges

  /// The copies of each tensor, by the pool they lead to.
  private var copies: Table<Tensor, [(pool: Index<MemoryPool>, words: String)]> {
    var result = Table<Tensor, [(pool: Index<MemoryPool>, words: String)]>(
      repeating: [],
      count: graph.tensors.count
    )
    guard let program else { return result }
    for command in program.commands.values {
      guard case .copy(let tensor, from: _, to: let pool, part: _) = command.action else {
        continue
      }
      let bytes = command.writes.map(\.bytes).total()
      result[tensor].append((pool, "\(program.name(of: command.queue)) \(bytes.inShort)"))
    }
    return result
  }

  private func edges(_ runs: Table<Operator, [Run]>) -> [String] {
    let copies = copies
    var lines: [String] = []
    for tensor in graph.tensors.indices where graph.tensors[tensor].role != .weight {
      let source: String
      if let producer = graph.producers[tensor] {
        source = "o\(producer.value)"
      } else if let number = graph.inputs.firstIndex(of: tensor) {
        source = "i\(number)"
      } else {
        continue
      }
      for reader in graph.consumers[tensor] {
        let pools = runs[reader].map(\.pool)
        let words = copies[tensor].filter { pools.contains($0.pool) }.map(\.words)
        let shown = words.prefix(4) + (words.count > 4 ? ["and \(words.count - 4) more"] : [])
        let look =
          words.isEmpty
          ? "" : " [label=\(Self.string(shown)), style=dashed, color=\"\(Palette.copy)\"]"
        lines.append("  \(source) -> o\(reader.value)\(look);")
      }
    }
    return lines
  }

  /// Lines of a label between quotation marks; neither escapes nor entities are left in them.
  private static func string(_ lines: some Sequence<String>) -> String {
    let safe = lines.map { line in
      var result = ""
      for scalar in escaped(line, limit: 80).unicodeScalars {
        switch scalar {
        case "\\": result += "\\\\"
        case "\"": result += "\\\""
        case "&": result += "&amp;"
        default: result.unicodeScalars.append(scalar)
        }
      }
      return result
    }
    return "\"" + safe.joined(separator: "\\n") + "\""
  }
}

/// The colours that all pictures on white share; letters on them are white.
enum Palette {
  /// By processor, and again from the start where there are more.
  static let processors = ["#2f6bd0", "#b8500b", "#0b7a6b", "#7d3fd0", "#a81f55", "#59636f"]
  static let copy = "#b3246e"
}
