/// One strategy for one model on one device in one condition.
package struct StudyCell: Hashable, Sendable {
  package let setting: StudySetting
  package let strategy: String
  /// What came of it.
  package let outcome: Outcome

  /// Makes a cell.
  package init(_ setting: StudySetting, strategy: String, outcome: Outcome) {
    self.setting = setting
    self.strategy = strategy
    self.outcome = outcome
  }

  /// What comes of asking a strategy.
  package enum Outcome: Hashable, Sendable {
    /// Its plan ran.
    case ran(StudyRun)
    /// It has no plan, for this reason.
    case declined(String)
  }

  /// The run, where there was one.
  package var run: StudyRun? {
    if case .ran(let run) = outcome { run } else { nil }
  }
}

/// A model on a device in a condition, by name.
package struct StudySetting: Hashable, Sendable {
  package let model: String
  package let device: String
  package let condition: String

  /// Names a setting.
  package init(model: String, device: String, condition: String) {
    self.model = model
    self.device = device
    self.condition = condition
  }
}
