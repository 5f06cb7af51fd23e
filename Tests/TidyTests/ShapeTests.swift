import Foundation
import Testing

/// Sizes and words, as STYLE.md has them.
@Suite struct ShapeTests {
  private let tree = SourceTree()

  @Test func linesAndFilesAreShort() {
    for file in tree.swiftFiles() {
      #expect(file.lines.count <= 401, "\(file.path): \(file.lines.count) lines; split the concept")
      for (number, line) in file.lines.enumerated() where line.count > 100 {
        Issue.record("\(file.path):\(number + 1): \(line.count) columns; break the line")
      }
    }
  }

  /// A word, where it is forbidden, and what to use instead.
  private static let banned: [(word: String, instead: String)] = [
    ("fatal" + "Error(", "preconditionFailure with a sentence"),
    ("try" + "!", "a typed throw"),
    ("@un" + "checked", "a value type"),
    ("nonisolated(" + "unsafe)", "a value type or a Mutex"),
    ("SystemRandom" + "NumberGenerator", "Randomness"),
    ("FIX" + "ME", "an issue"),
    ("TO" + "DO", "an issue"),
    (" print" + "(", "Console.write"),
  ]

  @Test func bannedWordsAreAbsent() {
    for file in tree.swiftFiles(["Sources"]) {
      for (number, line) in file.lines.enumerated() {
        for (word, instead) in Self.banned where line.contains(word) {
          Issue.record("\(file.path):\(number + 1): '\(word)'; use \(instead)")
        }
        if line.contains("Date()"), !file.path.contains("PitfallCommand") {
          Issue.record("\(file.path):\(number + 1): a clock; pass it as a parameter")
        }
      }
    }
  }

  @Test func packageDeclarationsAreDocumented() {
    let starts = ["struct", "enum", "protocol", "func", "init", "var", "let", "static", "mutating"]
    for file in tree.swiftFiles(["Sources"]) {
      for (number, line) in file.lines.enumerated() where number > 0 {
        let words = line.split(separator: " ").map(String.init)
        guard let first = words.first, first == "public" || first == "package", words.count > 2,
          starts.contains(where: { words[1].hasPrefix($0) }), words[1] != "import"
        else { continue }
        let isType = ["struct", "enum", "protocol", "func"].contains(words[1])
        guard isType,
          words[1] != "func" || !words[2].hasPrefix("<") && words[2].first?.isLetter == true
        else { continue }
        #expect(
          Self.isDocumented(file.lines, number),
          "\(file.path):\(number + 1): '\(words[1]) \(words[2])' has no summary"
        )
      }
    }
  }

  /// Whether a comment or an attribute with a comment stands above the line, or the declaration
  /// only meets a protocol's requirement.
  private static func isDocumented(_ lines: [String], _ number: Int) -> Bool {
    var above = number - 1
    while above >= 0, lines[above].trimmingCharacters(in: .whitespaces).hasPrefix("@") {
      above -= 1
    }
    if lines[above].trimmingCharacters(in: .whitespaces).hasPrefix("///") { return true }
    let witnesses = [
      "hash(into", "encode(", "plan(for", "proposal(for", "outputTypes", "operations(",
      "splitRule(",
      "init(constant", "isAtMost", "isEqual", "choose(", "conjunction", "disjunction", "solve(",
      "dividedRoundingDown", "remainder(", "run(",
    ]
    return witnesses.contains { lines[number].contains($0) }
  }
}
