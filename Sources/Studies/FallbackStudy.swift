import Devices
import Graphs
package import Hunting
import Passes
import Quantities
import Strategies

/// How much of a network an accelerator, or co-execution on several, leaves to the CPU.
package struct FallbackStudy: Hashable, Sendable {
  /// The shares of one model; each counts operators of the model as it is in its file.
  package struct Row: Hashable, Sendable {
    package let model: String
    package let device: String
    package let operators: Int
    /// The operators that the GPU's backend refuses.
    package let refused: Int
    /// The operators that runtimes which run an operator on CPU and GPU at the same time have no
    /// parallel kernel for: all but convolutions, pools and fully connected layers.
    package let sequential: Int
    /// The same after normalisations and activations are fused into the operators before them.
    package let fusedOperators: Int
    package let fusedSequential: Int
    /// The operators that CoDL's plan in fact leaves whole, on one processor.
    package let whole: Int?

    /// Operators without a parallel kernel or refused, in thousandths of all.
    package var ratio: UInt64 { Ratio.thousandths(sequential, of: operators) }
  }

  /// A backend and how much of a model it refuses.
  package struct Refusal: Hashable, Sendable {
    package let backend: String
    package let model: String
    package let operators: Int
    package let refused: Int
    /// The kinds of operators that it refuses, in the order in which they occur.
    package let kinds: [String]
  }

  /// By model.
  package let rows: [Row]
  /// By backend and model.
  package let refusals: [Refusal]
}

extension FallbackStudy {
  /// Counts for the models of a study on its main device, and for backends.
  package init(_ study: Study, _ workers: Workers, _ progress: @escaping Study.Progress) {
    let counter = Counter(stage: "fallbacks", count: study.models.count, progress)
    let device = study.mainDevice
    let results = workers.map(study.models) { model in
      defer { counter.advance() }
      return (Self.row(model, device), study.backends.map { Self.refusal(of: model, by: $0) })
    }
    rows = results.compactMap(\.0)
    refusals = results.flatMap(\.1)
  }

  private static func row(_ model: Study.Model, _ device: Device) -> Row? {
    guard let gpu = device.processors.firstIndex(where: { $0.kind == .gpu }) else { return nil }
    let graph = model.graph
    let fused = (try? PassCatalogue.passes(named: "fuse").transformed(graph)) ?? graph
    let runner = CellRunner(graph, device, .calm)
    let plan = runner.outcome(of: CoDL())
    let run = if case .ran(let run) = plan { run } else { nil as StudyRun? }
    func sequential(_ graph: Graph) -> Int {
      graph.operators.indices.count { node in
        !graph.hasParallelKernel(node)
          || !device.processors[gpu].refusals(of: node, in: graph).isEmpty
      }
    }
    return Row(
      model: model.name,
      device: device.name,
      operators: graph.operators.count,
      refused: graph.operators.indices.count {
        !device.processors[gpu].refusals(of: $0, in: graph).isEmpty
      },
      sequential: sequential(graph),
      fusedOperators: fused.operators.count,
      fusedSequential: sequential(fused),
      whole: run.map { $0.operators - $0.divided }
    )
  }

  private static func refusal(of model: Study.Model, by backend: Backend) -> Refusal {
    let graph = model.graph
    let refused = graph.operators.indices.filter {
      !backend.support.refusals(of: $0, in: graph).isEmpty
    }
    var kinds: [String] = []
    for node in refused {
      let kind = graph.operators[node].kind.rawValue
      if !kinds.contains(kind) { kinds.append(kind) }
    }
    return Refusal(
      backend: backend.name,
      model: model.name,
      operators: graph.operators.count,
      refused: refused.count,
      kinds: kinds
    )
  }
}

extension Graph {
  /// Whether published co-execution runs an operator on several processors at the same time:
  /// convolutions, pools, fully connected layers (CoDL, MobiSys 2022, sections 6 and 8).
  fileprivate func hasParallelKernel(_ node: Index<Operator>) -> Bool {
    switch workClass(of: node) {
    case .convolution, .depthwiseConvolution, .transposedConvolution, .pooling: true
    case .matrixProduct:
      operators[node].inputs.compactMap { $0 }.count { tensors[$0].role != .weight } == 1
    default: false
    }
  }
}
