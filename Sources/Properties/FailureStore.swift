/// A failure kept from an earlier run.
package struct StoredFailure: Hashable, Sendable {
  /// The name of the property that failed.
  package let property: String
  /// The choices of the shrunk case, printed.
  package let token: String
  /// What was wrong.
  package let failure: Failure
  /// The case as a text that outlives its generator, when the property gives one.
  package let concreteCase: String?
}

/// A place where failures outlive the run that found them.
///
/// Correctness never depends on it: a store that forgets costs only the time to find a failure
/// again. A permanent regression belongs into the source as an explicit replay.
package protocol FailureStore {
  /// What can go wrong with the place; `Never` for memory.
  associatedtype Problem: Error = Never

  /// Returns the failures of a property in a stable order.
  func failures(of property: String) throws(Problem) -> [StoredFailure]
  /// Keeps a failure; one with the same property and token is replaced.
  mutating func save(_ failure: StoredFailure) throws(Problem)
  /// Forgets a failure; one that is not there is forgotten already.
  mutating func remove(_ failure: StoredFailure) throws(Problem)
}

/// A store that lasts as long as its value.
package struct MemoryFailureStore: FailureStore, Hashable, Sendable {
  private var stored: [StoredFailure] = []

  /// Makes an empty store.
  package init() {}

  /// The failures kept for a property, in the order in which they were saved.
  package func failures(of property: String) -> [StoredFailure] {
    stored.filter { $0.property == property }
  }

  package mutating func save(_ failure: StoredFailure) {
    remove(failure)
    stored.append(failure)
  }

  package mutating func remove(_ failure: StoredFailure) {
    stored.removeAll { $0.property == failure.property && $0.token == failure.token }
  }
}
