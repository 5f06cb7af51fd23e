import Properties
import Testing

@Suite struct ReplayTokenTests {
  @Test func textIsFixed() throws {
    let values: [ChoiceValue] = [
      .integer(0), .integer(-1), .integer(.min), .boolean(true), .index(300),
    ]
    let text = ReplayToken(values: values).description
    #expect(text == "replay1-DAAB____________AQUBBqwCelcgGA")
    #expect(try ReplayToken(parsing: text).values == values)
  }

  @Test func emptyCaseHasAToken() throws {
    let text = ReplayToken(values: []).description
    #expect(try ReplayToken(parsing: text).values == [])
  }

  @Test(arguments: [
    ("", ReplayTokenError.notAToken), ("seed1-00", .notAToken), ("replay2-AAAA", .unknownVersion),
    ("replay1-", .truncated), ("replay1-A=", .badCharacter(position: 1)),
    ("replay1-AAAAAAA", .wrongChecksum),
  ])
  func otherTextsAreRefused(text: String, error: ReplayTokenError) {
    #expect(throws: error) { try ReplayToken(parsing: text) }
  }
}
