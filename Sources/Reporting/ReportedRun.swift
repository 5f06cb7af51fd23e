import Checking
import Costs
import Devices
import Documents
import Graphs
import Plans
import Quantities
import Simulation

/// One execution with everything that a report draws of it.
struct ReportedRun: Sendable {
  /// What ran, for a heading.
  let title: String
  let program: Program
  let timeline: Timeline
  let breakdown: Breakdown
  let memory: MemoryTrace
  /// The commands that take the whole latency, in order.
  let path: [Index<Command>]
  private let isOnPath: Set<Index<Command>>
  private let fallbacks: Set<Index<Command>>
  let costs: Table<Command, Cost>

  init(title: String, _ program: Program, _ timeline: Timeline, costs: Table<Command, Cost>) {
    self.title = title
    self.program = program
    self.timeline = timeline
    self.costs = costs
    breakdown = Breakdown(timeline, program, costs)
    memory = MemoryTrace(Footprint(program), timeline)
    path = timeline.criticalPath
    isOnPath = Set(path)
    let refused = RefusedOperators(program)
    fallbacks = Set(program.commands.indices.filter { refused.isFallback($0, program) })
  }

  /// What a command is, as charts show it.
  enum Kind: Hashable, Sendable {
    case operation
    case fallback
    case copy

    /// The word for people.
    var word: String {
      switch self {
      case .operation: "operator"
      case .fallback: "fallback"
      case .copy: "copy"
      }
    }
  }

  func kind(of command: Index<Command>) -> Kind {
    guard program.isRun(command) else { return .copy }
    return fallbacks.contains(command) ? .fallback : .operation
  }

  func isCritical(_ command: Index<Command>) -> Bool {
    isOnPath.contains(command)
  }

  /// The command for people: what it does, its step and when.
  func description(of command: Index<Command>) -> String {
    let span = timeline.spans[command]
    var words = escaped(program.subject(of: command), limit: 80)
    switch kind(of: command) {
    case .operation: break
    case .fallback: words += ", a fallback"
    case .copy: words = "copy of " + words
    }
    let step = escaped(program.name(of: command), limit: 60)
    return "\(words) (\(step)): \(span.duration.inWords) from \(span.start.inWords)"
      + (isCritical(command) ? ", on the critical path" : "")
  }

  /// Whether starting operators takes a part of the latency that charts can show.
  var hasVisibleStarts: Bool {
    let starts = breakdown.shares.filter { !$0.queue.isLink }.map(\.launch).total()
    return starts.amount > timeline.latency.amount / 100
  }

  /// How often the critical path goes from one queue to another.
  var laneChanges: Int {
    zip(path, path.dropFirst())
      .filter {
        program.commands[$0].queue != program.commands[$1].queue
      }
      .count
  }

  /// How many copies ran, and the bytes that they wrote.
  var copies: (count: Int, bytes: Bytes) {
    let copies = program.commands.values.filter {
      if case .copy = $0.action { true } else { false }
    }
    return (copies.count, copies.flatMap(\.writes).map(\.bytes).total())
  }

  /// What the latency is made of, along the critical path: the parts add up to it.
  var pathShares: PathShares { PathShares(LossSplit.Parts(timeline, program, costs)) }
}

/// The latency by what the critical path did, as charts show it.
struct PathShares: Hashable, Sendable {
  /// A part of the latency.
  struct Part: Hashable, Sendable {
    let cause: LossSplit.Cause
    /// The CSS class of its pattern.
    let mark: String
    let name: String
    /// The name for a legend, with what it means where that is not plain.
    let legend: String
    let time: Nanoseconds
  }

  /// The parts in the order in which they are drawn.
  let parts: [Part]

  init(_ split: LossSplit.Parts) {
    let causes: [LossSplit.Cause] = [
      .computation, .waiting, .imbalance, .transfer, .launch, .contention, .fallback,
    ]
    parts = causes.map { cause in
      let (mark, name, legend) = Self.look(of: cause)
      return Part(cause: cause, mark: mark, name: name, legend: legend ?? name, time: split[cause])
    }
  }

  private static func look(of cause: LossSplit.Cause) -> (String, String, String?) {
    switch cause {
    case .computation: ("compute", "computation", nil)
    case .waiting: ("held", "waiting", "waiting: it computes while others of the plan wait")
    case .imbalance:
      ("imbalance", "imbalance", "imbalance: it computes while others of the plan are done")
    case .transfer: ("copy", "copies", nil)
    case .launch: ("launch", "starting operators", nil)
    case .contention: ("contention", "contention for memory", nil)
    case .fallback: ("fallback", "fallbacks", nil)
    }
  }

  /// The latency.
  var total: Nanoseconds { parts.map(\.time).total() }
}
