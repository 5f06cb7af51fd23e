import Documents
import Testing

func yaml(_ text: String) throws(InputProblems) -> Document {
  try YAMLReader.read(Array(text.utf8), file: "f.yaml")
}

@Suite struct YAMLReaderTests {
  @Test(arguments: [
    ("+1.5", "1.5"), ("007.5", "7.5"), ("-0012e3", "-12e3"), ("00.0", "0.0"), ("1E+02", "1E+02"),
    ("+99999999999999999999", "99999999999999999999"),
  ])
  func numbersAreThoseOfJSON(_ text: String, _ number: String) throws {
    #expect(try yaml(text).value == .decimal(number))
  }

  @Test func scalarsFollowTheCoreSchema() throws {
    let document = try yaml(
      """
      # A comment.
      a: 12
      b: 1.50
      c: true
      d: "12"
      e: 12 GB/s
      f: ~
      g: [x, -3, 'true']
      h:
        - i: >
            long
            text
      j: yes
      k: 18446744073709551616
      """
    )
    #expect(
      JSONValue(document)
        == .object(
          [
            "a": 12, "b": .decimal("1.50"), "c": true, "d": "12", "e": "12 GB/s", "f": .null,
            "g": ["x", -3, "true"], "h": [.object(["i": "long text\n"])], "j": "yes",
            "k": .decimal("18446744073709551616"),
          ] as KeyValuePairs<String, JSONValue?>
        )
    )
    #expect(document["h"]?.place == Place(file: "f.yaml", line: 10, column: 3))
  }

  @Test(arguments: [
    ("", "1:1: the file is empty"),
    ("a: &x 1\nb: *x", "1:4: anchors and aliases (& or * before a word) are not accepted"),
    ("b: [*x]", "1:5: anchors and aliases (& or * before a word) are not accepted"),
    ("a: !!int 3", "1:4: tags such as 'tag:yaml.org,2002:int' are not accepted"),
    ("a: !x {}", "1:4: tags such as '!x' are not accepted"),
    ("a: 1\na: 2", "1:1: key 'a' is given twice in one object"),
    ("[a, b]: 1", "1:1: a key that is not a text"),
    ("a: [1", "2:1: not YAML: did not find expected ',' or ']'"),
    ("a:\n\t- b", "2:1: not YAML: found character that cannot start any token"),
    ("a: 1\n---\nb: 2", "2:1: not YAML: but found another document"),
    ("a: \u{7}", "1:4: a control character"),
    ("a: \u{0}", "1:4: a control character"),
  ])
  func faultsHavePlaces(text: String, message: String) {
    let problems = #expect(throws: InputProblems.self) { try yaml(text) }
    #expect(problems?.description.hasPrefix("f.yaml:" + message) == true, "\(problems as Any)")
  }

  @Test func arithmeticIsNoAnchor() throws {
    #expect(try yaml("a * b && c != R&D").value == .text("a * b && c != R&D"))
  }

  @Test(arguments: ["[", "{", "- ", "? ", "{a: ", "[[{"])
  func hostileNestingIsRefused(opening: String) {
    for count in [200, 1_200, 1_000_000] {
      #expect(throws: InputProblems.self) { try yaml(String(repeating: opening, count: count)) }
    }
  }

  @Test func deepIndentationIsRefused() {
    let text = (0..<1_500).map { String(repeating: " ", count: $0) + "a:\n" }.joined()
    #expect(throws: InputProblems.self) { try yaml(text) }
  }

  @Test func aliasBombsAreRefused() {
    let bomb = (1..<30).map { "a\($0): &a\($0) [*a\($0 - 1), *a\($0 - 1)]\n" }.joined()
    #expect(throws: InputProblems.self) { try yaml("a0: &a0 [x]\n" + bomb) }
    #expect(throws: InputProblems.self) { try yaml("? &a [x, *a]\n: 1") }
  }
}
