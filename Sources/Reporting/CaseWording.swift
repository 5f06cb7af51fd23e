import Checking
import Documents
import Formats
import Quantities

/// A stored case in words.
enum CaseWording {
  /// How the hunt went.
  static func search(_ item: StoredCase) -> String {
    let against = item.origin.against.map { " against \(escaped($0, limit: 80))" } ?? ""
    return
      "A hunt asked \(escaped(item.origin.strategy, limit: 80))\(against) for plans for models, "
      + "phones and conditions that it drew; run \(item.origin.run) broke the property "
      + "'\(escaped(item.claim.property, limit: 40))', and the case was made smaller while it kept "
      + "nine tenths of its loss."
  }

  /// The facts to search by.
  static func origin(_ item: StoredCase) -> [PageBlock.Fact] {
    let command = item.origin.command.map { ("command", $0) }
    let pairs: [(String, String)?] = [
      ("strategy", item.origin.strategy), command, item.origin.against.map { ("against", $0) },
      ("property", item.claim.property), ("cause", item.claim.cause),
      ("family", item.origin.family), ("seed", item.origin.seed), ("run", "\(item.origin.run)"),
      ("shrinking", item.origin.shrinking), ("choices", item.origin.choices),
    ]
    return pairs.compactMap { $0 }
      .map { PageBlock.Fact(name: $0.0, lines: [escaped($0.1, limit: 400)]) }
  }

  /// The loss with two decimals, `–` for a case without one.
  static func loss(_ thousandths: UInt64?) -> String {
    thousandths.map { "× " + factor($0) } ?? "–"
  }

  /// Thousandths as a factor with three digits, such as `1.02`, `37.4` or `332`.
  static func brief(_ thousandths: UInt64) -> String {
    if thousandths < 9_995 { return factor(thousandths) }
    if thousandths >= 99_950 { return "\((thousandths + 500) / 1_000)" }
    let tenths = (thousandths + 50) / 100
    return "\(tenths / 10).\(tenths % 10)"
  }

  /// Thousandths as a factor with two decimals.
  static func factor(_ thousandths: UInt64) -> String { Thousandths.rounded(thousandths) }
}
