package import Documents
import Graphs
import Quantities

/// The CSV form of measurements: a line of column names, then a line for each measurement.
///
/// Columns, in any order: `model` and `latency_us` are needed; `operator`, `plan`, `device`,
/// `family` (what devices have in common that tell about each other), `processor`, `precision`,
/// `threads`, and `min_us` with `max_us` (the shortest and the longest run) may be left out or left
/// empty. Further columns are ignored, so that notes may stand beside the figures. A `#` begins a
/// comment line. Fields in double quotes may hold commas; a doubled quote stands for itself.
/// Spreadsheets' habits are read, too: semicolons or tabs in place of commas, as the first line
/// has them, a byte order mark, and any ends of lines.
package enum MeasurementTable {
  /// The greatest number of lines that are read.
  package static let lineLimit = 200_000

  /// Reads a table.
  ///
  /// - Throws: every fault of the table, with its line.
  package static func read(_ text: String, file: String) throws(InputProblems) -> [Measurement] {
    var log = ProblemLog()
    var columns: [String] = []
    var result: [Measurement] = []
    let text =
      text.unicodeScalars.first == "\u{FEFF}" ? String(text.unicodeScalars.dropFirst()) : text
    var separator: Character = ","
    for (number, line) in text.split(omittingEmptySubsequences: false, whereSeparator: isLineEnd)
      .enumerated()
    {
      let place = Place(file: file, line: number + 1)
      guard number < lineLimit else {
        log.report(place, "more than \(lineLimit) lines")
        break
      }
      if line.allSatisfy(\.isWhitespace) || line.hasPrefix("#") { continue }
      if columns.isEmpty { separator = self.separator(of: line) }
      let fields = fields(of: line, separator)
      if columns.isEmpty {
        columns = fields.map(\.trimmed)
        checkColumns(columns, place, &log)
        try log.check()
        continue
      }
      guard fields.count == columns.count else {
        log.report(place, "\(fields.count) fields, not \(columns.count) as the first line names")
        continue
      }
      let row = Row(columns: columns, fields: fields, place: place)
      if let measurement = row.measurement(&log) { result.append(measurement) }
    }
    if columns.isEmpty {
      log.report(Place(file: file), "no line of column names", cure: "begin with \(example)")
    }
    try log.check()
    return result
  }

  private static let example = "model,processor,precision,threads,latency_us"

  /// Ends of lines of all systems; two characters that end one line are one in Swift.
  private static func isLineEnd(_ character: Character) -> Bool {
    character == "\n" || character == "\r\n" || character == "\r"
  }

  /// What stands between the names of columns.
  private static func separator(of line: Substring) -> Character {
    let candidates: [Character] = [",", ";", "\t"]
    return candidates.first { fields(of: line, $0).count > 1 } ?? ","
  }

  private static func checkColumns(_ columns: [String], _ place: Place, _ log: inout ProblemLog) {
    for needed in ["model", "latency_us"] where !columns.contains(needed) {
      let near = columns.first { column in
        let column = column.lowercased()
        return column == needed || column.hasPrefix("latency") && needed.hasPrefix("latency")
      }
      log.report(
        place,
        "no column '\(needed)'" + (near.map { ", but \(quoted($0))" } ?? ""),
        cure: near == nil
          ? "the first line is such as \(example)"
          : needed == "model" ? "write it in small letters" : "give microseconds under 'latency_us'"
      )
    }
    for (position, column) in columns.enumerated() where columns[..<position].contains(column) {
      log.report(place, "two columns are named \(quoted(column))")
    }
  }

  /// The fields of a line.
  private static func fields(of line: Substring, _ separator: Character) -> [String] {
    var fields: [String] = []
    var field = ""
    var isQuoted = false
    var previous: Character?
    for character in line {
      switch character {
      case "\"":
        if !isQuoted, previous == "\"" { field.append("\"") }
        isQuoted.toggle()
      case separator where !isQuoted:
        fields.append(field)
        field = ""
      default: field.append(character)
      }
      previous = character
    }
    return fields + [field]
  }
}

/// A line of the table.
private struct Row {
  let columns: [String]
  let fields: [String]
  let place: Place

  /// The field of a column; nil where it is absent or empty.
  func field(_ name: String) -> String? {
    guard let position = columns.firstIndex(of: name) else { return nil }
    let text = fields[position].trimmed
    return text.isEmpty ? nil : text
  }

  func measurement(_ log: inout ProblemLog) -> Measurement? {
    guard let model = field("model") else {
      log.report(place, "no model")
      return nil
    }
    let subject: Measurement.Subject
    switch (field("operator"), field("plan")) {
    case (nil, nil): subject = .model
    case (let name?, nil): subject = .operation(name)
    case (nil, let name?): subject = .plan(name)
    case (_?, _?):
      log.report(place, "an operator and a plan; a line measures one of them or the model")
      return nil
    }
    guard let latency = latency("latency_us", &log), let precision = precision(&log) else {
      return nil
    }
    var threads: Int?
    if let text = field("threads") {
      threads = Int(text)
      if threads.map({ $0 < 1 }) ?? true {
        log.report(place, "'threads' is \(quoted(text)), not a positive number")
      }
    }
    if field("processor") == nil, field("plan") == nil {
      log.report(place, "no processor", cure: "name one of the device file's processors")
      return nil
    }
    return Measurement(
      model: model,
      subject: subject,
      device: field("device"),
      family: field("family"),
      processor: field("processor") ?? "",
      precision: precision,
      threads: threads,
      latency: latency,
      range: range(&log),
      place: place
    )
  }

  private func range(_ log: inout ProblemLog) -> ClosedRange<Nanoseconds>? {
    guard field("min_us") != nil, field("max_us") != nil, let least = latency("min_us", &log),
      let most = latency("max_us", &log)
    else { return nil }
    guard least <= most else {
      log.report(place, "the shortest run is longer than the longest")
      return nil
    }
    return least...most
  }

  private func latency(_ column: String, _ log: inout ProblemLog) -> Nanoseconds? {
    guard let text = field(column) else {
      log.report(place, "no '\(column)'")
      return nil
    }
    guard let number = DecimalText(text), !number.isNegative,
      let amount = number.exactly(times: 1_000), amount > 0, amount <= Limits.duration.amount
    else {
      log.report(
        place,
        "'\(column)' is \(quoted(text)), not a number of microseconds above zero",
        cure: text.contains(",")
          ? "write decimals with a point, and thousands without a mark"
          : "give at most three decimals"
      )
      return nil
    }
    return Nanoseconds(amount)
  }

  /// The precision; the outer nil says that it was reported.
  private func precision(_ log: inout ProblemLog) -> ElementType?? {
    guard let text = field("precision") else { return .some(nil) }
    if let type = ElementType(rawValue: text) { return type }
    log.report(
      place,
      "unknown precision \(quoted(text))",
      cure: "known are \(ElementType.allCases.map(\.rawValue).joined(separator: ", "))"
    )
    return nil
  }
}

extension String {
  fileprivate var trimmed: String {
    let start = drop { $0.isWhitespace }
    guard let end = start.lastIndex(where: { !$0.isWhitespace }) else { return "" }
    return String(start[...end])
  }
}
