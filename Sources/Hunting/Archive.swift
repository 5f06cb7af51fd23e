import Properties
import Randomness

/// What a hunt remembers: for each cell its worst find and the one that its search stands at, and
/// one find for each ranking of strategies that was seen.
///
/// A cell is a property, a cause, a family and a granularity; one maximum over everything would
/// hide all pitfalls but one. Mouret and Clune, "Illuminating search spaces by mapping elites",
/// arXiv:1504.04909. Rankings as a measure of novelty are those of Nezha, Petsios et al., IEEE S&P
/// 2017, doi:10.1109/SP.2017.27.
struct Archive {
  /// A run that broke a property.
  struct Find: Sendable {
    let run: CaseRun
    let failure: Failure
    let number: UInt64

    /// What the find is the worst of.
    var cell: String {
      ([failure.cause] + run.labels.filter { $0.hasPrefix(Archive.granularity) })
        .joined(separator: "/")
    }
  }

  /// The finds of one kind.
  struct Cell: Sendable {
    /// The worst.
    var best: Find
    /// Where the search stands: a find that need not be the worst.
    var current: Find
    /// How often the search was offered another.
    var offerCount: UInt64 = 0
  }

  /// What labels of granularities and of rankings begin with.
  static let granularity = "granularity "
  static let ranking = "ranking "
  /// The measurement of how many operators the model of a find has.
  static let operators = "operators"

  /// The cells in the order in which they were first reached.
  private(set) var cells: [Cell] = []
  /// The first find of each ranking, the newest last.
  private(set) var novel: [Find] = []
  private var rankings: Set<String> = []

  private static let novelMax = 64

  /// Takes a find if it is the worst of its cell so far, of equals the first; lets the search of
  /// its cell stand there if it is as bad as where it stands, and by chance if it is less bad.
  mutating func offer(_ find: Find, seed: Seed) {
    remember(find)
    let key = find.cell
    guard let position = cells.firstIndex(where: { $0.best.cell == key }) else {
      cells.append(Cell(best: find, current: find))
      return
    }
    let severity = find.failure.severity
    if severity > cells[position].best.failure.severity { cells[position].best = find }
    let drop = cells[position].current.failure.severity - severity
    if drop <= 0 || Self.accepts(drop, after: cells[position].offerCount, seed) {
      cells[position].current = find
    }
    cells[position].offerCount += 1
  }

  private mutating func remember(_ find: Find) {
    let fresh = find.run.labels.filter { $0.hasPrefix(Self.ranking) && !rankings.contains($0) }
    guard !fresh.isEmpty else { return }
    rankings.formUnion(fresh)
    novel.append(find)
    if novel.count > Self.novelMax { novel.removeFirst() }
  }

  /// Whether a search accepts a find whose loss is less: with odds that are the ratio of the losses
  /// to a power which grows with the number of offers.
  ///
  /// The severity is a binary logarithm in units of 2⁻¹⁶, so that the power is a product and two to
  /// it a shift, linear in between.
  private static func accepts(_ drop: Int, after offers: UInt64, _ seed: Seed) -> Bool {
    let power = Int(min(1 + offers / 8, 32))
    let exponent = drop * power
    guard exponent >> 16 < 16 else { return false }
    let odds = (131_072 - UInt64(exponent & 0xffff)) >> UInt64(exponent >> 16 + 1)
    var stream = RandomStream(seed)
    return stream.below(65_536) < odds
  }

  /// A find to change: where a cell's search stands, the worst of a cell, or the first of some
  /// ranking; nil where there is none.
  func parent(_ stream: inout RandomStream) -> Find? {
    guard !cells.isEmpty else { return nil }
    let cell = cells[Int(stream.below(UInt64(cells.count)))]
    switch stream.below(8) {
    case 0..<4: return cell.current
    case 4, 5: return cell.best
    default:
      return novel.isEmpty ? cell.best : novel[Int(stream.below(UInt64(novel.count)))]
    }
  }
}
