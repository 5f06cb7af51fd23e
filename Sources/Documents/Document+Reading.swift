/// Typed reading that reports what does not fit and goes on.
///
/// Each function answers nil after it has reported a problem.
extension Document {
  /// The members as an object with known keys.
  ///
  /// In messages it is called `what`, such as "a step". Keys other than `keys` are reported with
  /// the nearest of these.
  package func object(_ what: String, keys: [String], _ log: inout ProblemLog) -> ObjectReader? {
    guard let members = members(what, &log) else { return nil }
    for member in members where !keys.contains(member.key) {
      log.report(
        member.place,
        "unknown key \(quoted(member.key)) in \(what)",
        cure: suggestion(for: member.key, among: keys)
          ?? "the keys are \(keys.joined(separator: ", "))"
      )
    }
    return ObjectReader(what: what, place: place, members: members)
  }

  /// The members of an object whose keys are names.
  package func members(_ what: String, _ log: inout ProblemLog) -> [Member]? {
    if case .object(let members) = value { return members }
    return mismatch(what, "an object", &log)
  }

  /// The items of a list.
  package func list(_ what: String, _ log: inout ProblemLog) -> [Document]? {
    if case .list(let items) = value { return items }
    return mismatch(what, "a list", &log)
  }

  /// The text.
  package func text(_ what: String, _ log: inout ProblemLog) -> String? {
    if case .text(let text) = value { return text }
    return mismatch(what, "a text", &log)
  }

  /// The truth value.
  package func boolean(_ what: String, _ log: inout ProblemLog) -> Bool? {
    if case .boolean(let truth) = value { return truth }
    return mismatch(what, "true or false", &log)
  }

  /// The integer, inside a range.
  package func integer(
    _ what: String,
    in range: ClosedRange<Int64> = .min ... .max,
    _ log: inout ProblemLog
  ) -> Int64? {
    guard case .integer(let integer) = value else { return mismatch(what, "an integer", &log) }
    guard range.contains(integer) else {
      log.report(place, "\(what) is \(integer), not \(Self.bounds(of: range))")
      return nil
    }
    return integer
  }

  private static func bounds(of range: ClosedRange<Int64>) -> String {
    if range.upperBound == .max { return "\(range.lowerBound) or more" }
    return "between \(range.lowerBound) and \(range.upperBound)"
  }

  /// The texts of a list.
  package func texts(_ what: String, _ log: inout ProblemLog) -> [String]? {
    guard let items = list(what, &log) else { return nil }
    let texts = items.compactMap { $0.text("an entry of \(what)", &log) }
    return texts.count == items.count ? texts : nil
  }

  /// One of an enumeration's cases by its raw value.
  package func choice<Choice: RawRepresentable<String> & CaseIterable>(
    _ what: String,
    of type: Choice.Type = Choice.self,
    _ log: inout ProblemLog
  ) -> Choice? {
    choice(what, among: Array(Choice.allCases), &log)
  }

  /// One of the given cases of an enumeration by its raw value.
  package func choice<Choice: RawRepresentable<String>>(
    _ what: String,
    among choices: [Choice],
    _ log: inout ProblemLog
  ) -> Choice? {
    guard let text = text(what, &log) else { return nil }
    if let choice = choices.first(where: { $0.rawValue == text }) { return choice }
    let names = choices.map(\.rawValue)
    log.report(
      place,
      "\(what) is \(quoted(text)), not one of \(names.joined(separator: ", "))",
      cure: suggestion(for: text, among: names)
    )
    return nil
  }

  /// Reports that a value is of another kind than it must be.
  package func mismatch<Answer>(_ what: String, _ expectation: String, _ log: inout ProblemLog)
    -> Answer?
  {
    log.report(place, "\(what) must be \(expectation), not \(kind)")
    return nil
  }
}
