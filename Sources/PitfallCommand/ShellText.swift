import Loading

/// Command lines.
enum ShellText {
  /// Words as a line that a shell splits into the same words.
  static func line(_ words: [String]) -> String {
    words.map(quoted).joined(separator: " ")
  }

  private static func quoted(_ word: String) -> String {
    let harmless = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_./:=,+@"
    if !word.isEmpty, word.unicodeScalars.allSatisfy(harmless.unicodeScalars.contains) {
      return word
    }
    var quoted = "'"
    for scalar in word.unicodeScalars {
      quoted += scalar == "'" ? "'\\''" : String(scalar)
    }
    return quoted + "'"
  }
}

extension TaskOptions {
  /// A command line with the same inputs, fit for a shell.
  func line(_ command: String, plan: String?, strategy: String?) -> String {
    var words = ["pitfall", command]
    if let plan { words.append(plan) }
    for (name, value) in [
      ("strategy", strategy), ("strategy-command", external.strategyCommand), ("model", model),
      ("frames", frames.map { "\($0)" }), ("device", device), ("condition", condition),
      ("passes", passes),
    ] {
      if let value { words += ["--\(name)", value] }
    }
    for range in dimensions { words += ["--dim", range.text] }
    if command == "report" { words += ["-o", "report.html"] }
    return ShellText.line(words)
  }
}
