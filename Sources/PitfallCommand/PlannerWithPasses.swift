import Graphs
import Hunting
import Passes
import Plans
import Strategies
import Synchronization

/// A strategy that is asked about the network as passes leave it.
///
/// The changed network goes with the plan, as that of a strategy that changes networks itself, so
/// that the plan is judged on it and the single processors run it, too.
struct PlannerWithPasses: Planner {
  private let planner: any Planner
  private let passes: PassCatalogue.Selection
  private let lastChange = LastChange()

  /// Puts passes, as they are named, before and after a strategy; nil leaves it as it is.
  static func wrapping(_ planner: any Planner, _ names: String?) throws -> any Planner {
    guard let names else { return planner }
    return PlannerWithPasses(planner: planner, passes: try PassCatalogue.passes(named: names))
  }

  private init(planner: any Planner, passes: PassCatalogue.Selection) {
    self.planner = planner
    self.passes = passes
  }

  var name: String { planner.name }

  func plan(for task: Task) throws(PlanningFault) -> Plan { try proposal(for: task).plan }

  func proposal(for task: Task) throws(PlanningFault) -> Proposal {
    let asked = try transformed(task)
    let proposal = try planner.proposal(for: asked)
    let planned = proposal.task(for: asked)
    let placed =
      passes.plansMemory
      ? MemoryPlanning.placed(proposal.plan, graph: planned.graph, device: planned.device) : nil
    return Proposal(
      plan: placed ?? proposal.plan,
      predicted: proposal.predicted,
      graph: planned.graph == task.graph ? nil : planned.graph,
      notes: proposal.notes
    )
  }

  private func transformed(_ task: Task) throws(PlanningFault) -> Task {
    guard !passes.graphPasses.isEmpty else { return task }
    if let known = lastChange.result(of: task.graph) { return task.with(known) }
    do throws(PassError) {
      let graph = try passes.transformed(task.graph)
      lastChange.keep(graph, of: task.graph)
      return task.with(graph)
    } catch {
      throw .declined(error.description)
    }
  }
}

/// What passes made of the network that was asked about last; a hunt asks often about one.
///
/// A class, because what it keeps is shared by all copies of a planner.
private final class LastChange: Sendable {
  private let last = Mutex<(before: Graph, after: Graph)?>(nil)

  func result(of graph: Graph) -> Graph? {
    last.withLock { $0.flatMap { $0.before == graph ? $0.after : nil } }
  }

  func keep(_ result: Graph, of graph: Graph) {
    last.withLock { $0 = (graph, result) }
  }
}
