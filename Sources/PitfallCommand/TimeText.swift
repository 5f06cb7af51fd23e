import ArgumentParser
import Documents
import Foundation
import Quantities

/// Times on the command line.
enum TimeText {
  /// What `--deadline` means, in all commands that have it.
  static let deadlineHelp: ArgumentHelp =
    "The time within which the plan must finish, such as 33ms, 800us or 1s."

  /// A time such as `33ms`.
  static func time(_ text: String) throws -> Nanoseconds {
    let units: [(suffix: String, nanoseconds: UInt64)] = [
      ("ns", 1), ("us", 1_000), ("µs", 1_000), ("ms", 1_000_000), ("s", 1_000_000_000),
    ]
    for unit in units where text.hasSuffix(unit.suffix) {
      let number = text.dropLast(unit.suffix.count).trimmingCharacters(in: .whitespaces)
      if let amount = DecimalText(number)?.exactly(times: unit.nanoseconds), amount > 0,
        amount < 1 << 60
      {
        return Nanoseconds(amount)
      }
    }
    throw Failure(.wrongUsage, "\(quoted(text)) is no time; write 33ms, 800us or 1s")
  }
}
