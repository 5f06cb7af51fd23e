/// The operator-support rules of one runtime on one kind of processor.
public struct Backend: Hashable, Sendable {
  /// What the runtime does with operators that the backend refuses.
  public enum Fallback: Hashable, Sendable {
    /// Each refused operator runs on the host by itself.
    case eachOperator
    /// The whole model runs on the host if any operator is refused.
    case wholeModel
    /// Only the largest accepted partitions stay, at most so many, each with at least so many
    /// operators; everything else runs on the host.
    case partitions(most: Int, smallest: Int)
  }

  /// The name, as in a device file's `backend: mace-gpu`.
  public let name: String
  /// What it is, in words.
  public let summary: String
  /// The kinds of processor that it drives; empty for any.
  public let processors: [ProcessorKind]
  /// Where the rules were read.
  public let sources: [String]
  /// What happens to refused operators.
  public let fallback: Fallback
  /// What it accepts.
  public let support: SupportTable

  /// Makes a backend.
  public init(
    name: String,
    summary: String = "",
    processors: [ProcessorKind] = [],
    sources: [String] = [],
    fallback: Fallback = .eachOperator,
    support: SupportTable
  ) {
    self.name = name
    self.summary = summary
    self.processors = processors
    self.sources = sources
    self.fallback = fallback
    self.support = support
  }
}
