import Checking
import Quantities

/// What one critical path does more or less of than another, the longest first.
struct PathChanges: Hashable, Sendable {
  /// A part that differs.
  struct Change: Hashable, Sendable {
    let cause: LossSplit.Cause
    let name: String
    let amount: Nanoseconds
    /// Whether there is less of it than before.
    let isSaving: Bool
  }

  /// The changes of at least half a percent of the longer latency; all where none is so long.
  let changes: [Change]
  /// Whether shorter ones are left out.
  let isShortened: Bool

  /// Compares the parts of two latencies.
  init(from before: PathShares, to after: PathShares) {
    let all = zip(before.parts, after.parts)
      .map { before, after -> Change in
        let isSaving = after.time < before.time
        let amount =
          isSaving ? before.time.reduced(by: after.time) : after.time.reduced(by: before.time)
        return Change(cause: after.cause, name: after.name, amount: amount, isSaving: isSaving)
      }
    let net = Self.replacingFallbacks(in: all).filter { $0.amount > .zero }
    let least = max(before.total, after.total).amount / 200
    let long = net.filter { $0.amount.amount >= least }
    let told = long.isEmpty ? net : long
    isShortened = told.count < net.count
    changes = told.enumerated()
      .sorted { ($1.element.amount, $0.offset) < ($0.element.amount, $1.offset) }
      .map(\.element)
  }

  /// An operator that falls back is computed all the same: what fallbacks take more and other
  /// computation less is one change, by the difference.
  private static func replacingFallbacks(in changes: [Change]) -> [Change] {
    guard let computation = changes.first(where: { $0.cause == .computation && $0.isSaving }),
      let fallback = changes.first(where: { $0.cause == .fallback && !$0.isSaving }),
      fallback.amount > .zero
    else { return changes }
    let (less, more) = (computation.amount, fallback.amount)
    let net =
      more > less
      ? Change(
        cause: .fallback,
        name: "fallbacks (net)",
        amount: more.reduced(by: less),
        isSaving: false
      )
      : Change(
        cause: .computation,
        name: "computation (net)",
        amount: less.reduced(by: more),
        isSaving: true
      )
    return changes.filter { $0 != computation && $0 != fallback } + [net]
  }

  /// What there is less of.
  var savings: [Change] { changes.filter(\.isSaving) }
  /// What there is more of.
  var costs: [Change] { changes.filter { !$0.isSaving } }
}
