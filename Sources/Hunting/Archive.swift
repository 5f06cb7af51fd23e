import Properties

/// The best find of each cell: property, cause and family.
///
/// One maximum over everything would hide all pitfalls but one.
struct Archive {
  /// A run that broke a property.
  struct Find: Sendable {
    let run: CaseRun
    let failure: Failure
    let number: UInt64
  }

  /// The cells in the order in which they were first reached.
  private(set) var cells: [Find] = []

  /// Takes a find if it is the worst of its cell so far; of equals the first counts.
  mutating func offer(_ find: Find) {
    guard let position = cells.firstIndex(where: { $0.failure.cause == find.failure.cause })
    else {
      cells.append(find)
      return
    }
    if find.failure.severity > cells[position].failure.severity { cells[position] = find }
  }
}
