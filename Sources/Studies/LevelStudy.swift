import Devices
import Graphs
package import Hunting
import Plans
package import Quantities
import Simulation
import Strategies

/// The four granularities of scheduling on one axis: what a processor is given at a time.
///
/// The levels are those of Deep Learning Inference on Heterogeneous Mobile Processors
/// (arXiv:2405.01851). All plans know the durations of their condition, so that only the level
/// differs.
package struct LevelStudy: Hashable, Sendable {
  /// What is scheduled.
  package enum Level: String, Hashable, Sendable, CaseIterable {
    /// Whole models: each on the processor that, with the others, is done first.
    case task
    /// Stretches of operators that a processor supports: Band.
    case subgraph = "sub-graph"
    /// Whole operators: HEFT.
    case operators = "inter-operator"
    /// Parts of operators on CPU and GPU: CoDL.
    case parts = "intra-operator"
    /// Parts of operators on the cores of the CPU, in the best number of parts.
    case cores = "intra-operator on cores"
  }

  /// A level for one model in one condition.
  package struct Entry: Hashable, Sendable {
    package let level: Level
    package let latency: Nanoseconds
    /// The processors that the plan uses.
    package let processors: Int

    /// Makes an entry.
    package init(_ level: Level, latency: Nanoseconds, processors: Int) {
      self.level = level
      self.latency = latency
      self.processors = processors
    }
  }

  /// The levels of one model in one condition.
  package struct Row: Hashable, Sendable {
    package let model: String
    package let condition: String
    /// How many inputs are computed at once.
    package let inputs: Int
    /// In the order of the levels; without those that have no plan.
    package let entries: [Entry]

    /// Makes a row.
    package init(model: String, condition: String, inputs: Int, entries: [Entry]) {
      self.model = model
      self.condition = condition
      self.inputs = inputs
      self.entries = entries
    }

    /// The level of the least latency; of equals the coarsest.
    package var best: Entry? { entries.min { $0.latency < $1.latency } }
  }

  /// By number of inputs, model and condition.
  package let rows: [Row]

  /// Runs every level for the models of a study on its main device, for one input and for two at
  /// once; `granularity` says how many parts are best on the cores.
  package init(
    _ study: Study,
    _ granularity: GranularityStudy,
    _ workers: Workers,
    _ progress: @escaping Study.Progress
  ) {
    var pieces: [(inputs: Int, model: Study.Model)] = []
    for inputs in [1, 2] { pieces += study.models.map { (inputs, $0) } }
    let counter = Counter(stage: "levels", count: pieces.count, progress)
    let found = workers.map(pieces) { piece in
      defer { counter.advance() }
      return Self.rows(piece.model, inputs: piece.inputs, study, granularity)
    }
    rows = found.flatMap { $0 }
  }

  private static func rows(
    _ model: Study.Model,
    inputs: Int,
    _ study: Study,
    _ granularity: GranularityStudy
  ) -> [Row] {
    guard let graph = try? Graph.union(of: [model.graph], frames: inputs) else { return [] }
    return study.competition.map { condition in
      let curve = granularity.curves.first {
        $0.scale == .parts && $0.model == model.name && $0.condition == condition.name
      }
      let task = Task(graph: graph, device: study.mainDevice, condition: condition)
      return Row(
        model: model.name,
        condition: condition.name,
        inputs: inputs,
        entries: entries(task, inputs: inputs, parts: curve?.best?.grain)
      )
    }
  }

  private static func entries(_ task: Task, inputs: Int, parts: Int?) -> [Entry] {
    Level.allCases.compactMap { level in
      switch level {
      case .task: whole(task, inputs: inputs)
      case .subgraph: entry(level, StrategyCatalogue.profiled("band", .exact), task)
      case .operators: entry(level, HEFT(), task)
      case .parts: entry(level, StrategyCatalogue.profiled("codl", .exact), task)
      case .cores:
        CoreDivision(task.device)
          .flatMap { division in
            parts.flatMap { entry(level, DealtParts(parts: $0), task.divided(by: division)) }
          }
      }
    }
  }

  /// All inputs on one processor, or each on another one.
  private static func whole(_ task: Task, inputs: Int) -> Entry? {
    let baseline = Baseline(task, for: nil)
    var best = Entry(.task, latency: baseline.best.timeline.latency, processors: 1)
    guard inputs > 1 else { return best }
    let names = baseline.entries.filter(\.runsOperators).map(\.processor)
    for (position, first) in names.enumerated() {
      for second in names.dropFirst(position + 1) {
        var options = Band.Options()
        options.scheduler = .fixed
        options.processors = [first, second]
        guard let found = entry(.task, Band(options), task), found.latency < best.latency else {
          continue
        }
        best = found
      }
    }
    return best
  }

  private static func entry(_ level: Level, _ strategy: (any Strategy)?, _ task: Task) -> Entry? {
    guard let proposal = try? strategy?.proposal(for: task), proposal.graph == nil,
      let run = Execution(proposal.plan, for: task)
    else { return nil }
    let used = run.program.queues.count {
      if case .processor = $0.queue { true } else { false }
    }
    return Entry(level, latency: run.latency, processors: used)
  }
}
