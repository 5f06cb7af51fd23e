import Checking
import Costs
import Devices
import Documents
import Formats
import Graphs
import Plans
import Quantities
import SecondOpinions
import Simulation
import Strategies
import Testing

/// What every plan of a strategy for a bundled model on a bundled phone must keep.
struct PlanCheck {
  /// Judges a strategy's plan, and checks what its file and its simulation say.
  func check(_ strategy: some Strategy, _ model: String, _ phone: String) throws {
    try check(strategy, try Bundle.task(model, phone), model, phone)
  }

  /// Judges a strategy's plan for a task whose model the plan file calls by a name.
  func check(_ strategy: some Strategy, _ task: Task, _ model: String, _ phone: String) throws {
    let plan = try strategy.plan(for: task)
    let judgement = try Checker(ConfirmedSolver()).judge(plan, for: task)
    #expect(judgement.findings.map(\.obligation) == Obligation.usual)
    for finding in judgement.findings where Obligation.safety.contains(finding.obligation) {
      #expect(finding.verdict == .proved, "\(finding.obligation): \(finding.message)")
    }
    try checkProfit(judgement, task)
    try checkFile(plan, task, model, phone)
    checkSimulation(plan, task)
  }

  /// Profit is answered, against the fastest of all processors, by the numbers given.
  private func checkProfit(_ judgement: Judgement, _ task: Task) throws {
    let profit = try #require(judgement.findings.first { $0.obligation == .profit })
    guard case .comparison(let comparison) = profit.evidence else {
      Issue.record("no comparison: \(profit.verdict) \(profit.message)")
      return
    }
    let isLoss = comparison.planTime > comparison.boundTime
    #expect(profit.verdict == (isLoss ? .refuted : .proved), "\(profit.message)")
    #expect(profit.message.contains(comparison.bound), "\(profit.message)")
    #expect(Set(comparison.alternatives.map(\.processor)) == singles(judgement.subject))
    let fastest = comparison.alternatives.first { $0.processor == comparison.bound }
    #expect(fastest?.time == comparison.boundTime)
    #expect(comparison.boundTime == comparison.alternatives.map(\.time).min())
  }

  /// The names of the processors, and of those that the plan computes on in another precision.
  private func singles(_ subject: Subject) -> Set<String> {
    let processors = subject.task.device.processors
    var names = Set(processors.values.map(\.name))
    for step in subject.program.plan.steps.values {
      guard case .run(_, on: let processor, part: _, let precision?) = step.action else { continue }
      names.insert("\(processors[processor].name) in \(precision.rawValue)")
    }
    return names
  }

  /// A plan that is written and read again is the same plan.
  private func checkFile(_ plan: Plan, _ task: Task, _ model: String, _ phone: String) throws {
    let json = PlanFile.json(
      plan,
      graph: task.graph,
      device: task.device,
      model: model,
      deviceReference: phone
    )
    let bytes = JSONWriter.bytes(json)
    let document = try JSONReader.read(bytes, file: "plan.json")
    let located = try PlanFile.read(document, graph: task.graph, device: task.device)
    #expect(located.plan == plan)
    let again = PlanFile.json(
      located.plan,
      graph: task.graph,
      device: task.device,
      model: model,
      deviceReference: phone
    )
    #expect(JSONWriter.bytes(again) == bytes)
  }

  /// The same plan runs the same way twice, on programs lowered separately.
  private func checkSimulation(_ plan: Plan, _ task: Task) {
    let timelines = (0..<2)
      .map { _ in
        let model = CostModel(graph: task.graph, device: task.device, condition: task.condition)
        return Simulator(Program(plan, graph: task.graph, device: task.device), model).run()
      }
    #expect(timelines[0] != nil)
    #expect(timelines[0] == timelines[1])
    #expect(timelines[0].map { $0.latency > .zero } == true)
  }
}
