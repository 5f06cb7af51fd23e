import Formats

/// The worst case of each kind: cause by family of models, and device.
struct Atlas: Sendable {
  /// A cause in a family of models.
  struct Kind: Hashable, Comparable {
    let cause: String
    let family: String

    static func < (left: Self, right: Self) -> Bool {
      (left.cause, left.family) < (right.cause, right.family)
    }
  }

  /// What is known of a kind on a device.
  struct Cell: Hashable {
    /// The case with the greatest loss; of equals the first.
    let worst: CaseSummary
    let count: Int
  }

  /// The devices, sorted by name.
  let devices: [String]
  /// The kinds, sorted by cause, then by family.
  let kinds: [Kind]
  private let cells: [Kind: [String: Cell]]

  init(_ cases: [CaseSummary]) {
    var cells: [Kind: [String: Cell]] = [:]
    for item in cases {
      let kind = Kind(cause: item.cause, family: item.family)
      let known = cells[kind]?[item.device]
      let isWorse = (item.loss ?? 0) > (known?.worst.loss ?? 0)
      cells[kind, default: [:]][item.device] = Cell(
        worst: isWorse ? item : known?.worst ?? item,
        count: (known?.count ?? 0) + 1
      )
    }
    self.cells = cells
    devices = Set(cases.map(\.device)).sorted()
    kinds = cells.keys.sorted()
  }

  subscript(kind: Kind, device: String) -> Cell? { cells[kind]?[device] }
}
