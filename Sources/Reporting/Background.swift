package import Formats

/// What is known of a plan beyond its judgement; what is nil is not shown.
package struct Background: Sendable {
  /// The case that it was stored as.
  package var found: StoredCase?
  /// Whether its loss could have been avoided.
  package var avoidance: Avoidance?
  /// Where around it the loss persists.
  package var box: LossBox?

  /// Collects what is known.
  package init(found: StoredCase? = nil, avoidance: Avoidance? = nil, box: LossBox? = nil) {
    self.found = found
    self.avoidance = avoidance
    self.box = box ?? found?.box.map { LossBox($0) }
  }
}
