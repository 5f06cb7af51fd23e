import Documents

/// The lines of a log with their places.
struct LogText {
  /// A line without its end.
  struct Line {
    let text: Substring
    let place: Place

    /// What follows a mark, where the line has it.
    func after(_ mark: String) -> Substring? {
      text.firstRange(of: mark).map { text[$0.upperBound...] }
    }

    /// The number right after a mark.
    func number(after mark: String) -> Int? {
      after(mark).flatMap { Int($0.drop { $0 == " " }.prefix { $0.isASCII && $0.isNumber }) }
    }

    /// The text between a mark and the next end mark.
    func text(after mark: String, until end: Character) -> String? {
      guard let rest = after(mark), let last = rest.firstIndex(of: end) else { return nil }
      return String(rest[..<last])
    }
  }

  let lines: [Line]
  let file: String

  /// - Throws: for an empty file, and with the cure for bytes that are no text.
  init(_ bytes: [UInt8], file: String, cure: String? = nil) throws(InputProblems) {
    guard bytes.contains(where: { $0 > 0x20 }) else { throw Self.empty(file) }
    guard bytes.count <= DocumentLimits.json.bytes,
      let text = String(validating: bytes, as: UTF8.self)
    else {
      throw InputProblems(
        InputProblem(
          Place(file: file),
          "this is no UTF-8 text",
          cure: cure ?? "say what it is with --from; the kinds are "
            + ImportKind.allCases
            .map(\.rawValue).joined(separator: ", ")
        )
      )
    }
    self.file = file
    lines = text.split(omittingEmptySubsequences: false) { $0.isNewline }.enumerated()
      .map { Line(text: $1, place: Place(file: file, line: $0 + 1)) }
  }

  static func empty(_ file: String) -> InputProblems {
    InputProblems(
      InputProblem(
        Place(file: file),
        "the file is empty",
        cure: "the runtime wrote nothing; turn on what it should write, then run it again"
      )
    )
  }

  /// One problem at a place.
  static func problem(_ place: Place, _ reason: String, cure: String) -> InputProblems {
    InputProblems(InputProblem(place, reason, cure: cure))
  }
}

extension Substring {
  /// The first place of a text inside this one.
  func firstRange(of mark: String) -> Range<Index>? {
    let wanted = Array(mark.utf8)
    guard let first = wanted.first else { return nil }
    var start = utf8.startIndex
    while let begin = utf8[start...].firstIndex(of: first) {
      let rest = utf8[begin...]
      if rest.starts(with: wanted) {
        return begin..<utf8.index(begin, offsetBy: wanted.count)
      }
      start = utf8.index(after: begin)
    }
    return nil
  }
}
