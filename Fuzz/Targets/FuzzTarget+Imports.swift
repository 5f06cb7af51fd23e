import Documents
import Formats
import Graphs
import Plans
import Quantities
import RuntimeImports
import Strategies

extension FuzzTarget {
  /// What a runtime wrote, given to every importer; the plan is the same after writing.
  package static let imports = FuzzTarget("imports", driver: "FuzzImports", ending: "txt") {
    bytes in
    var isAccepted = false
    for kind in [nil] + ImportKind.allCases {
      do throws(InputProblems) {
        let placement = try ImportSource.read(bytes, file: "input", kind: kind)
        try checkImport(placement)
        isAccepted = true
      } catch {
        precondition(!error.description.isEmpty, "an error without a message")
      }
    }
    return isAccepted ? .accepted : .refused
  }

  private static func checkImport(_ placement: Placement) throws(InputProblems) {
    let task = Scene.task
    let result = try PlanImport(
      placement,
      model: ImportedModel(graph: task.graph, nodes: task.graph.nodes, dynamicInputs: ["x"]),
      device: task.device,
      targets: TargetNames(device: task.device),
      file: "input"
    )
    precondition(!result.report.text.isEmpty, "a report without text")
    let json = PlanFile.json(result.plan, graph: task.graph, device: task.device)
    let again = try PlanFile.read(document(json), graph: task.graph, device: task.device)
    precondition(again.plan == result.plan, "an imported plan changed by writing")
    let runs = result.plan.steps.values.filter { step in
      if case .run = step.action { true } else { false }
    }
    precondition(runs.count == task.graph.operators.count, "an operator is left out")
    _ = JSONWriter.text(result.report.json(source: "input", plan: json))
  }
}
