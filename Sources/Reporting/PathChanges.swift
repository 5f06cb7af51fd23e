import Quantities

/// What one critical path does more or less of than another, the longest first.
struct PathChanges: Hashable, Sendable {
  /// A part that differs.
  struct Change: Hashable, Sendable {
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
        return Change(name: after.name, amount: amount, isSaving: isSaving)
      }
      .filter { $0.amount > .zero }
    let least = max(before.total, after.total).amount / 200
    let long = all.filter { $0.amount.amount >= least }
    let told = long.isEmpty ? all : long
    isShortened = told.count < all.count
    changes = told.enumerated()
      .sorted { ($1.element.amount, $0.offset) < ($0.element.amount, $1.offset) }
      .map(\.element)
  }

  /// What there is less of.
  var savings: [Change] { changes.filter(\.isSaving) }
  /// What there is more of.
  var costs: [Change] { changes.filter { !$0.isSaving } }
}
