import Calibration
import Devices
import Documents
import Formats
import Loading
import Testing

/// What is known of figures beforehand, and what measurements of other devices teach.
@Suite struct PriorTests {
  private func prior(_ covariance: String) throws -> Prior {
    let text = """
      {"format": "pitfall.prior/1", "source": "a test", "figures": ["cpu.speed", "cpu.bandwidth"],
       "covariance": \(covariance)}
      """
    return try Prior(try JSONReader.read(Array(text.utf8), file: "prior.json"))
  }

  @Test func readsAndWrites() throws {
    let prior = try prior("[[40000, 1000], [1000, 2500]]")
    #expect(prior.covariance == [[4, 0.1], [0.1, 0.25]])
    let text = JSONWriter.text(prior.json(source: "a test"))
    #expect(try Prior(try JSONReader.read(Array(text.utf8), file: "prior.json")) == prior)
  }

  @Test(
    arguments: ["[[40000, 1000]]", "[[100, 90], [80, 100]]", "[[100, 200], [200, 100]]", "[]"]
  )
  func refusesWhatIsNoCovariance(_ covariance: String) {
    #expect(throws: InputProblems.self) { try prior(covariance) }
  }

  /// The bundled prior goes with the bundled template: on four networks of a board that is in the
  /// table, calibration predicts others within the error that is asked for on average.
  @Test func predictsOtherNetworks() throws {
    let inputs = Inputs()
    let folder = try inputs.bundledFiles().home + "/Specs/measurements/"
    let device = try inputs.device(folder + "ncnn-template.yaml")
    var desk = try CalibrationDesk([device], isTemplate: true)
    try desk.add(folder + "ncnn.csv")
    let boards = ["raspberry-pi-5-broadcom-bc-x4", "khadas-vim3-amlogic-a311d-x4"]
    let runs = desk.runs.filter { boards.contains($0.measurement.device ?? "") }
    let prior = try Prior(try FileReading.document(at: folder + "ncnn-prior.json"))
    let figures = prior.figures.map { FittedFigure($0, of: [0]) }
    let given = ["mobilenet_v2", "shufflenet", "googlenet", "vgg16"]
    let survey = Survey(device, runs, on: given, prior: prior) { known in
      figures.filter { $0.isMeasured(by: known) }
    }
    #expect(survey.entries.count == 2)
    #expect(survey.rest.rows.count >= 40)
    #expect(survey.rest.median <= 0.15)
    let order = survey.rest.order(beyond: 0.05)
    #expect(order.kept * 100 >= order.pairs * 85)
  }

  /// A network that does less of everything and takes longer contradicts the other one.
  @Test func leavesOutContradictions() throws {
    let inputs = Inputs()
    let folder = try inputs.bundledFiles().home + "/Specs/measurements/"
    let device = try inputs.device(folder + "ncnn-template.yaml")
    func kept(_ small: Int) throws -> [Int] {
      let rows = try MeasurementTable.read(
        """
        model,processor,latency_us
        networks/resnet18.graph.json,cpu,\(small)
        networks/resnet50.graph.json,cpu,100000
        networks/shufflenet_v2.graph.json,cpu,10000
        networks/efficientnet_b0.graph.json,cpu,30000
        """,
        file: folder + "rows.csv"
      )
      var desk = try CalibrationDesk([device])
      try desk.add(rows, from: folder + "rows.csv")
      return desk.runs.map(\.measurement.place.line)
    }
    #expect(try kept(50_000) == [2, 3, 4, 5])
    #expect(try kept(140_000).count == 3)
  }
}
