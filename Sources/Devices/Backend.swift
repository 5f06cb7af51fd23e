public import Graphs

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
  /// Where the rules were read.
  public let sources: [String]
  /// What happens to refused operators.
  public let fallback: Fallback
  /// What it accepts.
  public let support: SupportTable

  /// Makes a backend.
  public init(
    name: String, summary: String = "", sources: [String] = [],
    fallback: Fallback = .eachOperator, support: SupportTable
  ) {
    self.name = name
    self.summary = summary
    self.sources = sources
    self.fallback = fallback
    self.support = support
  }
}

/// A rule of a backend that an operator does not meet.
public struct Refusal: Hashable, Sendable {
  /// The rule's identifier inside its backend, such as `softmax-rank`.
  public let rule: String
  /// The rule with the operator's own numbers, in a clause: "rank of output is 3, not 2 or 4".
  public let reason: String

  /// Makes a refusal.
  public init(rule: String, reason: String) {
    self.rule = rule
    self.reason = reason
  }
}

/// What a backend accepts: operator kinds with conditions.
public struct SupportTable: Hashable, Sendable {
  private let acceptsEverything: Bool

  private init(acceptsEverything: Bool) {
    self.acceptsEverything = acceptsEverything
  }

  /// Accepts every operator.
  public static let everything = SupportTable(acceptsEverything: true)

  /// Every rule that refuses the operator, none if it is accepted.
  ///
  /// - Parameters:
  ///   - precision: the element type in which floating-point inputs are computed, where the plan
  ///     names one.
  ///   - part: the share of the output that is computed, nil for all of it.
  public func refusals(of context: OperatorContext, precision: ElementType?, part: Slice?)
    -> [Refusal]
  {
    []
  }
}
