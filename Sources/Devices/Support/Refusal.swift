/// A rule of a backend that an operator does not meet.
public struct Refusal: Hashable, Sendable {
  /// The rule's identifier inside its backend, such as `softmax-rank`.
  public let rule: String
  /// The rule with the operator's own numbers, in a clause: "rank(output) is 3, allowed 2, 4".
  public let reason: String
  /// Why the backend has the rule, in a clause; empty where its source does not say.
  public let because: String

  /// Makes a refusal.
  public init(rule: String, reason: String, because: String = "") {
    self.rule = rule
    self.reason = reason
    self.because = because
  }
}
