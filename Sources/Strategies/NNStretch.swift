public import Devices
import Graphs
public import Plans
import Quantities

/// NN-Stretch: each stage of a network becomes one branch for each processor.
///
/// It changes the network, which then needs training: a stage of depth d and width w becomes
/// branches of their own depths and widths that read the same input and are concatenated on the
/// CPU. Of all branches (depth 0.66–1 of the stage's, width 0.5–1) those are kept for which the
/// main processor has at least α of the stage's work in at most γ of its time, the others as little
/// time, and all together at least β of the work; α = 0.4, β = γ = 0.8. The published search ranks
/// what is left by the accuracy of a trained supernet; here the fastest stage wins, and of equals
/// the one with more work. Latencies are measured, not modelled. Wei et al., MobiSys 2023,
/// doi:10.1145/3581791.3596870; rule and constants from `tools/elastic_search.py`.
///
/// Only networks of residual stages between a stem and a head are stretched, others declined. The
/// processors are the CPU, the GPU and the DSP, as far as the device has them; with the CPU alone
/// the task is declined. A stage for which the rule keeps nothing stays one branch on the processor
/// that is fastest. What has no branch runs on the CPU.
public struct NNStretch: Strategy {
  /// The options.
  public struct Options: Hashable, Sendable {
    /// The kinds of processor that get branches, besides the CPU.
    public var partners: [ProcessorKind] = [.gpu, .dsp]
    /// Whether steps compute in 8 bits, on a GPU in half precision, as the published models do.
    public var isQuantised = true
    public var estimate = Estimate.offline

    /// Makes the default options.
    public init() {}
  }

  private let options: Options

  /// Makes the strategy.
  public init(_ options: Options = Options()) {
    self.options = options
  }

  public var provenance: Plan.Provenance {
    let partners = options.partners.map(\.rawValue).joined(separator: "+")
    return Plan.Provenance(
      "nn-stretch",
      version: "1",
      [
        ("partners", partners, "gpu+dsp"), ("quantise", options.isQuantised ? "yes" : "no", "yes"),
        ("profile", options.estimate.name, "offline"),
      ]
    )
  }

  public func plan(for task: Task) throws(StrategyError) -> Plan {
    try proposal(for: task).plan
  }

  public func proposal(for task: Task) throws(StrategyError) -> Proposal {
    let partners = options.partners.compactMap { kind in
      task.device.processors.indices.first {
        task.device.processors[$0].kind == kind && task.device.isConnected($0)
      }
    }
    guard !partners.isEmpty else {
      throw .missingProcessor(options.partners.first ?? .gpu, strategy: "nn-stretch")
    }
    do throws(NetworkDraft.Unfit) {
      let network = try ResidualNetwork(task.graph)
      let search = StageSearch(task, options, workers: [task.device.host] + partners)
      return try StretchedNetwork(network, task, search).proposal(provenance)
    } catch {
      throw .unsuitedModel(
        "it stretches networks of residual stages only, and \(error.reason)",
        strategy: "nn-stretch"
      )
    }
  }
}
