import Synchronization

/// Counts pieces of work that threads finish.
final class Counter: Sendable {
  private let done = Mutex(0)
  private let stage: String
  private let count: Int
  private let progress: Study.Progress

  /// Starts at zero of so many.
  init(stage: String, count: Int, _ progress: @escaping Study.Progress) {
    self.stage = stage
    self.count = count
    self.progress = progress
  }

  /// Counts one more, and tells of each twentieth of all.
  func advance() {
    let now = done.withLock { done in
      done += 1
      return done
    }
    guard now * 20 / count > (now - 1) * 20 / count else { return }
    progress(stage, now, count)
  }
}
