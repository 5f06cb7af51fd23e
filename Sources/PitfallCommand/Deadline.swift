import ArgumentParser
import Documents
import Quantities

/// The time within which a plan must finish, on the command line.
enum Deadline {
  /// What `--deadline` means, in all commands that judge or ask for one plan.
  static let help: ArgumentHelp =
    "The time within which the plan must finish, such as 33ms, 800us or 1s."

  /// A time such as `33ms`.
  ///
  /// - Throws: `Failure` for any other text.
  static func time(_ text: String) throws -> Nanoseconds {
    guard let span = TimeSpan(argument: text) else {
      throw Failure(.wrongUsage, "\(quoted(text)) is no time; write 33ms, 800us or 1s")
    }
    return Nanoseconds(span.nanoseconds)
  }
}
