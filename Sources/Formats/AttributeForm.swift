import Documents
import Graphs

/// Attribute values in JSON.
///
/// A number with a point or an exponent is real, one without is an integer. What JSON cannot tell
/// apart or say is written as an object: `{"reals": []}`, `{"texts": []}`, `{"real": "inf"}`.
enum AttributeForm {
  static func json(_ value: Attributes.Value) -> JSONValue {
    switch value {
    case .integer(let integer): .integer(integer)
    case .integers(let integers): .list(integers.map { .integer($0) })
    case .text(let text): .text(text)
    case .texts(let texts) where texts.isEmpty: .object(["texts": []])
    case .texts(let texts): .list(texts.map { .text($0) })
    case .real(let real) where real.isFinite: json(real)
    case .real(let real): .object(["real": json(real)])
    case .reals(let reals) where !reals.isEmpty && reals.allSatisfy(\.isFinite):
      .list(reals.map(json))
    case .reals(let reals): .object(["reals": .list(reals.map(json))])
    }
  }

  private static func json(_ real: Float) -> JSONValue {
    real.isFinite ? .decimal(real.description) : .text(real.description)
  }

  static func value(of document: Document, _ what: String, _ log: inout ProblemLog)
    -> Attributes.Value?
  {
    switch document.value {
    case .integer(let integer): return .integer(integer)
    case .decimal: return real(document, what, &log).map { .real($0) }
    case .text(let text): return .text(text)
    case .list(let items): return list(items, what, &log)
    case .object:
      guard let object = document.object(what, keys: ["real", "reals", "texts"], &log) else {
        return nil
      }
      return value(of: object, what, &log)
    case .null, .boolean:
      return document.mismatch(what, "a number, a text or a list of them", &log)
    }
  }

  private static func list(_ items: [Document], _ what: String, _ log: inout ProblemLog)
    -> Attributes.Value?
  {
    guard let first = items.first else { return .integers([]) }
    let entry = "an entry of \(what)"
    switch first.value {
    case .text:
      return all(items.map { $0.text(entry, &log) }).map { .texts($0) }
    case .decimal:
      return all(items.map { real($0, entry, &log) }).map { .reals($0) }
    default:
      return all(items.map { $0.integer(entry, &log) }).map { .integers($0) }
    }
  }

  private static func value(of object: ObjectReader, _ what: String, _ log: inout ProblemLog)
    -> Attributes.Value?
  {
    guard object.members.count == 1 else {
      log.report(object.place, "\(what) has \(object.members.count) keys, not one")
      return nil
    }
    if let single = object.optional("real") { return real(single, what, &log).map { .real($0) } }
    if let texts = object.optional("texts") { return texts.texts(what, &log).map { .texts($0) } }
    guard let items = object.list("reals", &log) else { return nil }
    return all(items.map { real($0, "an entry of \(what)", &log) }).map { .reals($0) }
  }

  private static func all<Value>(_ values: [Value?]) -> [Value]? {
    let present = values.compactMap { $0 }
    return present.count == values.count ? present : nil
  }

  private static func real(_ document: Document, _ what: String, _ log: inout ProblemLog)
    -> Float?
  {
    switch document.value {
    case .decimal(let digits):
      if let real = Float(digits), real.isFinite { return real }
      log.report(document.place, "\(what) is out of the range of a 32-bit real number")
      return nil
    case .text(let text) where ["inf", "-inf", "nan"].contains(text):
      return Float(text)
    default:
      return document.mismatch(what, "a real number such as 1.0", &log)
    }
  }
}
