import Checking
import Documents
import Hunting

/// A SARIF 2.1.0 log with one run of this tool.
///
/// Format: "Static Analysis Results Interchange Format 2.1.0", OASIS, 2020.
struct SARIFDocument {
  /// What the run was about; runs of different subjects do not replace each other in code scanning.
  let category: String
  let results: [JSONValue]

  /// The document.
  var json: JSONValue {
    .object([
      "$schema": "https://json.schemastore.org/sarif-2.1.0.json",
      "version": "2.1.0",
      "runs": [
        .object([
          "tool": .object(["driver": Self.driver]),
          "automationDetails": .object(["id": .text("pitfall/\(escaped(category, limit: 200))/")]),
          "columnKind": "unicodeCodePoints",
          "invocations": [.object(["executionSuccessful": true])],
          "results": .list(results),
        ])
      ],
    ])
  }

  // MARK: Rules

  /// A rule: its identity never changes, whatever is added.
  struct Rule {
    /// The property that is broken.
    let property: HuntedProperty?
    let name: String
    let statement: String
    /// A plan that is only slow is no error; one that misses a deadline that somebody set is.
    let level: String

    var id: String { "pitfall/\(name)" }
  }

  /// All rules, the obligations first; a result gives its rule's position in this list.
  static let rules: [Rule] =
    Obligation.allCases.map { obligation in
      Rule(
        property: HuntedProperty.allCases.first { $0.obligation == obligation },
        name: obligation.rawValue,
        statement: obligation.statement,
        level: obligation == .profit ? "warning" : "error"
      )
    } + [
      Rule(
        property: .against,
        name: HuntedProperty.against.rawValue,
        statement: "the strategy's plans are never slower than another strategy's",
        level: "warning"
      ),
      Rule(
        property: .determinism,
        name: HuntedProperty.determinism.rawValue,
        statement: "asked twice, the strategy answers with the same plan",
        level: "warning"
      ),
      Rule(
        property: .monotonicity,
        name: HuntedProperty.monotonicity.rawValue,
        statement: "on a phone that is better in one figure the strategy's plan is not slower",
        level: "warning"
      ),
      Rule(
        property: .wellFormed,
        name: HuntedProperty.wellFormed.rawValue,
        statement: "the strategy answers in time, does not crash, and its answer is a plan",
        level: "error"
      ),
    ]

  private static var driver: JSONValue {
    .object([
      "name": "pitfall",
      "rules": .list(
        rules.map { rule in
          .object([
            "id": .text(rule.id), "name": .text(rule.name.capitalisedFirst),
            "shortDescription": .object(["text": .text("A plan owes \(rule.name)")]),
            "fullDescription": .object(["text": .text(rule.statement.capitalisedFirst + ".")]),
            "help": .object([
              "text": .text(
                "\(rule.statement.capitalisedFirst). 'pitfall report' draws the plan, its run and "
                  + "what breaks the rule."
              )
            ]),
            "defaultConfiguration": .object(["level": .text(rule.level)]),
            "properties": .object(["tags": ["performance", "mobile-inference"]]),
          ])
        }
      ),
    ])
  }

  // MARK: Places

  /// A point in a file.
  static func location(_ file: String, line: Int, column: Int) -> JSONValue {
    .object([
      "artifactLocation": .object(["uri": .text(URIText.reference(to: file))]),
      "region": .object([
        "startLine": .integer(Int64(line)), "startColumn": .integer(Int64(column)),
      ]),
    ])
  }
}

/// Paths as references.
enum URIText {
  /// What is neither a letter, a digit nor one of a few signs is encoded.
  static func reference(to path: String) -> String {
    let encoded = encoded(path)
    return path.hasPrefix("/") ? "file://" + encoded : encoded
  }

  /// The same without a scheme.
  static func encoded(_ path: String) -> String {
    let plain = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-._~/"
    var result = ""
    for byte in path.utf8 {
      if plain.utf8.contains(byte) {
        result.unicodeScalars.append(Unicode.Scalar(byte))
      } else {
        let digits = String(byte, radix: 16, uppercase: true)
        result += "%" + (digits.utf8.count < 2 ? "0" : "") + digits
      }
    }
    return result
  }
}
