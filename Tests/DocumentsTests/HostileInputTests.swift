import Documents
import Testing

/// Whatever the bytes are, the readers answer with a value or with problems.
@Suite struct HostileInputTests {
  private static let sample = """
    { "format": "pitfall.plan/1", "x": [1, -2.5e3, "\\u00e9\\ud83d\\ude00é", null, true],
      "y": { "z": {} } }
    """

  @Test func everyPrefixIsAnswered() {
    let bytes = Array(Self.sample.utf8)
    for length in bytes.indices {
      #expect(throws: InputProblems.self) {
        try JSONReader.read(Array(bytes[..<length]), file: "f")
      }
      _ = try? YAMLReader.read(Array(bytes[..<length]), file: "f")
    }
  }

  @Test func mutationsAreAnswered() {
    var state: UInt64 = 42
    func random(_ bound: Int) -> Int {
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return Int((state >> 33) % UInt64(bound))
    }
    let letters = Array("{}[]\",:\\u0d-+.eE# \n&*!|>%@`'?\t~".utf8) + [0, 0x80, 0xC3, 0xFF, 0xED]
    var read = 0
    for _ in 0..<20_000 {
      var bytes = Array(Self.sample.utf8)
      for _ in 0...random(4) { bytes[random(bytes.count)] = letters[random(letters.count)] }
      if (try? JSONReader.read(bytes, file: "f")) != nil { read += 1 }
      _ = try? YAMLReader.read(bytes, file: "f")
    }
    #expect(read > 0)
    for _ in 0..<20_000 {
      let bytes = (0..<random(40))
        .map { _ in
          random(2) == 0 ? UInt8(random(256)) : letters[random(letters.count)]
        }
      _ = try? JSONReader.read(bytes, file: "f")
      _ = try? YAMLReader.read(bytes, file: "f")
    }
  }

  @Test func largeScalarsInYAMLAreBounded() throws {
    let text = String(repeating: "a", count: 3_000_000)
    #expect(try yaml(text).value == .text(text))
    #expect(throws: InputProblems.self) { try yaml(text + text) }
    #expect(try yaml("1e999").value == .decimal("1e999"))
  }
}
