import Formats
import Hunting
import Plans

/// The cases of several hunts, or of shares of one, without those that say the same.
struct JoinedCases {
  /// The cases that are kept, by their names.
  let kept: [StoredCase]

  /// Joins cases; their order decides nothing.
  init(_ items: [StoredCase]) {
    var worst: [HuntCell: StoredCase] = [:]
    var others: [StoredCase] = []
    for item in items {
      guard let cell = HuntCell(item) else {
        others.append(item)
        continue
      }
      if let known = worst[cell], !Self.wasWorse(item, than: known) { continue }
      worst[cell] = item
    }
    let ordered = (Array(worst.values) + others)
      .map { (item: $0, name: CaseFile.name(of: $0)) }
      .sorted { left, right in
        if Self.rank(left.item) != Self.rank(right.item) {
          return Self.rank(left.item).comes(before: Self.rank(right.item))
        }
        return left.name < right.name
      }
    var seen: Set<CaseShape> = []
    kept = ordered.filter { seen.insert(CaseShape($0.item)).inserted }
      .sorted { $0.name < $1.name }
      .map(\.item)
  }

  /// Whether the find of a case was worse than that of another of its cell, or as bad and earlier.
  private static func wasWorse(_ item: StoredCase, than other: StoredCase) -> Bool {
    let (mine, theirs) = (found(item), found(other))
    if mine != theirs { return mine.comes(before: theirs) }
    return CaseFile.name(of: item) < CaseFile.name(of: other)
  }

  private static func found(_ item: StoredCase) -> CaseRank {
    CaseRank(item.origin.severity ?? 0, item.origin.run, "")
  }

  private static func rank(_ item: StoredCase) -> CaseRank {
    CaseRank(item.numbers?.severity ?? 1, item.origin.run, item.origin.cell ?? "")
  }
}

/// A cell of a hunt's search.
private struct HuntCell: Hashable {
  private let strategy: String
  private let command: String?
  private let against: String?
  private let againstCommand: String?
  private let passes: String?
  private let seed: String
  private let cell: String

  /// The cell that a case was the worst of; nil where no search has found it.
  init?(_ item: StoredCase) {
    guard let cell = item.origin.cell, item.origin.severity != nil else { return nil }
    self.cell = cell
    strategy = item.origin.strategy
    command = item.origin.command
    against = item.origin.against
    againstCommand = item.origin.againstCommand
    passes = item.origin.passes
    seed = item.origin.seed
  }
}

/// What distinguishes a stored case: strategy, property, cause, and the shape of its graph.
private struct CaseShape: Hashable {
  private let strategy: String
  private let property: String
  private let cause: String
  private let operators: GraphShape

  init(_ item: StoredCase) {
    strategy = item.origin.strategy
    property = item.claim.property
    cause = item.claim.cause
    operators = GraphShape(item.graph)
  }
}
