import Properties
import Randomness

/// Searches side by side that learn nothing from each other, and the worst that all have found.
///
/// Run number n belongs to search n modulo their number, so that whole searches can be made by
/// different machines: together they find what one machine finds that makes them all.
struct Islands {
  /// How many searches there are.
  let count: UInt64
  /// The worst find of each cell, in the order in which the cells were first reached.
  private(set) var elites: [Archive.Find] = []
  /// The find with the fewest operators.
  private(set) var simplest: Archive.Find?

  private var archives: [Archive]
  private var places: [String: Int] = [:]
  /// What was found in the block of runs that is going on, and guides later blocks only.
  private var fresh: [(find: Archive.Find, seed: Seed)] = []
  private var block: UInt64 = 0

  /// How many runs of each search make a block.
  private static let runsPerBlock: UInt64 = 4

  /// Starts searches that have found nothing.
  init(count: UInt64) {
    self.count = max(count, 1)
    archives = [Archive](repeating: Archive(), count: Int(self.count))
  }

  /// The first number of the next block: a round must not go beyond.
  func blockEnd(after number: UInt64) -> UInt64 {
    let size = count * Self.runsPerBlock
    return (number / size + 1) * size
  }

  /// The number of a run's search.
  func island(of number: UInt64) -> UInt64 { number % count }

  /// Begins the block of a run: what earlier blocks found guides it.
  mutating func begin(_ number: UInt64) {
    let current = number / (count * Self.runsPerBlock)
    guard current != block else { return }
    block = current
    for (find, seed) in fresh { archives[Int(island(of: find.number))].offer(find, seed: seed) }
    fresh.removeAll()
  }

  /// Where the answers of a run come from: half of the runs are random, so that nothing is out of
  /// reach; the others change what their search has found, where it has found anything.
  func source(ofRun number: UInt64, seed: Seed) -> ChoiceSource {
    var stream = RandomStream(seed.child(1))
    if stream.happens(.even) { return .random(seed) }
    let archive = archives[Int(island(of: number))]
    guard let parent = archive.parent(&stream), let other = archive.parent(&stream) else {
      return .random(seed)
    }
    return Mutation.source(near: parent.run, other.run, seed: seed.child(0))
  }

  /// Takes a find of the block.
  mutating func offer(_ find: Archive.Find, seed: Seed) {
    fresh.append((find, seed))
    if simplest.map({ find.isSimpler(than: $0) }) ?? true { simplest = find }
    let cell = find.cell
    if let place = places[cell] {
      if find.failure.severity > elites[place].failure.severity { elites[place] = find }
    } else {
      places[cell] = elites.count
      elites.append(find)
    }
  }

  /// The worst find of all; of equals the first.
  var worst: Archive.Find? {
    elites.max { left, right in
      let (mine, theirs) = (left.failure.severity, right.failure.severity)
      return mine != theirs ? mine < theirs : left.number > right.number
    }
  }
}

extension Archive.Find {
  /// Whether it has fewer operators than another, or as many of fewer choices; of equals the first.
  fileprivate func isSimpler(than other: Archive.Find) -> Bool {
    (operators, run.sequence.choices.count, number)
      < (other.operators, other.run.sequence.choices.count, other.number)
  }

  /// The number of operators of its model.
  var operators: Int { run.measurement(Archive.operators) ?? .max }
}
