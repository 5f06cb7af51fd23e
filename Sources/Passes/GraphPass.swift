package import Graphs
import Quantities

/// A transformation of a network before it is planned; the result is a valid graph.
package protocol GraphPass: Sendable {
  /// The name with options, as it is asked for.
  var name: String { get }

  /// Transforms a graph.
  ///
  /// - Throws: `PassError` where the result would be no valid graph.
  func transformed(_ graph: Graph) throws(PassError) -> Graph
}

/// A pass that has no result.
package enum PassError: Error, Hashable, Sendable, CustomStringConvertible {
  /// The pass, the operator at which it stops, and the reason.
  case unsuited(pass: String, operation: String, reason: String)
  case unknownPass(String, known: [String])
  case badValue(String, pass: String, expected: String)

  package var description: String {
    switch self {
    case .unsuited(let pass, let operation, let reason):
      "pass '\(pass)' does not suit the network: at '\(operation)', \(reason)"
    case .unknownPass(let name, let known):
      "no pass is named '\(name)'; known are \(known.joined(separator: ", "))"
    case .badValue(let value, let pass, let expected):
      "'\(value)' is no value for pass '\(pass)'; expected \(expected)"
    }
  }
}

/// The passes by name, applied in the order in which they are named.
package enum PassCatalogue {
  /// Each pass as it is named, with its meaning.
  package static let entries: [(name: String, meaning: String)] = [
    ("prune:ratio=0.5", "leaves out that share of the channels between convolutions"),
    ("low-rank:ratio=0.5", "makes two thinner convolutions of each larger than 1×1"),
    ("quantise:type=int8", "computes in int8, or in fp16"),
    ("qdq", "computes in integers what stands between DequantizeLinear and QuantizeLinear"),
    ("fuse", "folds normalisations and activations into the convolutions before them"),
    (
      "fold",
      "makes one operator of elementwise ones that are a function of one tensor, and folds ReLU, "
        + "its clipped forms and biases into what computes what they read, as mobile runtimes do"
    ),
    ("memory", "gives the plan offsets in memory that regions reuse"),
  ]

  /// Passes over a network, in order, and whether memory is planned after it.
  package struct Selection: Sendable {
    /// The passes over the network, in the order in which they are named.
    package var graphPasses: [any GraphPass] = []
    /// Whether the plan gets offsets in memory.
    package var plansMemory = false

    /// The network after all passes over it.
    ///
    /// - Throws: `PassError` of the first pass that does not suit it.
    package func transformed(_ graph: Graph) throws(PassError) -> Graph {
      var result = graph
      for pass in graphPasses { result = try pass.transformed(result) }
      return result
    }
  }

  /// Finds passes written as `prune:ratio=0.5,fuse`.
  ///
  /// - Throws: `PassError` for an unknown name or a value that does not fit.
  package static func passes(named text: String) throws(PassError) -> Selection {
    var selection = Selection()
    for word in text.split(separator: ",") {
      if word == "memory" {
        selection.plansMemory = true
      } else if word == "fold" {
        selection.graphPasses += [UnaryChains(), Fusion.fold]
      } else {
        selection.graphPasses.append(try pass(named: String(word)))
      }
    }
    return selection
  }

  private static func pass(named text: String) throws(PassError) -> any GraphPass {
    let parts = text.split(separator: ":", maxSplits: 1).map(String.init)
    let option = parts.count > 1 ? parts[1] : nil
    switch parts.first ?? "" {
    case "prune": return ChannelPruning(ratio: try ratio(option, of: "prune"))
    case "low-rank": return LowRankDecomposition(ratio: try ratio(option, of: "low-rank"))
    case "fuse":
      guard let option else { return Fusion.fuse }
      throw .badValue(option, pass: "fuse", expected: "no option")
    case "fold": throw .badValue(option ?? "", pass: "fold", expected: "no option")
    case "qdq":
      guard let option else { return QuantizedUnits() }
      throw .badValue(option, pass: "qdq", expected: "no option")
    case "quantise":
      guard let option else { return Quantisation(type: .int8) }
      let types: [String: ElementType] = ["type=int8": .int8, "type=fp16": .float16]
      guard let type = types[option] else {
        throw .badValue(option, pass: "quantise", expected: "type=int8 or type=fp16")
      }
      return Quantisation(type: type)
    default:
      throw .unknownPass(parts.first ?? text, known: entries.map(\.name))
    }
  }

  /// A ratio in thousandths.
  private static func ratio(_ option: String?, of pass: String) throws(PassError) -> Int {
    guard let option else { return 500 }
    guard option.hasPrefix("ratio="), let value = Double(option.dropFirst("ratio=".count)),
      value > 0, value < 1
    else { throw .badValue(option, pass: pass, expected: "ratio= and a number between 0 and 1") }
    return min(max(Int((value * 1_000).rounded()), 1), 999)
  }
}

/// Computes in another element type: 8-bit quantisation, or half precision.
struct Quantisation: GraphPass {
  let type: ElementType

  var name: String { "quantise:type=\(type.rawValue)" }

  func transformed(_ graph: Graph) throws(PassError) -> Graph { graph.retyped(to: type) }
}

extension PassCatalogue {
  /// A ratio as it is asked for.
  static func text(_ thousandths: Int) -> String {
    var digits = String(String(thousandths + 1_000).dropFirst())
    while digits.count > 1, digits.hasSuffix("0") { digits.removeLast() }
    return "ratio=0.\(digits)"
  }
}
