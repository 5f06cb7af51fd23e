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
      if document.isOfFormat(CaseFile.format) {
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
