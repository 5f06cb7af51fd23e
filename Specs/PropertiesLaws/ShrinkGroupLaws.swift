import Properties
import Randomness
import Testing

/// What shrinking gains from knowing which choices belong together.
@Suite struct ShrinkGroupLaws {
  /// A record without its last field, the seal, is not valid, nor is one that borrows a field.
  @Test func groupIsRemovedWhereItsPartsCannotBe() throws {
    let property = Property("sealed records") { test in
      var tags: [Int] = []
      while let tag = try test.group(.element, Self.sealedRecord) {
        tags.append(tag)
      }
      test.note("\(tags)")
      try test.require(tags.last != 1, "the last record is tagged")
    }
    let record = [ChoiceValue.boolean(true)] + Array(repeating: .integer(0), count: 11)
    var values = Array(repeatElement(record + [.integer(3)], count: 3).joined())
    values[27] = .integer(1)
    let found = property.run(from: .replay(values), isReporting: true)
    #expect(found.notes == ["[0, 0, 1]"])
    let counterexample = try #require(Runner().shrink(found, of: property))
    #expect(counterexample.run.notes == ["[1]"])
  }

  /// Draws eleven fields, of which the first is the tag, and a seal; nil at the end of the list.
  private static func sealedRecord(_ test: inout TestCase) throws -> Int? {
    guard try test.boolean() else { return nil }
    let tag = try test.integer(in: 0...1)
    for _ in 0..<10 {
      _ = try test.integer(in: 0...1)
    }
    let seal = try test.integer(in: 0...3)
    try test.assume(seal == 3, "unsealed")
    return tag
  }

  /// The fields of a record may only be cleared all at once, and what follows may not move.
  @Test(arguments: 0..<20) func groupIsClearedWhereItsPartsCannotBe(seed: UInt64) throws {
    let property = Property("cleared records") { test in
      var sums: [Int] = []
      var marks: [Int] = []
      for _ in 0..<3 {
        let fields = try test.group(.element) { test in
          [
            try test.integer(in: 0...999), try test.integer(in: 0...999),
            try test.integer(in: 0...999),
          ]
        }
        let isFilled = fields[0] > 0 && fields[1] > 100 && fields[2] > 200
        try test.assume(isFilled || fields == [0, 0, 0], "partly cleared")
        sums.append(fields.reduce(0, +))
        marks.append(try test.integer(in: 0...9))
      }
      test.note("\(sums) \(marks)")
      try test.require(marks.contains { $0 < 5 }, "all marks are large")
    }
    let runner = Runner(seed: Seed(seed), limits: RunLimits(cases: 1_000))
    let counterexample = try #require(runner.run(property).counterexample)
    #expect(counterexample.run.notes == ["[0, 0, 0] [5, 5, 5]"])
  }

  /// The search for something simpler than a case of 392 choices, of which one matters.
  @Test func effortIsBoundedByTheChoices() throws {
    let property = Property("one field of many") { test in
      let record = Generator<Int>.integer(in: 0...1_000_000).array(count: 12...12)
      let records = try test.draw(record.array(count: 30...30))
      test.note("\(records.joined().reduce(0, +))")
      try test.require(records[17][5] < 7, "the field is large")
    }
    let counterexample = try #require(Runner().run(property).counterexample)
    #expect(counterexample.run.notes == ["7"])
    guard case .minimal(let cases) = counterexample.shrinking else {
      Issue.record("not minimal")
      return
    }
    let choiceCount = counterexample.run.sequence.choices.count
    #expect(cases < 8 * choiceCount, "\(cases) cases for \(choiceCount) choices")
  }
}
