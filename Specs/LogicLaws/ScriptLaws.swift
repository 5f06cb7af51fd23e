import Foundation
import Logic
import Quantities
import Randomness
import Testing
import Z3Solving

@Suite("A script says what its query says")
struct ScriptLaws {
  static let solvers = [["z3", "-in"], ["cvc5", "--lang", "smt2", "-q"]].compactMap(Command.init)

  @Test("Other solvers answer the script as the library answers the query", arguments: solvers)
  func answersAgree(command: Command) throws {
    var answers: Set<String> = []
    for kind in LogicKind.allCases {
      for seed in UInt64(0)..<20 {
        var generator = SmallProblemGenerator(kind: kind, seed: seed)
        let query = generator.problem().query
        let printed = try command.output(for: SMTLIBPrinter.script(for: query))
        let expected =
          switch try Z3Solver().solve(query) {
          case .satisfiable: "sat"
          case .unsatisfiable: "unsat"
          case .undecided: "unknown"
          }
        #expect(printed == expected, "kind \(kind), seed \(seed)")
        answers.insert(printed)
      }
    }
    #expect(answers == ["sat", "unsat"])
  }

  @Test func equalQueriesGiveEqualScripts() {
    for kind in LogicKind.allCases {
      for seed in UInt64(0)..<50 {
        var first = SmallProblemGenerator(kind: kind, seed: seed)
        var second = SmallProblemGenerator(kind: kind, seed: seed)
        let scripts = [first.problem().query, second.problem().query].map(SMTLIBPrinter.script)
        #expect(scripts[0] == scripts[1])
      }
    }
  }

  @Test func namesOfAnyTextComeBack() {
    let characters: [Character] = [
      "|", "\\", "%", ":", "\n", "\r\n", "\0", "\"", " ", "a", "9", ";", "(", ")", "é", "🧪", "@",
    ]
    var quoted: Set<String> = []
    var names: Set<SMTLIBName> = []
    for seed in UInt64(0)..<2_000 {
      var random = RandomStream(Seed(seed))
      let text = String((0..<random.integer(in: 0...6)).map { _ in random.element(of: characters) })
      let name = SMTLIBName(
        kind: random.element(of: SMTLIBName.Kind.allCases),
        text: text,
        repetition: random.integer(in: 0...2)
      )
      #expect(SMTLIBName(quoted: name.quoted) == name, "seed \(seed)")
      let inner = name.quoted.dropFirst().dropLast().utf8
      let bad = [UInt8(ascii: "|"), UInt8(ascii: "\\")]
      #expect(inner.allSatisfy { (0x20...0x7E).contains($0) && !bad.contains($0) })
      quoted.insert(name.quoted)
      names.insert(name)
    }
    #expect(quoted.count == names.count)
    #expect(names.count > 1_000)
  }
}

/// A solver on this machine that reads scripts from standard input.
struct Command: Sendable, CustomTestStringConvertible {
  let file: URL
  let arguments: [String]

  /// The command, where one of this name is installed.
  init?(_ words: [String]) {
    let folders = ProcessInfo.processInfo.environment["PATH", default: ""].split(separator: ":")
    let files = folders.map { URL(fileURLWithPath: String($0)).appending(path: words[0]) }
    guard let file = files.first(where: { FileManager.default.isExecutableFile(atPath: $0.path) })
    else { return nil }
    self.file = file
    arguments = Array(words.dropFirst())
  }

  var testDescription: String { file.lastPathComponent }

  /// What the command prints for the script, without surrounding space.
  func output(for script: String) throws -> String {
    let process = Process()
    process.executableURL = file
    process.arguments = arguments
    let input = Pipe()
    let output = Pipe()
    process.standardInput = input
    process.standardOutput = output
    try process.run()
    try input.fileHandleForWriting.write(contentsOf: Data(script.utf8))
    try input.fileHandleForWriting.close()
    let data = try output.fileHandleForReading.readToEnd() ?? Data()
    process.waitUntilExit()
    return String(decoding: data, as: UTF8.self).trimmingCharacters(in: .whitespacesAndNewlines)
  }
}
