package import Randomness

/// Searches of PISA's space, one after the other or side by side, and the best of what they find.
///
/// Search k starts from its own seed and its share of the evaluations depends only on their number,
/// so that the number of jobs leaves no trace.
package struct PISACampaign: Sendable {
  /// The evaluations so far.
  package private(set) var evaluationCount = 0
  /// The best find so far; of equals the first.
  package private(set) var best: PISASearch.Find?

  private let search: PISASearch
  private let seed: Seed
  private let workers: Workers
  private var searchCount: UInt64 = 0

  /// The most evaluations of one search; more are divided among several.
  private static let evaluationsPerSearch = 25_000

  /// Prepares a campaign.
  package init(_ search: PISASearch, seed: Seed, jobs: Int = 1) {
    self.search = search
    self.seed = seed
    workers = Workers(jobs: max(jobs, 1))
  }

  /// Makes so many evaluations, at least one.
  package mutating func advance(by evaluations: Int) {
    let count = max((evaluations + Self.evaluationsPerSearch - 1) / Self.evaluationsPerSearch, 1)
    let shares = (0..<count).map { evaluations * ($0 + 1) / count - evaluations * $0 / count }
    let (search, seed, first) = (search, seed, searchCount)
    let finds = workers.map(Array(shares.enumerated())) { position, share in
      search.run(evaluations: share, seed: seed.child(first + UInt64(position)))
    }
    searchCount += UInt64(count)
    evaluationCount += evaluations
    for find in finds {
      if let best, best.ratio >= find.ratio { continue }
      best = find
    }
  }
}
