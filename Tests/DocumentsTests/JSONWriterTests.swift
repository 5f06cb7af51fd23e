import Documents
import Testing

@Suite struct JSONWriterTests {
  private static let value: JSONValue = .object([
    "text": "a\"\\\n\u{1}\u{7F}\u{2028}é😀", "empty": [], "none": .object([JSONValue.Member]()),
    "left out": nil, "numbers": [1, .real(0.5), .unsigned(.max), .real(.infinity)],
    "flag": true,
  ])

  @Test func compactTextHasNoSpaces() {
    #expect(
      JSONWriter.text(Self.value, .compact)
        == #"{"text":"a\"\\\n\u0001\u007f\u2028é😀","empty":[],"none":{},"#
        + #""numbers":[1,0.5,18446744073709551615,null],"flag":true}"#
    )
  }

  @Test func prettyTextBreaksWhatDoesNotFit() {
    let long = JSONValue.list((0..<3).map { _ in .text(String(repeating: "x", count: 40)) })
    let x = "\"" + String(repeating: "x", count: 40) + "\""
    #expect(
      JSONWriter.text(.object(["a": [1, .object(["b": 2])], "c": long]))
        == """
        {
          "a": [1, { "b": 2 }],
          "c": [
            \(x),
            \(x),
            \(x)
          ]
        }

        """
    )
  }

  @Test(arguments: [JSONWriter.Layout.compact, .pretty])
  func writtenTextIsReadBack(layout: JSONWriter.Layout) throws {
    let text = JSONWriter.text(Self.value, layout)
    let again = JSONValue(try json(text))
    #expect(JSONWriter.text(again, layout) == text)
  }
}
