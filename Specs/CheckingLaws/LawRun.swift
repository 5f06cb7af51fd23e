import Foundation

/// How many cases a law tries.
enum LawRun {
  /// The number in `PITFALL_LAW_RUNS`, 10,000 where it is not set.
  static var count: Int {
    ProcessInfo.processInfo.environment["PITFALL_LAW_RUNS"].flatMap { Int($0) } ?? 10_000
  }

  /// The seed of the first case, in `PITFALL_LAW_SEED`.
  static var firstSeed: UInt64 {
    ProcessInfo.processInfo.environment["PITFALL_LAW_SEED"].flatMap { UInt64($0) } ?? 1
  }

  /// Runs a law on all seeds, in parallel shares, and returns the outcomes in the order of seeds.
  static func outcomes<Outcome: Sendable>(
    runs: Int = count,
    _ law: @escaping @Sendable (UInt64) -> Outcome
  ) async -> [Outcome] {
    let shares = 4
    let first = firstSeed
    return await withTaskGroup(of: (Int, [Outcome]).self) { group in
      for share in 0..<shares {
        group.addTask {
          let range = (runs * share / shares)..<(runs * (share + 1) / shares)
          return (share, range.map { law(first + UInt64($0)) })
        }
      }
      var results = [[Outcome]](repeating: [], count: shares)
      for await (share, outcomes) in group { results[share] = outcomes }
      return results.flatMap { $0 }
    }
  }
}
