import Calibration
import Devices
import Documents
import Quantities
import Testing

/// Measurements as files hold them, and the rules that leave some out.
@Suite struct MeasurementTests {
  private let table = """
    # a note
    model,processor,precision,threads,latency_us,min_us,max_us
    a,cpu,fp32,4,100,90,120
    a,cpu,fp32,2,100.5,,
    b,gpu,,,200,100,300
    c,gpu,,,50,60,70
    d,cpu,,4,10,,
    d,cpu,,4,30,,
    """

  @Test func readsColumns() throws {
    let rows = try MeasurementTable.read(table, file: "rows.csv")
    #expect(rows.count == 6)
    #expect(rows[0].threads == 4)
    #expect(rows[0].range == Nanoseconds(90_000)...Nanoseconds(120_000))
    #expect(rows[1].latency == Nanoseconds(100_500))
    #expect(rows[1].place.line == 4)
    #expect(rows[2].precision == nil)
  }

  /// What spreadsheets make of a table is the same table.
  @Test(arguments: [",", ";", "\t"], ["\n", "\r\n", "\r"])
  func readsWhatSpreadsheetsWrite(_ separator: String, _ end: String) throws {
    let lines = ["model, processor ,latency_us", "\"a b\",cpu,100.5", "b,gpu,7"]
    let text = lines.joined(separator: end).replacing(",", with: separator)
    for text in [text, "\u{FEFF}" + text, text + end] {
      let rows = try MeasurementTable.read(text, file: "rows.csv")
      #expect(rows.map(\.model) == ["a b", "b"])
      #expect(rows.map(\.processor) == ["cpu", "gpu"])
      #expect(rows.map(\.latency) == [Nanoseconds(100_500), Nanoseconds(7_000)])
      #expect(rows.map(\.place.line) == [2, 3])
    }
  }

  @Test(
    arguments: [
      ("model,processor,latency_ms\na,cpu,5", "no column 'latency_us', but 'latency_ms'; give"),
      ("Model,processor,latency_us\na,cpu,5", "no column 'model', but 'Model'; write it in small"),
      ("model;processor;latency_us\na;cpu;5,5", "above zero; write decimals with a point"),
    ]
  )
  func namesWhatIsNearlyRight(_ text: String, _ message: String) {
    let problems = #expect(throws: InputProblems.self) {
      try MeasurementTable.read(text, file: "rows.csv")
    }
    #expect(problems?.description.contains(message) == true, "\(problems as Any)")
  }

  @Test func leavesOutDirtyRows() throws {
    let sifted = ExclusionRule.sift(try MeasurementTable.read(table, file: "rows.csv"))
    #expect(sifted.kept.map(\.place.line) == [3, 4])
    #expect(sifted.excluded.map(\.measurement.place.line) == [5, 6, 7, 8])
  }

  @Test(
    arguments: [
      "model,processor\na,cpu", "model,latency_us\na,5", "model,processor,latency_us\na,cpu,0",
      "model,processor,latency_us\na,cpu", "",
    ]
  )
  func refusesOtherTables(_ text: String) {
    #expect(throws: InputProblems.self) { try MeasurementTable.read(text, file: "rows.csv") }
  }

  @Test func namesFigures() {
    #expect(Figure("cpu.speed")?.description == "cpu.speed")
    #expect(Figure("gpu>cpu.synchronization")?.description == "gpu>cpu.synchronization")
    #expect(Figure("gpu>cpu.speed") == nil)
    #expect(Figure("cpu.latency") == nil)
    #expect(Figure("speed") == nil)
  }

  /// A step that a slice holds is not suspended; a longer one once for each full slice.
  @Test func suspendsLongSteps() throws {
    let rule = try #require(
      Condition.Scheduling(
        processor: "cpu",
        competitors: 2,
        slice: Nanoseconds(1_000),
        wakeUp: Nanoseconds(10)
      )
    )
    #expect(rule.overhead(of: Nanoseconds(999)) == Nanoseconds(30))
    #expect(rule.overhead(of: Nanoseconds(2_500)) == Nanoseconds(30 + 2 * 2 * 1_000))
  }
}
