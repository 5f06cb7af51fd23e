import Checking

/// What an obligation claims, as a formula in words, and how it is decided.
extension Obligation {
  /// The formula in words.
  var formula: String {
    switch self {
    case .coverage:
      "For every tensor that something reads or that is an output, and each of its elements: some "
        + "step computes it; and for every pool: at most one step computes it there."
    case .support:
      "For every step and every rule of the backend of the step's processor that speaks of the "
        + "operator: its kind, element types, shapes, attributes and part meet the rule."
    case .ordering:
      "For every set of finished commands that holds whatever its members wait for, and every "
        + "command that can run next: all that it reads is written, and nothing that is running "
        + "writes what it reads or reads what it writes."
    case .residency:
      "For every command and every part that it reads: what is written to the reader's pool, or "
        + "given there at the start, together contains the part."
    case .memory:
      "For every set of finished commands that holds whatever its members wait for, and every "
        + "pool: weights + tensors written or being written and not yet read for the last time "
        + "≤ capacity."
    case .deadline:
      "For all durations in the condition's ranges: end of the last command ≤ deadline."
    case .profit:
      "For all durations in the condition's ranges: end of the plan's last command ≤ end of the "
        + "best single processor's last command."
    }
  }

  /// What a verdict on it rests on.
  func ground(_ verdict: Verdict) -> String {
    switch (verdict, self) {
    case (.undecided, _): "Not decided; nothing is claimed."
    case (.proved, .profit), (.proved, .deadline):
      "The simulator ran it, and the solver found no durations that break the bound."
    case (.proved, _): "The solver was asked for a counterexample and answered that there is none."
    case (.refuted, .ordering), (.refuted, .memory):
      "The solver found a counterexample, and the simulator replayed it."
    case (.refuted, .profit), (.refuted, .deadline):
      "The simulator ran the counterexample that is drawn here."
    case (.refuted, _):
      "The solver named the parts that clash, and a direct reading without it named the same."
    }
  }
}
