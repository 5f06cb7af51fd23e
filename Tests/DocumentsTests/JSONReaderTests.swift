import Documents
import Testing

func json(_ text: String) throws(InputProblems) -> Document {
  try JSONReader.read(Array(text.utf8), file: "f.json")
}

@Suite struct JSONReaderTests {
  @Test func valuesKeepOrderAndPlace() throws {
    let document = try json("{\"b\": [1, -2.50e1],\n \"ä\": \"x\", \"n\": null, \"t\": true}")
    guard case .object(let members) = document.value else {
      Issue.record("no object")
      return
    }
    #expect(members.map(\.key) == ["b", "ä", "n", "t"])
    #expect(members.map(\.place.line) == [1, 2, 2, 2])
    #expect(members.map(\.place.column) == [2, 2, 12, 23])
    #expect(members[0].value.place == Place(file: "f.json", line: 1, column: 7))
    #expect(
      JSONValue(document)
        == .object([
          .init("b", [1, .decimal("-2.50e1")]), .init("ä", "x"), .init("n", .null),
          .init("t", true),
        ])
    )
  }

  @Test func integersAreExact() throws {
    #expect(try json("9223372036854775807").value == .integer(.max))
    #expect(try json("-9223372036854775808").value == .integer(.min))
    #expect(try json("9223372036854775808").value == .decimal("9223372036854775808"))
    #expect(try json("1.0").value == .decimal("1.0"))
    #expect(try json("1e999").value == .decimal("1e999"))
  }

  @Test func escapesBecomeCharacters() throws {
    let text = #""\"\\\/\b\f\n\r\t\u00e9\ud83d\ude00é""#
    #expect(try json(text).value == .text("\"\\/\u{8}\u{C}\n\r\té😀é"))
  }

  @Test(arguments: [
    ("", "1:1: the file ends where a value is due"),
    ("{", "1:2: the file ends where a key in quotation marks is due"),
    ("[1,]", "1:4: expected a value, found ']'; take out the comma before it"),
    ("[1 2]", "1:4: expected ',' or ']', found '2'"),
    ("{\"a\" 1}", "1:6: expected ':', found '1'"),
    ("{\"a\": 1,\n \"a\": 2}", "2:2: key 'a' was given before, on line 1"),
    ("01", "1:2: a number with a leading zero"),
    ("-", "1:2: the file ends where a digit is due"),
    ("1.", "1:3: the file ends where a digit is due"),
    ("1e+", "1:4: the file ends where a digit is due"),
    ("[\"é\", x]", "1:7: expected a value, found 'x'"),
    ("tru", "1:1: expected a value, found 't'"),
    ("NaN", "1:1: expected a value, found 'N'; JSON has no numbers that are not finite"),
    ("1 2", "1:3: text after the end of the value"),
    ("\"a\nb\"", "1:3: a control character inside a text; write it as \\u000a"),
    ("\"\\q\"", "1:2: an unknown escape in a text"),
    ("\"\\ud800x\"", "1:2: half a surrogate pair in a text"),
    ("\"\\udc00\"", "1:2: half a surrogate pair in a text"),
    ("\"\\u12g4\"", "1:2: \\u without four hexadecimal digits"),
    ("\"abc", "1:5: the file ends inside a text"),
    ("\u{0}", "1:1: expected a value, found '\\u{0}'"),
    ("// c\n1", "1:1: expected a value, found '/'; JSON has no comments; take it out"),
    ("\u{FEFF}1", "1:1: the file begins with a byte order mark; save it as UTF-8 without one"),
  ])
  func faultsHavePlaces(text: String, message: String) {
    let problems = #expect(throws: InputProblems.self) { try json(text) }
    #expect(problems?.description == "f.json:" + message)
  }

  @Test func otherEncodingsAndOtherFilesAreNamed() {
    let text = "{\"format\": \"pitfall.plan/1\"}"
    let wide = text.utf16.flatMap { [UInt8(truncatingIfNeeded: $0), UInt8($0 >> 8)] }
    let swapped = text.utf16.flatMap { [UInt8($0 >> 8), UInt8(truncatingIfNeeded: $0)] }
    for bytes in [wide, swapped, [0xFF, 0xFE] + wide, [0xFE, 0xFF] + swapped] {
      let problems = #expect(throws: InputProblems.self) { try JSONReader.read(bytes, file: "f") }
      #expect(problems?.description.hasPrefix("f:1:1: the text is UTF-16, not UTF-8; ") == true)
    }
    let model: [UInt8] = [0x08, 0x07, 0x12, 0x07] + Array("pytorch".utf8) + [0xFF, 0x80]
    let problems = #expect(throws: InputProblems.self) { try JSONReader.read(model, file: "f") }
    #expect(problems?.description.hasPrefix("f:1:1: not a text but a binary file; ") == true)
  }

  @Test func ofAnotherFormatNothingElseIsSaid() throws {
    var log = ProblemLog()
    let reader = try json("{\"format\": \"pitfall.plan/1\", \"steps\": []}")
      .object("a case", keys: ["format", "claim"], &log)
    reader?.checkFormat("pitfall.case/1", &log)
    _ = reader?.text("claim", &log)
    #expect(
      log.problems.map(\.description) == [
        "f.json:1:12: the format is 'pitfall.plan/1', not 'pitfall.case/1'; a case is due here"
      ]
    )
  }

  @Test func invalidEncodingIsFound() {
    let cases: [[UInt8]] = [
      [0x22, 0xFF, 0x22], [0x22, 0xC0, 0x80, 0x22], [0x22, 0xED, 0xA0, 0x80, 0x22],
      [0x22, 0xE2, 0x82], [0x22, 0xF4, 0x90, 0x80, 0x80, 0x22], [0x22, 0x80, 0x22],
    ]
    for bytes in cases {
      let problems = #expect(throws: InputProblems.self) {
        try JSONReader.read(bytes, file: "f")
      }
      #expect(
        problems?.description == "f:1:2: the text is not valid UTF-8 from here on"
      )
    }
  }

  @Test func depthIsLimited() throws {
    let fits = String(repeating: "[", count: 128) + String(repeating: "]", count: 128)
    _ = try json(fits)
    for opening in ["[", "{\"a\":"] {
      let problems = #expect(throws: InputProblems.self) {
        try json(String(repeating: opening, count: 1_000_000))
      }
      let place = 1 + 128 * opening.count
      #expect(
        problems?.description
          == "f.json:1:\(place): lists and objects inside each other more than 128 deep"
      )
    }
  }

  @Test func sizeIsLimited() {
    let problems = #expect(throws: InputProblems.self) {
      try JSONReader.read(
        Array("[1, 2, 3]".utf8),
        file: "f",
        limits: DocumentLimits(bytes: 8)
      )
    }
    #expect(problems?.description == "f:1:1: the file has 9 bytes, more than 8")
  }

  @Test func longTextsAreRead() throws {
    let text = String(repeating: "a", count: 50_000_000)
    #expect(try json("\"" + text + "\"").value == .text(text))
  }

  @Test func manyKeysAreCheckedForDuplicates() throws {
    let members = (0..<1_000).map { "\"k\($0)\": \($0)" }
    _ = try json("{" + members.joined(separator: ",") + "}")
    #expect(throws: InputProblems.self) {
      try json("{" + (members + ["\"k16\": 0"]).joined(separator: ",") + "}")
    }
    #expect(throws: InputProblems.self) {
      try json("{" + (members.prefix(17) + ["\"k0\": 0"]).joined(separator: ",") + "}")
    }
  }
}
