import ArgumentParser
import Documents

/// How a command shows its result, where there are two ways.
enum ResultFormat: String, ExpressibleByArgument, CaseIterable {
  /// For people.
  case text
  /// For programs: a document that names its format.
  case json

  /// Writes the result to standard output; only the form that is asked for is made.
  func write(text: @autoclosure () -> String, json: @autoclosure () -> JSONValue) {
    switch self {
    case .text: Console.write(text())
    case .json: Console.write(JSONWriter.text(json()))
    }
  }
}

/// How a command shows its result, where it may also be a comment on a change.
enum PageFormat: String, ExpressibleByArgument, CaseIterable {
  /// For people.
  case text
  /// For programs: a document that names its format.
  case json
  /// For a comment on a pull request.
  case markdown

  /// Writes the result to standard output; only the form that is asked for is made.
  func write(
    text: @autoclosure () -> String,
    json: @autoclosure () -> JSONValue,
    markdown: @autoclosure () -> String
  ) {
    switch self {
    case .text: Console.write(text())
    case .json: Console.write(JSONWriter.text(json()))
    case .markdown: Console.write(markdown())
    }
  }
}
