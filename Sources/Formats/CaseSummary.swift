import Devices
package import Documents
import Graphs
package import Plans
import Quantities

/// What a list of cases says of one of them.
package struct CaseSummary: Hashable, Sendable {
  /// The path of the case's file, as it was named.
  package let file: String
  /// The strategy, by the name it was asked for.
  package private(set) var strategy: String
  /// The strategy it was held against, if any.
  package let against: String?
  /// The property, by its name.
  package let property: String
  /// The kind of defect.
  package private(set) var cause: String
  /// The family of the graph, or the name of the model.
  package let family: String
  /// The device's name.
  package let device: String
  /// The condition's name.
  package let condition: String
  /// How many operators the model has.
  package let operators: Int
  /// The times, where the claim is about time.
  package private(set) var numbers: Loss?
  /// What happened, in a sentence.
  package private(set) var message: String
  /// A hash of what was asked: property, model, device, condition and passes, whoever answered.
  package let question: String

  /// How many times too long the plan takes, in thousandths.
  package var loss: UInt64? { numbers?.thousandths }
}

extension CaseSummary {
  /// Sums up a case.
  package init(_ item: StoredCase, file: String) {
    self.init(
      file: file,
      strategy: item.origin.strategy,
      against: item.origin.against,
      property: item.claim.property,
      cause: item.claim.cause,
      family: item.origin.family,
      device: item.device.name,
      condition: item.condition.name,
      operators: item.graph.operators.count,
      numbers: item.numbers,
      message: item.claim.message,
      question: StableHash.digits(
        of: JSONWriter.bytes(
          .list(
            [
              .text(item.claim.property), GraphFile.json(item.graph), DeviceFile.json(item.device),
              ConditionFile.json(item.condition),
            ] + item.origin.passesInNames
          ),
          .compact
        )
      )
    )
  }

  /// The same question with another answer.
  package func answered(
    by strategy: String,
    cause: String,
    message: String,
    numbers: Loss?
  ) -> CaseSummary {
    var other = self
    (other.strategy, other.cause) = (strategy, cause)
    (other.message, other.numbers) = (message, numbers)
    return other
  }
}

// MARK: Form

extension CaseSummary {
  private static let keys = [
    "file", "strategy", "against", "property", "cause", "family", "device", "condition",
    "operators", "loss", "numbers", "message", "question",
  ]

  /// The JSON form.
  package var json: JSONValue {
    .object([
      "file": .text(file), "strategy": .text(strategy), "against": against.map { .text($0) },
      "property": .text(property), "cause": .text(cause), "family": .text(family),
      "device": .text(device), "condition": .text(condition),
      "operators": .integer(Int64(operators)),
      "loss": loss.map { .decimal(Thousandths.exact($0)) },
      "numbers": numbers.map { CaseFile.json($0) }, "message": .text(message),
      "question": .text(question),
    ])
  }

  /// Reads the JSON form; nil after a problem was reported.
  init?(_ document: Document, _ log: inout ProblemLog) {
    guard let object = document.object("a case", keys: Self.keys, &log) else { return nil }
    func text(_ key: String) -> String { object.text(key, &log) ?? "" }
    let operators = object.integer("operators", in: 0...(.max), &log) ?? 0
    self.init(
      file: text("file"),
      strategy: text("strategy"),
      against: object.optional("against")?.text("'against'", &log),
      property: text("property"),
      cause: text("cause"),
      family: text("family"),
      device: text("device"),
      condition: text("condition"),
      operators: Int(operators),
      numbers: object.optional("numbers").flatMap { CaseFile.readNumbers($0, &log) },
      message: text("message"),
      question: text("question")
    )
  }
}
