/// Who decides in which order a processor takes its steps.
public enum QueueOrder: String, Hashable, Sendable, CaseIterable {
  /// The plan: list order, whatever is ready earlier.
  case listed
  /// The run: the step that became ready first, and of several the first in the list. The
  /// processor idles only where no step of its own is ready, as work-conserving runtimes do.
  case arrival
}
