import Documents
import Formats
import Generation
import Hunting
import Plans
import Reporting
import Strategies

/// What the plan of a stored case is held against, where that is another plan.
///
/// A case names the program of a rival that is no strategy of this package, but a report does not
/// run what a file names: whoever wants to see that plan gives the command.
struct ReportRival {
  /// The command of a rival that is a program of its own.
  let command: String?
  let options: ExternalOptions

  /// The rival's plan; nil for plans that are held against single processors only.
  func plan(for source: PlanSource) throws -> Background.Rival? {
    guard let item = source.stored else { return nil }
    switch HuntedProperty(rawValue: item.claim.property) {
    case .against: return try against(item, source)
    case .monotonicity: return try onBetterDevice(item, source)
    case .profit, .coverage, .support, .residency, .ordering, .memory, .determinism, .wellFormed,
      nil:
      return nil
    }
  }

  /// The plan of the strategy that a hunt held the case's against.
  private func against(_ item: StoredCase, _ source: PlanSource) throws -> Background.Rival? {
    guard command != nil || item.origin.againstCommand == nil else {
      Console.warn(
        "pitfall: the plan is held against a program of its own, which is not drawn: "
          + "name it with --against-command"
      )
      return nil
    }
    guard let planner = try options.rival(named: item.origin.against, command: command) else {
      return nil
    }
    let asked = try PlannerWithPasses.wrapping(planner, item.origin.passes)
    return Self.answer(of: asked, to: source.asked, called: "\(planner.name)'s plan")
  }

  /// The same strategy's plan for the device with one figure twice as good, which is slower.
  private func onBetterDevice(_ item: StoredCase, _ source: PlanSource) throws
    -> Background.Rival?
  {
    let (device, origin) = (item.device, item.origin)
    let figure = DeviceFigure.improvable(of: device)
      .first { "better " + $0.name(in: device) == item.claim.cause }
    guard origin.command == nil, let figure, let better = figure.improved(device) else {
      return nil
    }
    let planner = BuiltInPlanner(
      try AllStrategies.strategy(named: origin.strategy),
      name: origin.strategy
    )
    let task = Task(graph: item.graph, device: better, condition: item.condition)
    let title = "\(origin.strategy)'s plan for the better phone"
    let asked = try PlannerWithPasses.wrapping(planner, origin.passes)
    return Self.answer(of: asked, to: task, called: title)
  }

  private static func answer(of planner: any Planner, to task: Task, called title: String)
    -> Background.Rival?
  {
    do throws(PlanningFault) {
      let proposal = try planner.proposal(for: task)
      return Background.Rival(
        name: planner.name,
        title: title,
        proposal.plan,
        for: proposal.task(for: task)
      )
    } catch {
      Console.warn(
        "pitfall: no plan of \(escaped(planner.name, limit: 200)) to compare with: "
          + escaped(error.message, limit: 400)
      )
      return nil
    }
  }
}
