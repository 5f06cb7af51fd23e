import Documents
import Formats
import Graphs
import Loading
import Plans
import Quantities
import Reporting
import Strategies

/// A plan, from a file or from a strategy, with its task.
struct PlanSource {
  /// The file or the strategy, for people.
  let label: String
  let plan: Plan
  let task: Task
  let places: PlanPlaces?
  /// What the strategy said with the plan; nil for a plan from a file.
  var proposal: Proposal?
  /// The network in place of the model's, where passes or the strategy have changed it.
  var changed: Graph?
  /// What the strategy was asked; `task` has the network that it made of the model's, if it did.
  var asked: Task
  /// The case that holds the plan, if one does.
  let stored: StoredCase?
  /// The model's file as it was named, for a strategy's plan.
  var modelFile: String?
}

extension PlanSource {
  /// Where a code scanner shows the findings: in the plan's file, else in the model's.
  func sarifSource(file: String?) -> SARIFReport.Source {
    if let file, let places { return .plan(file: file, places: places) }
    return .model(file: file ?? modelFile ?? task.graph.name)
  }

  /// Reads the plan or case file, or asks the strategy, which is told the deadline if there is one.
  init(
    file: String?,
    strategy: String?,
    _ options: TaskOptions,
    _ inputs: Inputs,
    deadline: Nanoseconds? = nil
  ) throws {
    let origin = try PlanOrigin(
      file: file,
      strategy: strategy,
      options,
      inputs,
      deadline: deadline
    )
    self = try origin.source(dimensions: try options.bindings())
  }
}

extension PlanSource {
  /// The plan of a case, for the model, device and condition that the case holds itself.
  init(
    _ document: Document,
    caseAt file: String,
    _ options: TaskOptions,
    _ inputs: Inputs
  ) throws {
    let given = [
      ("model", options.model), ("device", options.device), ("condition", options.condition),
    ]
    if let (name, _) = given.first(where: { $0.1 != nil }) {
      throw Failure(.wrongUsage, "a case holds its own \(name); leave out --\(name)")
    }
    let located = try inputs.locatedCase(in: document, at: file)
    guard let plan = located.item.plan else {
      throw Failure(
        .badData,
        "\(escaped(file, limit: 4_096)): the case has no plan, because the strategy gave none; "
          + "'pitfall replay' asks it again"
      )
    }
    self.init(located, plan, file: file)
  }

  /// Takes the plan of a case.
  init(_ located: LocatedCase, _ plan: Plan, file: String) {
    let item = located.item
    label = file
    self.plan = plan
    task = item.planned
    asked = item.asked
    places = located.places
    stored = item
  }
}
