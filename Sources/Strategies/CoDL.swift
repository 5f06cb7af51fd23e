import Devices
import Graphs
public import Plans
import Quantities

/// CoDL: each operator divided by rows or output channels, with the cost of sharing in mind.
///
/// The GPU's share is one of eleven, 0 to 1 in steps of 0.1, along height or output channel; the
/// predicted time is T_trans + T_map + T_psync + max(T_cpu, T_gpu), the first three only where the
/// operator is not inside a chain (equation 2). Chains of operators with the same dimension and
/// share compute rows twice at their borders and share nothing (algorithm 1). Jia et al., MobiSys
/// 2022, doi:10.1145/3498361.3538932; constants from csu-eis/CoDL.
///
/// A device without a GPU is declined. Only convolutions, pools and fully connected layers are
/// divided, everything else is placed by MACE's rule, on which CoDL is built; chains are cut along
/// height. With GPU buffers instead of images only output channels are divided.
public struct CoDL: Strategy {
  /// How chains are found.
  public enum Search: String, Sendable, CaseIterable {
    /// Algorithm 1: from each head, the share and the length that gain most.
    case chain
    /// The published code's: neighbours that are cut along height with the same share.
    case heuristic
    /// No chains.
    case none
  }

  /// The options.
  public struct Options: Hashable, Sendable {
    public var search = Search.chain
    public var memory = GPUMemory.image
    public var estimate = Estimate.offline

    /// Makes the default options.
    public init() {}
  }

  private let options: Options
  private let predictors = PredictorShelf(.grid) { KernelPredictor($0, of: $1) }

  /// Makes the strategy with its usual options and one way to find chains.
  public init(search: Search) {
    var options = Options()
    options.search = search
    self.options = options
  }

  /// Makes the strategy.
  public init(_ options: Options = Options()) {
    self.options = options
  }

  public var provenance: Plan.Provenance {
    Plan.Provenance(
      "codl",
      version: "1",
      [
        ("search", options.search.rawValue, "chain"),
        ("gpu-memory", options.memory.rawValue, "image"),
        ("profile", options.estimate.name, "offline"),
      ]
    )
  }

  public func plan(for task: Task) throws(StrategyError) -> Plan {
    try proposal(for: task).plan
  }

  public func proposal(for task: Task) throws(StrategyError) -> Proposal {
    guard let gpu = task.device.processors.firstIndex(where: { $0.kind == .gpu }) else {
      throw .missingProcessor(.gpu, strategy: "codl")
    }
    let pair = CoExecution(
      task: task,
      host: side(task.device.host, task),
      accelerator: side(gpu, task),
      profile: LatencyProfile(of: task.graph, for: task, options.estimate)
    )
    var chains = ChainSearch(pair, options)
    chains.search()
    return chains.proposal(provenance)
  }

  private func side(_ processor: Index<Processor>, _ task: Task) -> CoExecution.Side {
    CoExecution.Side(
      processor,
      of: task,
      predictor: predictors.predictor(for: processor, in: .float32, task, options.estimate)
    )
  }
}

/// Where a GPU keeps its tensors.
public enum GPUMemory: String, Sendable, CaseIterable {
  /// Texture memory, in blocks of four channels.
  case image
  /// Linear memory.
  case buffer
}
