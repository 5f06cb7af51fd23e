import Checking
import Documents
import Foundation
import Quantities
import Reporting
import Testing

@Suite struct ToolFormatTests {
  // MARK: SARIF

  private func results(_ sample: Sample, inFile: Bool = true) throws -> [Document] {
    let source: SARIFReport.Source =
      inFile
      ? .plan(file: "plans/my plan.json", places: sample.places)
      : .model(file: "models/my net.onnx")
    let report = SARIFReport(sample.judgement, sample.context, source: source)
    let text = JSONWriter.text(report.json)
    let document = try JSONReader.read(Array(text.utf8), file: "sarif")
    return document["runs"]?.items.first?["results"]?.items ?? []
  }

  @Test func slowPlanIsAWarningAtItsSteps() throws {
    let results = try results(try Sample())
    #expect(results.map { $0["ruleId"]?.text } == ["pitfall/profit"])
    #expect(results.first?["level"]?.text == "warning")
    let place = results.first?["locations"]?.items.first?["physicalLocation"]
    #expect(place?["artifactLocation"]?["uri"]?.text == "plans/my%20plan.json")
    #expect(place?["region"]?["startLine"]?.integer == 10)
    #expect(place?["region"]?["startColumn"]?.integer == 5)
  }

  @Test func illegalPlanIsAnErrorAndUnknownIsANote() throws {
    let results = try results(try Sample(.init(waits: [(0, after: 2)], areAllOnCPU: true)))
    #expect(
      results.map { $0["ruleId"]?.text } == [
        "pitfall/ordering", "pitfall/memory", "pitfall/profit",
      ]
    )
    #expect(results.map { $0["level"]?.text } == ["error", "note", "note"])
  }

  @Test func provedPlanHasNoResults() throws {
    #expect(try results(try Sample(.init(areAllOnCPU: true))).isEmpty)
  }

  /// GitHub refuses a log in which a result has no file.
  @Test func aStrategysPlanPointsAtTheModel() throws {
    let results = try results(try Sample(), inFile: false)
    let location = results.first?["locations"]?.items.first
    let place = location?["physicalLocation"]
    #expect(place?["artifactLocation"]?["uri"]?.text == "models/my%20net.onnx")
    #expect(place?["region"]?["startLine"]?.integer == 1)
    #expect(location?["logicalLocations"]?.items.first?["name"]?.text?.hasPrefix("s") == true)
  }

  /// Moved lines leave fingerprints alone; another device changes them.
  @Test func fingerprintsNameTheFaultNotThePlace() throws {
    func fingerprint(_ options: Sample.Options, inFile: Bool) throws -> String? {
      let result = try results(try Sample(options), inFile: inFile).first
      return result?["partialFingerprints"]?["pitfallFinding/v1"]?.text
    }
    let base = try fingerprint(.init(), inFile: true)
    #expect(base?.count == 16)
    #expect(try fingerprint(.init(), inFile: false) == base)
    #expect(try fingerprint(.init(suffix: "2"), inFile: true) != base)
  }

  // MARK: JUnit

  @Test(arguments: [
    (Sample.Options(), "failures=\"1\" errors=\"0\""),
    (Sample.Options(waits: [(0, after: 2)], areAllOnCPU: true), "failures=\"1\" errors=\"2\""),
    (Sample.Options(areAllOnCPU: true), "failures=\"0\" errors=\"0\""),
  ])
  func junitCounts(options: Sample.Options, counts: String) throws {
    let sample = try Sample(options)
    let xml = JUnitReport(sample.judgement, sample.context).xml
    #expect(xml.contains("tests=\"6\" \(counts)"))
    let page = try Outline(String(xml.drop { $0 != "\n" }))
    #expect(page.elements["testcase"] == 6)
  }

  // MARK: Trace

  @Test func bothRunsAreInOneTrace() throws {
    let trace = try Sample().report.trace
    let text = JSONWriter.text(trace, .compact)
    let events = try JSONReader.read(Array(text.utf8), file: "trace")["traceEvents"]?.items ?? []
    let processes = Set(events.compactMap { $0["pid"]?.integer })
    #expect(processes == [1, 2])
  }
}

extension Document {
  fileprivate subscript(key: String) -> Document? {
    guard case .object(let members) = value else { return nil }
    return members.first { $0.key == key }?.value
  }

  fileprivate var items: [Document] {
    if case .list(let items) = value { items } else { [] }
  }

  fileprivate var text: String? {
    if case .text(let text) = value { text } else { nil }
  }

  fileprivate var integer: Int64? {
    if case .integer(let integer) = value { integer } else { nil }
  }
}
