import Reporting
import Testing

/// Lines over steps of equal width.
@Suite struct LineChartTests {
  private func svg(_ values: [UInt64?]) -> String {
    LineChart(
      name: "Costs",
      steps: ["1", "2", "4", "8"],
      lines: [LineChart.Line(name: "calm", values: values)],
      marksLeast: true,
      words: { "\($0)" }
    )
    .svg
  }

  /// What stands between a mark and the next quotation mark, wherever the mark occurs.
  private func values(after mark: String, in text: String) -> [Substring] {
    text.split(separator: mark).dropFirst().map { $0.prefix { $0 != "\"" } }
  }

  @Test func dotsStandAboveTheirSteps() {
    let all = values(after: " cx=\"", in: svg([4_000, 3_000, 2_000, 1_000]))
    #expect(all.count == 4)
    #expect(values(after: " cx=\"", in: svg([nil, 3_000, nil, 1_000])) == [all[1], all[3]])
  }

  @Test func whatIsMissingLeavesAGap() {
    func segments(_ values: [UInt64?]) -> Int {
      svg(values).split(separator: "series s0").count - 1
    }
    #expect(segments([4_000, 3_000, 2_000, 1_000]) == 3)
    #expect(segments([4_000, 3_000, nil, 1_000]) == 1)
    #expect(segments([nil, 3_000, nil, 1_000]) == 0)
    #expect(segments([nil, nil, nil, nil]) == 0)
  }

  @Test func wordsNameTheStepsThatThereAre() {
    let text = svg([nil, 3_000, nil, 1_000])
    #expect(text.contains("calm: 2 3000, 8 1000"))
    #expect(text.contains("calm, 8: 1000, the least"))
  }
}
