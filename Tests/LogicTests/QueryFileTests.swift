import Logic
import Testing

/// Every question has a file of its own.
@Suite struct QueryFileTests {
  private static func query(_ name: String, atMost bound: Int64) -> Query {
    var vocabulary = Vocabulary()
    let term = IntegerTerm(vocabulary.integer("x"))
    return Query(name: name, constraints: [term.isAtMost(IntegerTerm(constant: bound))])
  }

  @Test func questionsOfOneNameAreNumbered() {
    let files = QueryFiles.scripts(of: [
      Self.query("schedule", atMost: 1), Self.query("schedule", atMost: 2),
      Self.query("schedule", atMost: 1), Self.query("schedule-2", atMost: 3),
      Self.query("schedule", atMost: 4),
    ])
    #expect(
      files.map(\.file) == [
        "schedule.smt2", "schedule-2.smt2", "schedule-2-2.smt2", "schedule-3.smt2",
      ]
    )
    #expect(Set(files.map(\.script)).count == 4)
  }

  @Test func anyNameGivesAPlainFile() {
    let names = ["../up", "memory-\u{202E}", String(repeating: "a", count: 500)]
    let files = QueryFiles.scripts(of: names.map { Self.query($0, atMost: 0) }).map(\.file)
    #expect(Set(files).count == 3)
    #expect(files.allSatisfy { !$0.contains("/") && !$0.contains("..") && $0.utf8.count < 120 })
  }
}
