/// The members of an object whose keys have been checked.
///
/// A member that is null counts as absent.
package struct ObjectReader: Sendable {
  /// What the object describes, for messages: "a step".
  package let what: String
  /// Where the object begins.
  package let place: Place
  /// The members in the order of the file.
  package let members: [Document.Member]

  /// The value under a key, or nil where it is absent.
  package func optional(_ key: String) -> Document? {
    guard let value = members.first(where: { $0.key == key })?.value, value.value != .null else {
      return nil
    }
    return value
  }

  /// The value under a key; its absence is reported.
  package func required(_ key: String, _ log: inout ProblemLog) -> Document? {
    if let value = optional(key) { return value }
    log.report(place, "\(what) has no \(quoted(key))")
    return nil
  }

  /// The text under a key that must be there.
  package func text(_ key: String, _ log: inout ProblemLog) -> String? {
    required(key, &log)?.text(quoted(key), &log)
  }

  /// The integer under a key that must be there.
  package func integer(
    _ key: String,
    in range: ClosedRange<Int64> = .min ... .max,
    _ log: inout ProblemLog
  ) -> Int64? {
    required(key, &log)?.integer(quoted(key), in: range, &log)
  }

  /// The list under a key that must be there.
  package func list(_ key: String, _ log: inout ProblemLog) -> [Document]? {
    required(key, &log)?.list(quoted(key), &log)
  }

  /// The enumeration case under a key that must be there.
  package func choice<Choice: RawRepresentable<String> & CaseIterable>(
    _ key: String,
    of type: Choice.Type = Choice.self,
    _ log: inout ProblemLog
  ) -> Choice? {
    required(key, &log)?.choice(quoted(key), of: type, &log)
  }

  /// Checks the `format:` line, such as `pitfall.plan/1`, and reports another format or version.
  package func checkFormat(_ expected: String, _ log: inout ProblemLog) {
    guard let document = required("format", &log), let found = document.text("'format'", &log),
      found != expected
    else { return }
    let reason = "the format is \(quoted(found)), not '\(expected)'"
    if found.split(separator: "/").first == expected.split(separator: "/").first {
      let cure = "this version of pitfall reads '\(expected)' only"
      log.report(document.place, reason, cure: cure)
    } else {
      log.reportForeign(document.place, reason, cure: "\(what) is due here")
    }
  }
}
