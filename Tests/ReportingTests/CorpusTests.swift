import Checking
import Documents
import Formats
import Hunting
import Plans
import Quantities
import Reporting
import Strategies
import Testing

@Suite struct CorpusTests {
  /// A case of a kind that loses so many thousandths; its question is a graph of so many operators.
  private static func item(
    _ cause: String,
    loss: UInt64,
    operators: Int = 2,
    strategy: String = "zigzag",
    prefix: String = ""
  ) throws -> CaseSummary {
    let sample = try Sample(.init(operators: operators, prefix: prefix, obligations: []))
    let item = sample.storedCase(cause: cause, loss: loss, strategy: strategy)
    return CaseSummary(item, file: "\(prefix)cases/\(cause)-\(operators)-\(strategy).json")
  }

  private static func statuses(_ before: [CaseSummary], _ now: [CaseSummary]) -> [String] {
    CorpusChange.changes(from: before, to: now).map(\.status.rawValue)
  }

  // MARK: Changes

  @Test func everyResultIsTold() throws {
    let before = try [
      Self.item("transfer", loss: 2_000, operators: 1),
      Self.item("transfer", loss: 2_000, operators: 2),
      Self.item("transfer", loss: 2_000, operators: 3),
      Self.item("launch", loss: 1_500, operators: 4),
    ]
    let now = try [
      Self.item("transfer", loss: 3_000, operators: 1),
      Self.item("transfer", loss: 1_200, operators: 2),
      Self.item("transfer", loss: 2_000, operators: 3),
      Self.item("fallback", loss: 9_000, operators: 5),
    ]
    #expect(Self.statuses(before, now) == ["new", "worse", "still failing", "better", "fixed"])
    #expect(Self.statuses(before, before) == Array(repeating: "still failing", count: 4))
    #expect(Self.statuses([], before) == Array(repeating: "new", count: 4))
    #expect(Self.statuses(before, []) == Array(repeating: "fixed", count: 4))
  }

  /// A later hunt finds other graphs; the worst of a kind takes the place of the worst.
  @Test func kindsAreMatchedWhereQuestionsDiffer() throws {
    let before = [try Self.item("transfer", loss: 2_000, operators: 1)]
    let now = [try Self.item("transfer", loss: 2_500, operators: 5)]
    #expect(Self.statuses(before, now) == ["worse"])
    let other = [try Self.item("launch", loss: 2_500, operators: 5)]
    #expect(Self.statuses(before, other) == ["new", "fixed"])
  }

  /// One strategy against another is a comparison; where a list has two, each keeps its cases.
  @Test func strategiesAreComparedUnlessThereAreSeveral() throws {
    let heft = try Self.item("transfer", loss: 2_000, strategy: "heft")
    let mace = try Self.item("transfer", loss: 2_500, strategy: "mace")
    #expect(Self.statuses([heft], [mace]) == ["worse"])
    #expect(Self.statuses([heft, mace], [mace]) == ["still failing", "fixed"])
  }

  // MARK: Reports

  private static func report() throws -> CorpusReport {
    let before = try [item("transfer", loss: 2_000), item("launch", loss: 1_500)]
    let now = try [item("transfer", loss: 2_750), item("fallback", loss: 9_000, operators: 3)]
    return CorpusReport(now, baseline: before, reproduction: ["pitfall replay cases"])
  }

  @Test func pageNamesWorstAndChanges() throws {
    let html = try Self.report().html
    let page = try Outline(html)
    #expect(page.elements["main"] == 1)
    #expect(page.handlers.isEmpty)
    #expect(page.namelessImages == 0)
    #expect(html.contains("2 pitfalls of zigzag: 1 new, 1 worse, 1 fixed"))
    #expect(html.contains("Atlas of pitfalls"))
    #expect(html.contains("× 9.00"))
    #expect(html.contains("class=\"heat h2\""))
    #expect(html.contains(">9.00<") && html.contains(">2.75<"))
    for words in ["1, not in the baseline", "1, more is lost", "1, in the baseline only"] {
      #expect(html.contains(words), "\(words)")
    }
    #expect(html.contains("+ 38\u{A0}%"))
    #expect(html == (try Self.report().html))
  }

  /// Cases that are as bad as before are counted, and folded away.
  @Test func changesAreCountedByResult() throws {
    let before = try (1...13).map { try Self.item("transfer", loss: 2_000, operators: $0) }
    let now = try [Self.item("transfer", loss: 1_500, operators: 1)] + before.dropFirst()
    let html = CorpusReport(now, baseline: before, reproduction: []).html
    #expect(html.contains("12, as much is lost as in the baseline"))
    #expect(html.contains("1, less is lost than in the baseline"))
    #expect(html.contains("− 25\u{A0}%"))
    #expect(html.contains("<summary>12 cases that are as before</summary>"))
  }

  @Test func atlasHoldsTheWorstOfEachKind() throws {
    let cases = try [
      Self.item("transfer", loss: 2_000, operators: 1),
      Self.item("transfer", loss: 4_000, operators: 2), Self.item("launch", loss: 1_500),
    ]
    let json = CorpusReport(cases, reproduction: []).json
    let document = try JSONReader.read(JSONWriter.bytes(json), file: "corpus")
    guard case .list(let cells) = document["atlas"]?.value else {
      Issue.record("no atlas")
      return
    }
    #expect(cells.map { $0["cause"]?.value } == [.text("launch"), .text("transfer")])
    #expect(cells.map { $0["cases"]?.value } == [.integer(1), .integer(2)])
    #expect(cells[1]["worst"]?.value == .text("cases/transfer-2-zigzag.json"))
  }

  @Test func jsonIsABaseline() throws {
    let cases = try [Self.item("transfer", loss: 2_000), Self.item("launch", loss: 1_501)]
    let json = CorpusReport(cases, baseline: [], reproduction: []).json
    let read = try CorpusFile.read(JSONReader.read(JSONWriter.bytes(json), file: "corpus"))
    #expect(read == cases)
    #expect(Self.statuses(read, cases) == ["still failing", "still failing"])
  }

  @Test(arguments: [
    "{\"format\": \"pitfall.corpus/1\"}", "{\"format\": \"pitfall.plan/1\", \"cases\": []}",
    "{\"format\": \"pitfall.corpus/1\", \"cases\": [{\"file\": 1}]}", "[]",
  ])
  func otherFilesAreNoBaseline(text: String) throws {
    let document = try JSONReader.read(Array(text.utf8), file: "b.json")
    #expect(throws: InputProblems.self) { try CorpusFile.read(document) }
  }

  @Test func junitFailsForRegressionsOnly() throws {
    let xml = try Self.report().junit
    #expect(xml.contains("name=\"pitfall\" tests=\"3\" failures=\"2\" errors=\"0\" skipped=\"0\""))
    let known = [try Self.item("transfer", loss: 2_000)]
    let same = CorpusReport(known, baseline: known, reproduction: [])
    #expect(same.junit.contains("tests=\"1\" failures=\"0\" errors=\"0\" skipped=\"1\""))
    #expect(!same.hasRegressed)
    #expect(try Self.report().hasRegressed)
  }

  @Test func sarifTellsTheStateOfEach() throws {
    let text = JSONWriter.text(try Self.report().sarif, .compact)
    for state in ["new", "updated", "absent"] {
      #expect(text.contains("\"baselineState\":\"\(state)\""))
    }
    #expect(text.contains("\"ruleId\":\"pitfall/profit\""))
  }

  @Test func csvHasARowForEach() throws {
    let lines = try Self.report().csv.split(separator: "\n")
    #expect(lines.count == 4)
    #expect(lines[1].hasPrefix("new,cases/fallback-3-zigzag.json,zigzag,profit,fallback,"))
    #expect(lines[1].hasSuffix(",9.000,"))
    #expect(lines[3].hasSuffix(",,1.500"))
  }

  // MARK: Hostile names

  @Test(arguments: HostileNameTests.prefixes.indices)
  func namesAreText(number: Int) throws {
    let prefix = HostileNameTests.prefixes[number]
    let cases = try [Self.item("transfer", loss: 2_000, strategy: prefix, prefix: prefix)]
    let report = CorpusReport(cases, baseline: [], reproduction: [prefix])
    let page = try Outline(report.html)
    #expect(page.elements["script"] == nil && page.elements["img"] == nil)
    #expect(page.handlers.isEmpty)
    for text in [report.html, report.markdown, report.csv, report.junit] {
      #expect(text.unicodeScalars.allSatisfy { !HostileNameTests.isDangerous($0) })
    }
    _ = try Outline(String(report.junit.drop { $0 != "\n" }))
    for json in [report.json, report.sarif] {
      let bytes = JSONWriter.bytes(json)
      #expect(JSONWriter.bytes(JSONValue(try JSONReader.read(bytes, file: "report"))) == bytes)
    }
  }
}

extension Sample {
  /// The sample as a case that loses so many thousandths.
  func storedCase(cause: String, loss: UInt64, strategy: String) -> StoredCase {
    let task = judgement.subject.task
    return StoredCase(
      claim: .init(property: "profit", cause: cause, message: "the plan of \(strategy) is slow"),
      numbers: .init(plan: Nanoseconds(loss * 10), best: Nanoseconds(10_000), rival: "cpu"),
      graph: task.graph,
      device: task.device,
      condition: task.condition,
      plan: judgement.subject.program.plan,
      origin: .init(
        strategy: strategy,
        command: nil,
        against: nil,
        seed: "seed1-0",
        run: 7,
        family: "chain",
        choices: "replay1-",
        shrinking: "minimal"
      )
    )
  }
}
