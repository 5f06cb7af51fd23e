import Plans
import RuntimeImports
import Testing

/// What ONNX Runtime wrote of sessions with two providers (`Data/TwoProviders`).
struct TwoProviderTests {
  private static let folder = "RuntimeImportsTests/Data/TwoProviders/"

  private func run(_ file: String, model: String = "gate.onnx") throws -> PlanImport {
    var request = Bench.Request()
    request.model = model.contains(".") ? Bench.path(Self.folder + model) : model
    request.map = ["OpenVINOExecutionProvider": "npu"]
    return try Bench.run(try Bench.bytes(Self.folder + file), request)
  }

  @Test(arguments: [("qnn", 16, 4, 3), ("openvino", 18, 2, 1)])
  func logProfileAndAssignmentSayTheSame(
    _ provider: String,
    _ taken: Int,
    _ partitions: Int,
    _ left: Int
  ) throws {
    let log = try run("gate-\(provider).log")
    let profile = try run("gate-\(provider).profile.json")
    let assignment = try run("gate-\(provider).assignment.json")
    #expect(log.report.kind == .onnxRuntimeLog)
    #expect(profile.report.kind == .onnxRuntimeProfile)
    #expect(assignment.report.kind == .onnxRuntimeAssignment)
    #expect(log.plan.steps == assignment.plan.steps)
    #expect(profile.plan.steps == assignment.plan.steps)
    #expect(try Bench.shares(log) == ["npu": taken, "cpu": left])
    let stated = try #require(
      log.report.comparisons.first { $0.quantity.hasPrefix("compiled partitions") }
    )
    #expect(stated.stated == "\(partitions)")
    #expect(log.report.comparisons.allSatisfy { $0.agrees })
    #expect(log.report.findings.map(\.kind).contains(.compiled))
    #expect(!assignment.report.findings.map(\.kind).contains(.compiled))
    #expect(!assignment.report.findings.map(\.kind).contains(.unmatched))
  }

  @Test(arguments: ["qnn", "openvino"])
  func aModelThatAProviderTakesWholeIsOnePartition(_ provider: String) throws {
    let log = try run("squeezenet1_1-\(provider).log", model: "squeezenet1_1")
    let assignment = try run("squeezenet1_1-\(provider).assignment.json", model: "squeezenet1_1")
    #expect(log.plan.steps == assignment.plan.steps)
    #expect(try Bench.shares(log) == ["npu": 65])
    #expect(log.report.comparisons.map(\.agrees) == [true])
    #expect(log.report.findings.isEmpty)
  }

  /// QNN's layout passes rename nodes and insert transpositions.
  @Test func renamedAndInsertedNodesAreFound() throws {
    let report = try run("gate-qnn.assignment.json").report
    #expect(report.withoutSuffix == 6)
    #expect(report.inserted == 2)
    #expect(report.byPosition == 2)
  }
}
