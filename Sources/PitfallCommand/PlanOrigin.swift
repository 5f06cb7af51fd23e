import Documents
import Formats
import Hunting
import Loading
import Passes
import Plans
import Quantities
import Strategies

/// Where plans come from, for any values of symbolic dimensions: a file, a case or a strategy.
enum PlanOrigin {
  /// A plan file at a path, read as far as values do not matter.
  case file(String, Document, TaskFiles)
  /// The plan of a case, which is for what the case holds itself.
  case stored(PlanSource)
  /// A strategy of a name, asked anew for each value, with what is done before and after.
  case strategy(String, any Planner, PassCatalogue.Selection?, TaskFiles)

  /// Reads the plan or case file, or finds the strategy.
  init(
    file: String?,
    strategy: String?,
    _ options: TaskOptions,
    _ inputs: Inputs,
    deadline: Nanoseconds? = nil
  ) throws {
    switch (file, strategy ?? options.external.strategyCommand) {
    case (let file?, nil):
      let document = try FileReading.document(at: file)
      if document["format"]?.value == .text(CaseFile.format) {
        self = .stored(try PlanSource(document, caseAt: file, options, inputs))
      } else {
        let header = try PlanFile.header(of: document)
        self = .file(file, document, try options.files(inputs, from: (file, header)))
      }
    case (nil, let name?):
      let files = try options.files(inputs, deadline: deadline)
      let passes = try options.passes.map { try PassCatalogue.passes(named: $0) }
      self = .strategy(name, try options.external.planner(named: strategy), passes, files)
    case (nil, nil):
      throw Failure(
        .wrongUsage,
        "name a plan file, or a strategy with --strategy or --strategy-command"
      )
    case (_?, _?):
      throw Failure(.wrongUsage, "name a plan file or a strategy, not both")
    }
  }

  /// The plan for values of the symbolic dimensions.
  func source(dimensions: [DimensionBinding]) throws -> PlanSource {
    switch self {
    case .stored(let source): return source
    case .file(let file, let document, let files):
      let task = try files.task(dimensions: dimensions)
      let located = try PlanFile.read(document, graph: task.graph, device: task.device)
      return PlanSource(
        label: file,
        plan: located.plan,
        task: task,
        places: located.places,
        asked: task,
        stored: nil
      )
    case .strategy(let name, let planner, let passes, let files):
      let given = try files.task(dimensions: dimensions)
      if passes == nil { Notes.onConversions(in: given.graph) }
      Notes.onOpaqueOperators(in: given.graph)
      let asked = try passes.map { try given.transformed(by: $0) } ?? given
      let proposal: Proposal
      do throws(PlanningFault) {
        proposal = try planner.proposal(for: asked)
      } catch {
        throw Failure(error, of: planner.name)
      }
      for note in proposal.notes {
        Console.warn("pitfall: \(escaped(planner.name, limit: 200)): \(note)")
      }
      let task = proposal.task(for: asked)
      let placed =
        passes?.plansMemory == true
        ? MemoryPlanning.placed(proposal.plan, graph: task.graph, device: task.device) : nil
      return PlanSource(
        label: "strategy \(name)",
        plan: placed ?? proposal.plan,
        task: task,
        places: nil,
        proposal: proposal,
        changed: proposal.graph ?? (passes?.graphPasses.isEmpty == false ? asked.graph : nil),
        asked: asked,
        stored: nil,
        modelFile: files.subject.models.first
      )
    }
  }
}

extension PlanSource {
  /// The plan of a case, for the model, device and condition that the case holds itself.
  fileprivate init(
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
    task = Task(graph: item.plannedGraph, device: item.device, condition: item.condition)
    asked = Task(graph: item.graph, device: item.device, condition: item.condition)
    places = located.places
    stored = item
  }
}
