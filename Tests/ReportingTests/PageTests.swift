import Checking
import Documents
import Foundation
import Plans
import Quantities
import Reporting
import Testing

#if canImport(FoundationXML)
import FoundationXML
#endif

@Suite struct PageTests {
  /// Plans of every kind: legal and slow, racing, deadlocked, too large for a pool.
  static let options: [Sample.Options] = [
    .init(), .init(areAllOnCPU: true), .init(synchronization: .explicit),
    .init(waits: [(0, after: 2)]), .init(capacity: Bytes(1_000)),
    .init(operators: 260),
  ]

  @Test(arguments: options.indices)
  func pageIsWellFormedAndNeedsNothingElse(number: Int) throws {
    let html = try Sample(Self.options[number]).report.html
    let page = try Outline(html)
    #expect(page.elements["main"] == 1)
    #expect(page.elements["h1"] == 1)
    #expect(page.elements["script"] == nil)
    #expect(page.elements["link"] == nil)
    #expect(page.elements["img"] == nil)
    #expect(page.elements["iframe"] == nil)
    #expect(page.handlers.isEmpty)
    #expect(page.namelessImages == 0)
    #expect(!html.contains("http://") && !html.contains("https://"))
  }

  @Test func losingPlanSaysByHowMuch() throws {
    let html = try Sample().report.html
    #expect(html.contains("zigzag runs chain"))
    #expect(html.contains("times slower than cpu alone"))
    #expect(html.contains("more for 6 copies") || html.contains("more for 5 copies"))
    #expect(html.contains("class=\"critical\""))
  }

  /// Only what was judged is claimed.
  @Test func unjudgedPlanIsNotCalledSafe() throws {
    let judged = try Sample(.init(areAllOnCPU: true)).report.html
    let unjudged = try Sample(.init(areAllOnCPU: true, obligations: [.coverage])).report.html
    #expect(judged.contains("chain safely and exactly as fast as cpu alone"))
    #expect(unjudged.contains("chain exactly as fast as cpu alone"))
  }

  /// A plan that is held against another strategy's is drawn beside that one's.
  @Test func rivalStandsInForTheSingleProcessor() throws {
    let sample = try Sample()
    let report = sample.report(against: "halves")
    let html = report.html
    #expect(html.contains("halves plan takes"))
    #expect(html.contains("Timeline of halves plan"))
    #expect(html.contains("From the latency of halves plan to that of the plan"))
    #expect(html.contains("that of halves plan"))
    #expect(!html.contains("Timeline of cpu alone"))
    #expect(html == sample.report(against: "halves").html)
    #expect(report.csv.contains("\nrival,"))
    #expect(report.markdown.contains("| halves plan |"))
    let json = JSONWriter.text(report.json, .compact)
    #expect(json.contains("\"rival_strategy\":\"halves\""))
    #expect(JSONWriter.text(report.trace, .compact).contains("halves plan"))
  }

  @Test func deadlockIsShownWithoutARun() throws {
    let html = try Sample(.init(waits: [(0, after: 2)])).report.html
    #expect(html.contains("breaks ordering"))
    #expect(html.contains("The deadlock"))
    #expect(!html.contains("What happens"))
  }

  @Test func raceIsShownAsAState() throws {
    let options = Sample.Options(
      synchronization: .explicit,
      areAllOnCPU: true,
      isReversed: true
    )
    let html = try Sample(options).report.html
    #expect(html.contains("The moment that breaks ordering"))
    #expect(html.contains("class=\"chip culprit\""))
    #expect(html.contains("too early"))
  }

  @Test func overflowIsShownAgainstTheCapacity() throws {
    let html = try Sample(.init(capacity: Bytes(1_000))).report.html
    let findings = try #require(html.range(of: "What the plan owes"))
    let run = try #require(html.range(of: "What happens"))
    #expect(findings.lowerBound < run.lowerBound)
    #expect(html.contains("The moment in which pool local overflows by"))
    #expect(html.contains("class=\"limit\""))
  }

  @Test(arguments: options.indices)
  func sameInputGivesSameBytes(number: Int) throws {
    let first = try Sample(Self.options[number]).report.html
    let second = try Sample(Self.options[number]).report.html
    #expect(first == second)
  }

  @Test func thousandStepsStayBelowTwoMegabytes() throws {
    let options = Sample.Options(operators: 1_000, obligations: [.coverage])
    let sample = try Sample(options)
    #expect(sample.report.html.utf8.count < 2_000_000)
  }

  @Test func lettersOnColoursCanBeRead() throws {
    let html = try Sample().report.html
    let colours = html.matches(of: /--p\d:#([0-9a-f]{6})/).map { String($0.output.1) }
    #expect(colours.count == 12)
    for colour in colours { #expect(Self.contrastWithWhite(colour) >= 4.5, "#\(colour)") }
  }

  /// The contrast ratio of WCAG 2.1.
  private static func contrastWithWhite(_ colour: String) -> Double {
    let value = Int(colour, radix: 16) ?? 0
    let parts = [value >> 16, value >> 8 & 0xFF, value & 0xFF]
      .map { part in
        let share = Double(part) / 255
        return share <= 0.03928 ? share / 12.92 : pow((share + 0.055) / 1.055, 2.4)
      }
    return 1.05 / (0.2126 * parts[0] + 0.7152 * parts[1] + 0.0722 * parts[2] + 0.05)
  }
}

/// The elements of a page that is well-formed XML.
final class Outline: NSObject, XMLParserDelegate {
  private(set) var elements: [String: Int] = [:]
  /// Attributes that would run a script or load something.
  private(set) var handlers: [String] = []
  /// Drawings that neither have a text alternative nor are hidden.
  private(set) var namelessImages = 0

  struct NotWellFormed: Error {
    let reason: String
  }

  init(_ html: String) throws {
    super.init()
    let document = html.replacingOccurrences(of: "<!DOCTYPE html>", with: "")
    let parser = XMLParser(data: Data(document.trimmingCharacters(in: .newlines).utf8))
    parser.delegate = self
    guard parser.parse() else {
      throw NotWellFormed(
        reason: "line \(parser.lineNumber): \(parser.parserError.map { "\($0)" } ?? "")"
      )
    }
  }

  func parser(
    _ parser: XMLParser,
    didStartElement name: String,
    namespaceURI: String?,
    qualifiedName: String?,
    attributes: [String: String]
  ) {
    elements[name, default: 0] += 1
    for (key, value) in attributes.sorted(by: { $0.key < $1.key }) {
      let loads =
        ["src", "action", "srcset"].contains(key) || (key == "href" && value.first != "#")
      if key.hasPrefix("on") || loads { handlers.append("\(name) \(key)=\(value)") }
    }
    if name == "svg", attributes["aria-hidden"] == nil, attributes["viewBox"] == nil {
      let isNamed = attributes["role"] == "img" && attributes["aria-label"]?.isEmpty == false
      if !isNamed { namelessImages += 1 }
    }
  }
}
