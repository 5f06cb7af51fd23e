import Foundation

/// What people see of long work while it runs: on a terminal one line that changes.
struct ProgressLine {
  /// Whether standard error is a terminal.
  let isTerminal = isatty(FileHandle.standardError.fileDescriptor) == 1
  private var shown = ContinuousClock.now
  private var isOpen = false

  /// Shows a line in place of the one before, twice a second at most; elsewhere than on a terminal
  /// as a line of its own, if a pause is given and has passed.
  ///
  /// - Returns: whether it was time to.
  @discardableResult
  mutating func show(_ text: () -> String, elsewhereAfter pause: Duration? = nil) -> Bool {
    guard let least = isTerminal ? .milliseconds(500) : pause else { return false }
    let now = ContinuousClock.now
    guard now - shown >= least else { return false }
    shown = now
    if isTerminal {
      try? FileHandle.standardError.write(contentsOf: Data("\r\u{1B}[K\(text())".utf8))
      isOpen = true
    } else {
      Console.warn(text())
    }
    return true
  }

  /// Leaves the line.
  mutating func end() {
    if isOpen { try? FileHandle.standardError.write(contentsOf: Data("\r\u{1B}[K".utf8)) }
    isOpen = false
  }
}
