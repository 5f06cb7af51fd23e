import Graphs
import Plans
import Quantities
import RuntimeImports
import Testing

/// What a plan suffers from is found, and not where it is not so.
struct FindingTests {
  private static let selfie = Bench.path(Bench.tflite + "selfie_segmentation.tflite")

  private func findings(_ text: String, _ request: Bench.Request = Bench.Request()) throws
    -> [ImportReport.Finding]
  {
    try Bench.run(Array(text.utf8), request).report.findings
  }

  /// A placement log of MobileNetV2 in which one provider takes what a test says.
  private func log(_ provider: String, takes: (Int) -> Bool) throws -> String {
    let names = try Bench.nodeNames("mobilenet_v2")
    var lines: [String] = []
    for (target, isTaken) in [(provider, true), ("CPUExecutionProvider", false)] {
      let own = names.indices.filter { takes($0) == isTaken }
      guard !own.isEmpty else { continue }
      lines.append("x Node(s) placed on [\(target)]. Number of nodes: \(own.count)")
      lines += own.map { "x   \(names[$0].type) (\(names[$0].name))" }
    }
    return lines.joined(separator: "\n") + "\n"
  }

  // MARK: Dynamic shapes

  @Test func openShapesOnAProcessorThatTakesFixedOnes() throws {
    var request = Bench.Request()
    request.model = Bench.path(Bench.tflite + "basic_pitch.onnx")
    request.dimensions = ["unk__749=1"]
    let fixed = "All nodes placed on [QNNExecutionProvider]. Number of nodes: 1\n"
    let found = try findings(fixed, request).first { $0.kind == .dynamicShape }
    #expect(found?.message.contains("takes fixed shapes only") == true)
    #expect(found?.names.isEmpty == false)
    // A CPU takes what comes.
    let open = "All nodes placed on [CPUExecutionProvider]. Number of nodes: 1\n"
    #expect(try !findings(open, request).contains { $0.kind == .dynamicShape })
    // A model of fixed shapes has no such dimension.
    #expect(try !findings(fixed).contains { $0.kind == .dynamicShape })
  }

  // MARK: Absent devices

  @Test func aWishForADeviceThatIsNotThere() throws {
    let text = #"session.name_based_layer_assignment = "npu(features.1/)""#
    var request = Bench.Request()
    request.device = "snapdragon-765g"
    let found = try findings(text, request).first { $0.kind == .absentDevice }
    #expect(found?.message.contains("which device 'snapdragon-765g' does not have") == true)
    request.device = "snapdragon-888"
    #expect(try !findings(text, request).contains { $0.kind == .absentDevice })
  }

  // MARK: Constants

  @Test func constantsAwayFromTheirConsumers() throws {
    var request = Bench.Request()
    request.model = Bench.path(Bench.tflite + "face_detection_full_range_sparse.tflite")
    let split = try Bench.sample("face_detection_full_range_sparse.partition.log")
    #expect(try Bench.run(split, request).report.findings.contains { $0.kind == .constantAway })
    // The same model on one processor: nothing lies away from anything.
    let whole =
      "Replacing 388 out of 388 node(s) with delegate (TfLiteGpuDelegateV2) node, yielding 1 "
      + "partitions for the whole graph.\n"
    #expect(try !findings(whole, request).contains { $0.kind == .constantAway })
  }

  // MARK: Precision

  @Test func singlePrecisionOnAProcessorThatHasHalf() throws {
    var request = Bench.Request()
    request.device = "snapdragon-8-gen-2"
    let text = "All nodes placed on [QNNExecutionProvider]. Number of nodes: 1\n"
    let result = try Bench.run(Array(text.utf8), request)
    #expect(result.report.findings.map(\.kind) == [.precision])
    for step in result.plan.steps.values {
      guard case .run(_, on: _, part: _, precision: let precision) = step.action else { continue }
      #expect(precision == .float16)
    }
    // A CPU computes in single precision.
    let own = "All nodes placed on [CPUExecutionProvider]. Number of nodes: 1\n"
    #expect(try !findings(own, request).contains { $0.kind == .precision })
  }

  // MARK: Fragments

  @Test func plansThatGoToAndFro() throws {
    let shattered = try findings(log("QNNExecutionProvider") { $0 / 3 % 2 == 0 })
    let found = shattered.first { $0.kind == .shattered }
    #expect(found?.message.contains("changes of processor") == true)
    // One large piece of it is a plan like any other.
    let whole = try findings(log("QNNExecutionProvider") { $0 < 60 })
    #expect(!whole.contains { $0.kind == .shattered })
  }

  // MARK: Fallback

  @Test func everythingOnTheCPU() throws {
    let silent = try findings("All nodes placed on [CPUExecutionProvider]. Number of nodes: 100\n")
    let found = silent.first { $0.kind == .cpuFallback }
    #expect(found?.message.contains("names no accelerator") == true)
    let one = try findings(log("QNNExecutionProvider") { $0 == 0 })
    #expect(!one.contains { $0.kind == .cpuFallback })
  }
}
