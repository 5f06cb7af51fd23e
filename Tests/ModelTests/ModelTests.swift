import Checking
import Devices
import Graphs
import Plans
import Quantities
import SecondOpinions
import Simulation
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

  /// A plan in half precision is held against the same processor in half precision.
  @Test func precisionAloneWinsNothing() throws {
    let task = try Bundle.task("squeezenet1_1", "snapdragon-855")
    let strategy = try StrategyCatalogue.strategy(named: "single:processor=gpu,precision=fp16")
    let plan = try strategy.plan(for: task)
    let own = try #require(Baseline(task, for: nil).entries.first { $0.name == "gpu" })
    let baseline = Baseline(task, for: plan)
    let half = try #require(baseline.entries.first { $0.name == "gpu in fp16" })
    #expect(half.timeline.latency < own.timeline.latency)
    let judgement = try Checker(ConfirmedSolver()).judge(plan, for: task)
    guard
      case .comparison(let comparison)? = judgement.findings.first(where: {
        $0.obligation == .profit
      })?
      .evidence
    else {
      Issue.record("no comparison")
      return
    }
    #expect(comparison.planTime == half.timeline.latency)
    #expect(baseline.entries.count == Baseline(task, for: nil).entries.count + 1)
    #expect(plan.strategy?.name == "single:processor=gpu,precision=fp16")
  }

  @Test func unknownPrecisionsAreRefused() {
    #expect(throws: StrategyError.self) {
      try StrategyCatalogue.strategy(named: "single:precision=fp7")
    }
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
    let processors = Baseline(task, for: nil).entries.map(\.processor)
    #expect(processors == ["cpu", "cpu-little", "dsp", "npu"])
    let plan = try HEFT().plan(for: task)
    let judgement = try Checker(ConfirmedSolver()).judge(plan, for: task)
    #expect(judgement.findings.first { $0.obligation == .residency }?.verdict == .proved)
    #expect(judgement.findings.first { $0.obligation == .profit }?.verdict == .proved)
  }
}
