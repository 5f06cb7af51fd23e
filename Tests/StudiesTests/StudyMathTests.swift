import Quantities
import Strategies
import Studies
import Testing

/// What a study makes of runs, from runs written down here.
@Suite struct StudyMathTests {
  private func milliseconds(_ count: UInt64) -> Nanoseconds { Nanoseconds(count * 1_000_000) }

  private static let setting = StudySetting(model: "m", device: "d", condition: "calm")

  private func cell(
    _ strategy: String,
    _ latency: UInt64,
    changing: Bool = false,
    peak: UInt64 = 0,
    energy: UInt64 = 0
  ) -> StudyCell {
    StudyCell(
      Self.setting,
      strategy: strategy,
      outcome: .ran(
        StudyRun(
          latency: milliseconds(latency),
          best: milliseconds(100),
          bestProcessor: "gpu",
          changesNetwork: changing,
          operators: 10,
          divided: 0,
          refused: 0,
          processors: 2,
          peak: Bytes(peak),
          energy: Nanojoules(energy),
          bestPeak: Bytes(1_000),
          bestEnergy: Nanojoules(1_000),
          frames: 0,
          droppedFrames: 0,
          predicted: nil,
          cause: nil
        )
      )
    )
  }

  private func comparison(_ groups: [[StudyCell]]) -> Comparison {
    Comparison(groups.map { Comparison.Group(setting: Self.setting, cells: $0) })
  }

  @Test func theFastestPlanWinsIfItBeatsOneProcessor() {
    let found = comparison([
      [cell("a", 90), cell("b", 80), cell("c", 10, changing: true)],
      [cell("a", 100), cell("b", 120), cell("c", 10, changing: true)],
      [cell("a", 50), cell("b", 50), cell("c", 10, changing: true)],
    ])
    #expect(found.groups.map { $0.winner?.strategy } == ["b", nil, "a"])
    #expect(found.settingsForOneProcessor == 1)
    #expect(found.losses.count == 1)
    #expect(found.losses.of == 9)
  }

  /// Of three plans two are faster, and one of those takes more energy.
  @Test func expensesAreRatiosAgainstOneProcessor() throws {
    let found = comparison([
      [cell("a", 90, peak: 1_500, energy: 2_000)], [cell("a", 50, peak: 1_000, energy: 700)],
      [cell("a", 110, peak: 1_200, energy: 3_000)],
    ])
    let expense = try #require(found.expenses.first)
    #expect(found.expenses.count == 1)
    #expect((expense.memory.least, expense.memory.median) == (1_000, 1_200))
    #expect(expense.memory.greatest == 1_500)
    #expect((expense.energy.median, expense.energy.greatest) == (2_000, 3_000))
    #expect((expense.runs, expense.faster, expense.fasterForMore) == (3, 2, 1))
  }

  @Test func standingsCountAndRankSpeedups() throws {
    let none = StudyCell(
      Self.setting,
      strategy: "a",
      outcome: .declined("no")
    )
    let found = comparison([[cell("a", 50)], [cell("a", 200)], [cell("a", 80)], [none]])
    let standing = try #require(found.standings.first)
    #expect(standing.runs == 3)
    #expect(standing.declined == 1)
    #expect(standing.firsts == 2)
    #expect(standing.slower == 1)
    #expect(standing.least == 500)
    #expect(standing.median == 1_250)
    #expect(standing.greatest == 2_000)
  }

  private func row(_ predicted: UInt64, _ latency: UInt64, _ informed: UInt64)
    -> PredictionStudy.Row
  {
    PredictionStudy.Row(
      model: "m",
      device: "d",
      condition: "hot",
      strategy: "s",
      estimate: .offline,
      predicted: milliseconds(predicted),
      latency: milliseconds(latency),
      informed: milliseconds(informed)
    )
  }

  @Test func errorsAreOfThePredictionAndOfTheRun() {
    let late = row(10, 25, 20)
    #expect(late.errorOfPrediction == 1_500)
    #expect(late.errorOfLatency == 600)
    #expect(late.regret == 250)
    let early = row(40, 30, 30)
    #expect(early.errorOfPrediction == 250)
    #expect(early.errorOfLatency == 333)
    #expect(early.regret == 0)
  }

  @Test func errorsAreSummedUpByConditionAndEstimate() throws {
    let study = PredictionStudy([row(10, 10, 10), row(10, 12, 10), row(10, 30, 10)])
    let summary = try #require(study.summaries.first)
    #expect(study.summaries.count == 1)
    #expect(summary.count == 3)
    #expect(summary.median == 200)
    #expect(summary.greatest == 2_000)
    #expect(summary.greatestRegret == 2_000)
  }

  @Test(arguments: [
    ([130, 100, 130], true), ([130, 100, 104], false), ([100, 120, 130], false),
    ([130, 120], false),
  ])
  func aUCostsMoreAtBothEnds(_ latencies: [UInt64], _ isU: Bool) {
    let points = latencies.enumerated()
      .map { GranularityStudy.Point(grain: 8 - $0.offset, latency: milliseconds($0.element)) }
    let curve = GranularityStudy.Curve(
      .parts,
      model: "m",
      device: "d",
      condition: "calm",
      points
    )
    #expect(curve.isU(by: 50) == isU)
  }

  @Test func evidenceIsCounted() throws {
    let text = """
      # a comment
      kind,model,precision,device,runtime,ms,npu,gpu,cpu,alone_runtime,alone_ms
      mixed,A,float,P,onnx,3.0,10,0,2,qnn_dlc,2.0
      mixed,A,float,Q,onnx,1.5,10,1,2,qnn_dlc,2.0
      mixed,B,float,P,tflite,2.5,10,0,2,qnn_dlc,2.5
      control,,,,onnx,1.019,100,58,,,
      """
    let evidence = try #require(FieldEvidence(csv: text))
    #expect(evidence.rows.map(\.ratio) == [1_500, 750, 1_000])
    #expect(evidence.slower == 1)
    let units = evidence.summaries(by: \.units)
    #expect(units.map(\.name) == ["NPU + CPU", "NPU + GPU + CPU"])
    #expect(units.map(\.median) == [1_000, 750])
    #expect(evidence.controls.map(\.median) == [1_019])
    #expect(FieldEvidence(csv: "kind\n") == nil)
  }

  @Test func gainsAreAgainstTheBackendAlone() throws {
    func row(_ frontend: String, _ backend: String, _ latency: UInt64) -> PassStudy.Row {
      PassStudy.Row(
        model: "m",
        device: "d",
        strategy: "s",
        frontend: frontend,
        backend: backend,
        latency: milliseconds(latency),
        peak: .zero,
        work: .zero
      )
    }
    let study = PassStudy([
      row("", "", 100), row("", "fuse", 80), row("prune", "", 60), row("prune", "fuse", 40),
    ])
    let gain = try #require(study.gains.first)
    #expect(study.gains.count == 1)
    #expect(gain.overBackend == 500)
    #expect(gain.overPlain == 600)
    #expect(gain.isBetter)
  }
}
