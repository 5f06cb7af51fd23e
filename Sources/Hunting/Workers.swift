import Dispatch
import Synchronization

/// Work that is divided among threads without a trace in its results.
package struct Workers: Sendable {
  /// How many threads work at once.
  let jobs: Int

  /// Makes so many threads available.
  package init(jobs: Int) {
    self.jobs = jobs
  }

  /// The results of independent pieces of work, in the order of the pieces.
  package func map<Piece: Sendable, Result: Sendable>(
    _ pieces: [Piece],
    _ work: @Sendable (Piece) -> Result
  ) -> [Result] {
    guard jobs > 1, pieces.count > 1 else { return pieces.map(work) }
    let results = Mutex([Result?](repeating: nil, count: pieces.count))
    let next = Mutex(0)
    DispatchQueue.concurrentPerform(iterations: min(jobs, pieces.count)) { _ in
      while true {
        let position = next.withLock { next in
          defer { next += 1 }
          return next
        }
        guard position < pieces.count else { return }
        let result = work(pieces[position])
        results.withLock { $0[position] = result }
      }
    }
    return results.withLock { $0 }.compactMap { $0 }
  }
}
