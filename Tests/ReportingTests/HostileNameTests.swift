import Checking
import Documents
import Reporting
import Testing

/// Names that try to be more than names.
@Suite struct HostileNameTests {
  static let prefixes = [
    "<script>alert(1)</script>", "\"'><img src=x onerror=alert(1)>",
    // A quotation mark and a bracket with a combining accent are single characters to Swift.
    "\"\u{301} onload=\"x\" <\u{301}b>", "</title></style></svg>{{{style}}}{{#rows}}",
    "\u{202E}\u{200F}\u{2028}\u{0}\u{7}\u{1B}[31m\u{FFFE}", "]]>&amp;&#60;",
  ]

  private func sample(_ number: Int) throws -> Sample {
    let long = String(repeating: "x", count: 10_000)
    return try Sample(.init(prefix: Self.prefixes[number], suffix: number == 0 ? long : ""))
  }

  @Test(arguments: prefixes.indices)
  func pageShowsThemAsText(number: Int) throws {
    let html = try sample(number).report.html
    let page = try Outline(html)
    #expect(page.elements["script"] == nil)
    #expect(page.elements["img"] == nil)
    #expect(page.elements["b"] == nil)
    #expect(page.handlers.isEmpty)
    #expect(html.utf8.count < 500_000)
    #expect(html.unicodeScalars.allSatisfy { !Self.isDangerous($0) })
  }

  @Test(arguments: prefixes.indices)
  func picturesShowThemAsText(number: Int) throws {
    let svg = try sample(number).report.svg
    let picture = try Outline(svg)
    #expect(picture.elements["script"] == nil && picture.elements["img"] == nil)
    #expect(picture.elements["b"] == nil)
    #expect(picture.handlers.isEmpty)
    #expect(svg.utf8.count < 100_000)
    #expect(svg.unicodeScalars.allSatisfy { !Self.isDangerous($0) })
  }

  @Test(arguments: prefixes.indices)
  func rivalsAreText(number: Int) throws {
    let sample = try sample(number)
    let report = sample.report(against: Self.prefixes[number])
    let page = try Outline(report.html)
    #expect(page.elements["script"] == nil && page.elements["img"] == nil)
    #expect(page.handlers.isEmpty)
    for text in [
      report.html, report.markdown, report.csv, JSONWriter.text(report.json),
      JSONWriter.text(report.trace),
    ] {
      #expect(text.unicodeScalars.allSatisfy { !Self.isDangerous($0) })
    }
  }

  @Test(arguments: prefixes.indices)
  func junitShowsThemAsText(number: Int) throws {
    let sample = try sample(number)
    let xml = JUnitReport(sample.judgement, sample.context).xml
    let page = try Outline(String(xml.drop { $0 != "\n" }))
    #expect(page.elements.keys.sorted() == ["failure", "testcase", "testsuite", "testsuites"])
    #expect(page.handlers.isEmpty)
  }

  @Test(arguments: prefixes.indices)
  func sarifIsReadBack(number: Int) throws {
    let sample = try sample(number)
    let report = SARIFReport(
      sample.judgement,
      sample.context,
      source: .plan(file: Self.prefixes[number], places: sample.places)
    )
    let text = JSONWriter.text(report.json)
    #expect(text.unicodeScalars.allSatisfy { !Self.isDangerous($0) })
    let read = try JSONReader.read(Array(text.utf8), file: "sarif")
    #expect(JSONValue(read) == report.json)
  }

  /// Controls other than line breaks, and marks that reorder text.
  static func isDangerous(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.value {
    case 0xA: false
    case 0..<0x20, 0x7F..<0xA0, 0x200E, 0x200F, 0x2028...0x202E, 0x2066...0x2069: true
    default: false
    }
  }
}
