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
  var pathShares: PathShares {
    var shares = PathShares()
    for command in path {
      let duration = timeline.spans[command].duration
      let cost = costs[command]
      switch kind(of: command) {
      case .copy: shares.copies += duration
      case .fallback: shares.fallback += duration
      case .operation:
        shares.launch += min(cost.launch, duration)
        shares.compute += min(cost.duration, duration).reduced(by: cost.launch)
        shares.contention += duration.reduced(by: cost.duration)
      }
    }
    return shares
  }
}

/// The latency by what the critical path did.
struct PathShares: Hashable, Sendable {
  var compute = Nanoseconds.zero
  var launch = Nanoseconds.zero
  var contention = Nanoseconds.zero
  var fallback = Nanoseconds.zero
  var copies = Nanoseconds.zero

  /// A part of the latency.
  struct Part {
    /// The CSS class of its pattern.
    let mark: String
    let name: String
    let time: Nanoseconds
  }

  /// The parts in the order in which they are drawn.
  var parts: [Part] {
    [
      Part(mark: "compute", name: "computation", time: compute),
      Part(mark: "copy", name: "copies", time: copies),
      Part(mark: "launch", name: "starting operators", time: launch),
      Part(mark: "contention", name: "contention for memory", time: contention),
      Part(mark: "fallback", name: "fallbacks", time: fallback),
    ]
  }
}
