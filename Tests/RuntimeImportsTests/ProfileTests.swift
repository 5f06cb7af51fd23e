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
    #expect(result.measurements.count == 100)
    let first = try #require(result.measurements.first)
    #expect(first.subject == .operation("/features/features.0/features.0.0/Conv"))
    #expect(first.latency == Nanoseconds(1_930_000))
    #expect(first.processor == "cpu")
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
    #expect(notes.contains { $0.contains("conversions of layout") })
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

  @Test(arguments: ["", "hello", "[]", "[1]", #"[{"real_us":1}]"#, "a,b\n1,2\n"])
  func otherFilesAreRefused(_ text: String) {
    #expect(throws: InputProblems.self) {
      try Profile.read(Array(text.utf8), file: "profile")
    }
  }
}
