import Checking
import Documents
import Formats
import Plans
import Quantities
import Reporting
import Testing

/// Markdown, CSV, JSON and DOT.
@Suite struct TextFormatTests {
  // MARK: Plain names

  @Test func csvHasARowForEachCommandOfBothRuns() throws {
    let lines = try Sample().report.csv.split(separator: "\n")
    #expect(lines.first?.hasPrefix("run,subject,step,queue,kind,start_us,end_us,") == true)
    let plan = lines.count { $0.hasPrefix("plan,") }
    let single = lines.count { $0.hasPrefix("single,") }
    #expect(single == 6)
    #expect(plan == 6 + lines.count { $0.contains(",copy,") })
    #expect(lines.count == 1 + plan + single)
  }

  @Test func csvOfADeadlockHasTheSingleRunOnly() throws {
    let csv = try Sample(.init(waits: [(0, after: 2)])).report.csv
    #expect(!csv.contains("\nplan,") && csv.contains("\nsingle,"))
  }

  @Test func dotColoursByProcessorAndMarksCopies() throws {
    let sample = try Sample()
    let dot = GraphDOT(sample.judgement.subject.program).text
    let look = "fontcolor=white, fillcolor="
    #expect(dot.contains("o0 [label=\"relu0\\nRelu\\ncpu\", \(look)\"#2f6bd0\"]"))
    #expect(dot.contains("o1 [label=\"relu1\\nRelu\\ngpu\", \(look)\"#b8500b\"]"))
    #expect(dot.contains("o0 -> o1 [label=\"main→local 64.0 KiB\", style=dashed"))
    #expect(dot.contains("i0 -> o0;"))
  }

  @Test func jsonHoldsVerdictRunsAndHeadline() throws {
    let json = try Sample().report.json
    let document = try JSONReader.read(JSONWriter.bytes(json), file: "report")
    #expect(document["format"]?.value == .text("pitfall.report/1"))
    #expect(document["verdict"]?["format"]?.value == .text("pitfall.verdict/1"))
    #expect(document["run"]?["format"]?.value == .text("pitfall.run/1"))
    #expect(document["single"]?["format"]?.value == .text("pitfall.run/1"))
  }

  @Test func markdownHasBothTables() throws {
    let text = try Sample().report.markdown
    #expect(text.contains("| critical path | cpu alone | the plan |\n| --- | --: | --: |"))
    #expect(text.contains("| `profit` | ❌ refuted |"))
    #expect(text.contains("```\npitfall verify plan.json\n```"))
  }

  // MARK: What else is known

  private func html(_ background: Background) throws -> String {
    let sample = try Sample()
    return CounterexampleReport(sample.judgement, sample.context, background, reproduction: []).html
  }

  @Test func betterPlanIsDrawn() throws {
    let sample = try Sample(.init(operators: 40, isBandwidthShared: false, obligations: []))
    let better = Avoidance.BetterPlan(sample.planOfHalves, method: "by hand")
    let report = CounterexampleReport(
      sample.judgement,
      sample.context,
      Background(avoidance: .avoidable(better)),
      reproduction: []
    )
    #expect(report.html.contains("It could have been avoided"))
    #expect(report.html.contains("times faster than cpu alone. It was found by hand."))
    #expect(report.markdown.contains("**It could have been avoided.** A legal plan takes"))
    _ = try Outline(report.html)
  }

  /// All on one processor is no faster than that processor, so that nothing is claimed.
  @Test func planThatIsNoBetterIsNotCalledSo() throws {
    let same = try Sample(.init(areAllOnCPU: true)).judgement.subject.program.plan
    let text = try html(Background(avoidance: .avoidable(.init(same, method: "by hand"))))
    #expect(text.contains("Whether it could have been avoided is not decided"))
    #expect(!(try html(Background())).contains("could have been avoided"))
  }

  @Test func boundIsDrawn() throws {
    let bound = Avoidance.LowerBound(
      Nanoseconds(30_000),
      space: "all plans of whole operators",
      method: "proved by the solver"
    )
    let text = try html(Background(avoidance: .unavoidable(bound)))
    #expect(text.contains("It could not have been avoided"))
    #expect(text.contains("all plans of whole operators take at least 30.00\u{A0}µs"))
    _ = try Outline(text)
  }

  @Test func boxIsDrawn() throws {
    let box = LossBox(
      sides: [
        .init(
          name: "bandwidth",
          value: "10 GB/s",
          lossRange: 500...2_250,
          examinedRange: 250...4_000
        )
      ],
      ground: "sampled at 64 points, all of them lose"
    )
    let text = try html(Background(box: box))
    #expect(text.contains("Where the loss persists"))
    #expect(text.contains("0.50 to 2.25 times 10 GB/s"))
    _ = try Outline(text)
  }

  @Test func originIsTold() throws {
    let item = try Sample().storedCase(cause: "transfer", loss: 2_000, strategy: "zigzag")
    let text = try html(Background(found: item))
    #expect(text.contains("How it was found"))
    #expect(text.contains("run 7 broke the property"))
  }

  // MARK: Hostile names

  private static let others = ["=1+1", "@here #1 http://a www.b |x", "a,b\"c", "\\N\\\"];evil"]

  @Test(arguments: HostileNameTests.prefixes + others)
  func namesAreText(prefix: String) throws {
    let long = String(repeating: "x", count: prefix == "=1+1" ? 10_000 : 100)
    let sample = try Sample(.init(prefix: prefix, suffix: long))
    let report = sample.report
    let dot = GraphDOT(sample.judgement.subject.program).text
    let trace = JSONWriter.text(report.trace, .compact)
    for text in [report.html, report.markdown, report.csv, dot, trace] {
      #expect(text.unicodeScalars.allSatisfy { !HostileNameTests.isDangerous($0) })
      #expect(text.utf8.count < 500_000)
    }
    Self.checkCSV(report.csv, columns: 9)
    Self.checkDOT(dot)
    Self.checkMarkdown(report.markdown)
    let bytes = JSONWriter.bytes(report.json)
    let read = JSONValue(try JSONReader.read(bytes, file: "report"))
    #expect(JSONWriter.bytes(read) == bytes)
  }

  /// Every row has as many cells, and none is a formula.
  private static func checkCSV(_ text: String, columns: Int) {
    for line in text.split(separator: "\n") {
      var cells = [""]
      var isQuoted = false
      for scalar in line.unicodeScalars {
        switch scalar {
        case "\"": isQuoted.toggle()
        case "," where !isQuoted: cells.append("")
        default: cells[cells.count - 1].unicodeScalars.append(scalar)
        }
      }
      #expect(cells.count == columns && !isQuoted)
      #expect(cells.allSatisfy { !$0.hasPrefix("=") && !$0.hasPrefix("@") })
    }
  }

  /// Quotation marks come in pairs on each line but for those behind a backslash.
  private static func checkDOT(_ text: String) {
    for line in text.split(separator: "\n") {
      var (quotes, isEscaped) = (0, false)
      for scalar in line.unicodeScalars {
        if scalar == "\"", !isEscaped { quotes += 1 }
        isEscaped = scalar == "\\" && !isEscaped
      }
      #expect(quotes.isMultiple(of: 2))
    }
  }

  /// No markup but comments, and no name that GitHub takes for a person or a link.
  private static func checkMarkdown(_ text: String) {
    let prose = text.split(separator: "```", omittingEmptySubsequences: false).enumerated()
      .filter { $0.offset.isMultiple(of: 2) }.map { String($0.element) }.joined()
      .replacing("<!-- -->", with: "")
    for mark in ["<", "http://", "www.", "@here", "{{{style}}}<"] {
      #expect(!prose.replacing("\\@", with: "").contains(mark), "\(mark)")
    }
  }
}
