import Calibration
import Documents
import Loading
import Quantities
import RuntimeImports
import Testing

/// What runtimes measured becomes measurements of operators.
struct ProfileTests {
  private func measurements(_ profile: Profile, _ model: String = "mobilenet_v2") throws
    -> ProfileMeasurements
  {
    let input = try Inputs().model(model, dimensions: [])
    let device = try Inputs().device("snapdragon-888")
    return try ProfileMeasurements(
      profile,
      model: ImportedModel(graph: input.graph, nodes: input.nodes, dynamicInputs: []),
      reference: model,
      device: device,
      targets: TargetNames(device: device)
    )
  }

  @Test func eachOperatorOfTheSampleIsMeasured() throws {
    let profile = try Profile.read(
      try Bench.sample("mobilenet_v2-unoptimised.profile.json"),
      file: "profile"
    )
    let result = try measurements(profile)
    #expect(result.measurements.count + result.excluded.count == 100)
    let first = try #require(result.excluded.first)
    #expect(first.measurement.subject == .operation("/features/features.0/features.0.0/Conv"))
    #expect(first.measurement.latency == Nanoseconds(1_930_000))
    #expect(first.measurement.processor == "cpu")
  }

  @Test func ofASingleRunWhatWarmsUpIsLeftOut() throws {
    let profile = try Profile.read(
      try Bench.sample("mobilenet_v2-unoptimised.profile.json"),
      file: "profile"
    )
    let excluded = try measurements(profile).excluded
    let touched = excluded.filter { $0.reason.contains("first to touch") }
    #expect(
      touched.map(\.measurement.subject) == [
        .operation("/features/features.0/features.0.0/Conv"),
        .operation("/features/features.1/conv/conv.0/conv.0.0/Conv"),
        .operation("/features/features.2/conv/conv.0/conv.0.0/Conv"),
      ]
    )
    #expect(touched.last?.reason.contains("4704 KiB") == true)
    let slow = excluded.filter { $0.reason.contains("no less work takes") }
    #expect(touched.count + slow.count == excluded.count)
    #expect(!slow.isEmpty)
  }

  /// The optimised export has other names; SqueezeNet's branches differ by their filters alone.
  @Test func renamedRowsAreFoundByWhatTheyRead() throws {
    let profile = try Profile.read(
      try Bench.sample("squeezenet1_1-optimised.profile.json"),
      file: "profile"
    )
    let result = try measurements(profile, "squeezenet1_1")
    let all = result.measurements + result.excluded.map(\.measurement)
    #expect(all.count == 37)
    let wide = all.first { $0.subject == .operation("/features/features.6/expand3x3/Conv") }
    let narrow = all.first { $0.subject == .operation("/features/features.6/expand1x1/Conv") }
    #expect(wide?.latency == Nanoseconds(455_000))
    #expect(narrow?.latency == Nanoseconds(127_000))
    #expect(result.notes.contains { $0.contains("fused") })
  }

  /// Predictions of the run that a device was calibrated with: total within 2 %, rows within what
  /// was reached when this was written.
  @Test(arguments: [
    ("mobilenet_v2", "mobilenet_v2-unoptimised.profile", 0.11),
    ("squeezenet1_1", "squeezenet1_1-optimised.profile", 0.10),
    ("mobilenet_v2", "mobilenet_v2-hetero-profile", 0.23),
  ])
  func aCalibratedDevicePredictsItsRun(_ model: String, _ file: String, _ bound: Double) throws {
    let profile = try Profile.read(try Bench.sample(file + ".json"), file: "profile")
    let device = try Inputs().device("snapdragon-888")
    var desk = try CalibrationDesk([device])
    try desk.add(try measurements(profile, model).measurements, from: "")
    desk.openDevices()
    let figures = FittedFigure.usual(for: desk.runs, on: desk.devices)
    let quality = Fit(figures, of: desk.devices, to: desk.runs).quality
    #expect(quality.median < bound)
    let total = try #require(quality.total)
    let share = Double(total.predicted.amount) / Double(total.measured.amount)
    #expect((0.98...1.02).contains(share))
  }

  @Test func runsAreToldApartAndTheFirstIsLeftOut() throws {
    func run(_ microseconds: Int) -> String {
      #"{"cat":"Node","dur":\#(microseconds),"name":"/Flatten_kernel_time","#
        + #""args":{"op_name":"Flatten","provider":"CPUExecutionProvider"}},"#
        + #"{"cat":"Session","name":"model_run","args":{}}"#
    }
    let text = "[" + [900, 12, 10, 11].map(run).joined(separator: ",") + "]"
    let profile = try Profile.read(Array(text.utf8), file: "profile")
    #expect(profile.runs == 3)
    #expect(profile.warmUps == 1)
    #expect(profile.rows.map(\.latency) == [Nanoseconds(11_000)])
  }

  @Test func reordersAreTransferCost() throws {
    let profile = try Profile.read(
      try Bench.sample("mobilenet_v2-hetero-profile.json"),
      file: "profile"
    )
    #expect(profile.conversions.count > 40)
    #expect(profile.rows.allSatisfy { $0.typeName != "Reorder" })
    let notes = try measurements(profile).notes
    #expect(notes.contains { $0.contains("conversions of layout") && $0.contains("--crossings") })
  }

  @Test func reordersAtTheEndsOfSubgraphsFitALink() throws {
    let profile = try Profile.read(
      try Bench.sample("mobilenet_v2-hetero-profile.json"),
      file: "profile"
    )
    let input = try Inputs().model("mobilenet_v2", dimensions: [])
    let device = try Inputs().device("snapdragon-888")
    let result = try ProfileMeasurements(
      profile,
      model: ImportedModel(graph: input.graph, nodes: input.nodes, dynamicInputs: []),
      reference: "mobilenet_v2",
      device: device,
      targets: TargetNames(device: device),
      crossings: ProfileMeasurements.Crossings(from: "cpu", to: "gpu")
    )
    let copies = result.measurements.filter {
      if case .copy = $0.subject { true } else { false }
    }
    #expect(copies.count == 35)
    var desk = try CalibrationDesk([device])
    try desk.add(copies, from: "")
    let figures = FittedFigure.usual(for: desk.runs, on: desk.devices)
    #expect(
      figures.map(\.figure.description).sorted() == ["cpu>gpu.bandwidth", "cpu>gpu.latency"]
    )
    let fit = Fit(figures, of: desk.devices, to: desk.runs)
    #expect(fit.quality.median < 0.20)
    #expect(fit.estimates.allSatisfy { $0.determination > 0.8 })
  }

  @Test func benchmarkTablesAreRead() throws {
    let text = """
      Operator-wise Profiling Info for Regular Benchmark Runs:
      ============================== Run Order ==============================
      node type,first,avg_ms,%,cdf%,mem KB,times called,name
      CONV_2D,1.5,1.25,50%,50%,0,1,[Relu6;Conv2D]:0
      CUMSUM,0.5,0.5,20%,70%,0,1,[Cumsum]:1

      ============================== Top by Computation Time ==============================
      node type,first,avg_ms,%,cdf%,mem KB,times called,name
      CONV_2D,1.5,1.25,50%,50%,0,1,[Relu6;Conv2D]:0
      """
    let profile = try Profile.read(Array(text.utf8), file: "table.csv")
    #expect(profile.rows.map(\.name) == ["Relu6;Conv2D", "Cumsum"])
    #expect(profile.rows.map(\.latency) == [Nanoseconds(1_250_000), Nanoseconds(500_000)])
    let model = Bench.path(Bench.tflite + "gpu_unsupported.tflite")
    #expect(try measurements(profile, model).measurements.count == 2)
  }

  /// The cures are those of `calibrate`, which has no `--from`.
  @Test(arguments: [
    Array("".utf8), Array("hello".utf8), Array("[]".utf8), Array("[1]".utf8),
    Array(#"[{"real_us":1}]"#.utf8), Array("a,b\n1,2\n".utf8), Array("[{".utf8), [0x80, 0xFF],
  ])
  func otherFilesAreRefused(_ bytes: [UInt8]) throws {
    let error = try #require(throws: InputProblems.self) {
      try Profile.read(bytes, file: "profile")
    }
    #expect(error.problems.allSatisfy { $0.cure != nil }, "\(error)")
    #expect(!error.description.contains("--from"), "\(error)")
  }

  @Test func ofAnotherModelIsRefusedWithTheCure() throws {
    let profile = try Profile.read(
      try Bench.sample("mobilenet_v2-unoptimised.profile.json"),
      file: "profile"
    )
    let error = try #require(throws: InputProblems.self) {
      try measurements(profile, "bert_base")
    }
    #expect(error.description.contains("--model"))
    #expect(!error.description.contains("--from"))
  }
}
