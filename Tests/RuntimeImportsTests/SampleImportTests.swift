import Formats
import Graphs
import Loading
import Plans
import Quantities
import RuntimeImports
import Testing

/// What real runtimes wrote is imported, and counts agree with what they said.
struct SampleImportTests {
  @Test func theProfilesProvidersBecomeAPlan() throws {
    let result = try Bench.run(try Bench.sample("mobilenet_v2-unoptimised.profile.json"))
    #expect(result.report.kind == .onnxRuntimeProfile)
    #expect(result.report.names == 205)
    #expect(result.report.byName == 139)
    // The 66 others hold weights in the export that was run.
    #expect(result.report.constants == 66)
    #expect(try Bench.shares(result) == ["cpu": 100])
    #expect(result.report.findings.map(\.kind) == [.cpuFallback])
  }

  @Test func renamedNodesAreFoundByTypeAndShapeAndSaid() throws {
    var request = Bench.Request()
    request.model = "squeezenet1_1"
    let result = try Bench.run(
      try Bench.sample("squeezenet1_1-optimised.profile.json"),
      request
    )
    #expect(result.report.byShape == 37)
    #expect(result.report.inserted == 1)
    #expect(result.report.findings.map(\.kind).contains(.renamed))
    #expect(result.report.findings.map(\.kind).contains(.absorbed))
  }

  @Test func streamsOfNodesBecomeAPlan() throws {
    var request = Bench.Request()
    request.model = "resnet18"
    let result = try Bench.run(try Bench.sample("node_partition.json"), request)
    #expect(result.report.kind == .onnxRuntimeStreams)
    #expect(result.report.byName == 2)
    #expect(result.report.withoutSuffix == 22)
    #expect(result.report.inserted == 1)
  }

  @Test func openVINOsDevicesBecomeAPlan() throws {
    var request = Bench.Request()
    request.map = ["CPUX": "cpu"]
    let result = try Bench.run(try Bench.sample("mobilenet_v2-query-model.json"), request)
    #expect(result.report.kind == .openVINO)
    #expect(result.report.names == 458)
    #expect(!result.report.findings.map(\.kind).contains(.unmatched))
  }

  @Test func aDenselyPartitionedModelHasThePartitionsOfTheLog() throws {
    var request = Bench.Request()
    request.model = Bench.path(Bench.tflite + "face_detection_full_range_sparse.tflite")
    let result = try Bench.run(
      try Bench.sample("face_detection_full_range_sparse.partition.log"),
      request
    )
    #expect(result.report.comparisons.map(\.agrees) == [true, true, true, true])
    #expect(result.report.comparisons[2].imported == "47")
    #expect(result.report.comparisons[0].imported == "342")
    let finding = try #require(result.report.findings.first { $0.kind == .constantAway })
    #expect(finding.message.contains("46 operators (DENSIFY)"))
    #expect(finding.message.contains("into 47 partitions, without them there would be 1"))
    #expect(try Bench.shares(result) == ["npu": 160])
  }

  @Test func theLogAndThePartitionedFileSayTheSame() throws {
    var request = Bench.Request()
    request.model = Bench.path(Bench.tflite + "selfie_segmentation.tflite")
    let log = try Bench.run(try Bench.sample("selfie_segmentation.partition.log"), request)
    let file = try Bench.run(
      try Bench.bytes(Bench.tflite + "selfie_segmentation.partitioned.tflite"),
      request
    )
    #expect(log.report.kind == .liteRTLog)
    #expect(file.report.kind == .liteRTFile)
    #expect(log.report.comparisons.allSatisfy { $0.agrees })
    #expect(file.report.comparisons.allSatisfy { $0.agrees })
    #expect(log.plan.steps == file.plan.steps)
    #expect(try Bench.shares(log) == ["npu": 135, "cpu": 1])
  }

  @Test func masksKeepLayersOffTheGPU() throws {
    let text = String(
      decoding: try Bench.bytes("NCNNModelsTests/Data/mobilenet_v2.ncnn.param"),
      as: UTF8.self
    )
    let masked = text.split(separator: "\n", omittingEmptySubsequences: false)
      .map { $0.hasPrefix("InnerProduct") ? $0 + " 31=16" : $0 }.joined(separator: "\n")
    var request = Bench.Request()
    request.model = Bench.path("NCNNModelsTests/Data/mobilenet_v2.ncnn.param")
    request.dimensions = ["w=224", "h=224"]
    let result = try Bench.run(Array(masked.utf8), request)
    #expect(result.report.kind == .ncnnMasks)
    #expect(try Bench.shares(result) == ["gpu": 63, "cpu": 1])
  }

  @Test func refusedTypesOfADelegateStayOnTheCPU() throws {
    let log = """
      INFO: Created TensorFlow Lite delegate for GPU.
      ERROR: Following operations are not supported by GPU delegate:
      ARG_MAX: Operation is not supported.
      CUMSUM: Max version supported: 0. Requested version 1.
      TOPK_V2: Operation is not supported.
      8 operations will run on the GPU, and the remaining 3 operations will run on the CPU.
      INFO: Replacing 8 out of 11 node(s) with delegate (TfLiteGpuDelegateV2) node, yielding 6 \
      partitions for the whole graph.
      """
    var request = Bench.Request()
    request.model = Bench.path(Bench.tflite + "gpu_unsupported.tflite")
    let result = try Bench.run(Array(log.utf8), request)
    #expect(result.report.kind == .delegateLog)
    #expect(result.report.comparisons.prefix(2).map(\.agrees) == [true, true])
    #expect(try Bench.shares(result) == ["gpu": 9, "cpu": 3])
  }

  @Test func settingsByNameAndByAnnotationMatchInOrder() throws {
    let text = #"session.name_based_layer_assignment = "gpu(features.0/); cpu(=/Flatten)""#
    let result = try Bench.run(Array(text.utf8))
    #expect(result.report.kind == .onnxRuntimeNames)
    let named = try Inputs().graph("mobilenet_v2", dimensions: []).operators.values
      .filter { $0.name.contains("features.0/") }
    #expect(!named.isEmpty)
    #expect(try Bench.shares(result)["gpu"] == named.count)
  }

  @Test func everyPlanWritesAndReadsTheSame() throws {
    let result = try Bench.run(try Bench.sample("mobilenet_v2-unoptimised.profile.json"))
    let inputs = Inputs()
    let graph = try inputs.graph("mobilenet_v2", dimensions: [])
    let device = try inputs.device("snapdragon-888")
    let json = PlanFile.json(result.plan, graph: graph, device: device)
    let again = try PlanFile.read(.written(json), graph: graph, device: device)
    #expect(again.plan == result.plan)
  }
}
