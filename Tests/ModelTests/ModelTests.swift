import Checking
import Devices
import Graphs
import Plans
import Quantities
import SecondOpinions
import Strategies
import Testing

/// What strategies make of the bundled models on the bundled phones.
@Suite struct ModelTests {
  @Test func modelsAreFound() {
    #expect(Bundle.models.count >= 20)
    #expect(Bundle.models.contains("resnet50"))
    #expect(Bundle.models.contains("codl-yolov2"))
  }

  @Test(arguments: Bundle.models, Bundle.phones)
  func planOfMACEIsSafe(_ model: String, _ phone: String) throws {
    try PlanCheck().check(MACE(), model, phone)
  }

  @Test(arguments: Bundle.models, Bundle.phones)
  func planOfHEFTIsSafe(_ model: String, _ phone: String) throws {
    try PlanCheck().check(HEFT(), model, phone)
  }

  /// A processor that no link joins to the host is neither planned for nor a baseline.
  @Test func unlinkedProcessorsAreLeftOut() throws {
    let whole = try Bundle.task("squeezenet1_1", "snapdragon-855")
    let gpu = try #require(whole.device.pool(named: "gpu"))
    let device = try Device(
      name: "unlinked",
      processors: whole.device.processors.values,
      pools: whole.device.pools.values,
      links: whole.device.links.values.filter { $0.source != gpu && $0.target != gpu },
      memoryBandwidth: whole.device.memoryBandwidth
    )
    let task = Task(graph: whole.graph, device: device)
    let processors = Baseline(task).entries.map(\.processor)
    #expect(processors == ["cpu", "cpu-little", "dsp", "npu"])
    let plan = try HEFT().plan(for: task)
    let judgement = try Checker(ConfirmedSolver()).judge(plan, for: task)
    #expect(judgement.findings.first { $0.obligation == .residency }?.verdict == .proved)
    #expect(judgement.findings.first { $0.obligation == .profit }?.verdict == .proved)
  }
}
