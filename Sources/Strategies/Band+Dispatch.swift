import Devices
import Graphs
import Plans
import Quantities

/// Band's engine in expectation: which subgraph is handed to which worker, and when.
struct BandDispatch {
  /// Units of one model that one worker runs as one subgraph.
  struct Subgraph {
    let model: Int
    let units: Range<Int>
    let worker: Int
    let duration: Nanoseconds
  }

  /// How many models the scheduler looks at: Band's default window.
  static let window = 5

  let models: [[UnitSubgraphs.Unit]]
  let options: Band.Options
  /// The worker of each model, where workers are fixed.
  let fixedWorkers: [Int]
  /// When each worker has done all that it was given.
  private(set) var busyUntil: [Nanoseconds]
  /// When each model's last subgraph has finished, and its first unit that is still to run.
  private(set) var progress: [(ready: Nanoseconds, next: Int)]
  /// The models that were expected to miss their deadlines.
  var late: Set<Int> = []
  private var given: [Subgraph] = []

  init(_ subgraphs: UnitSubgraphs, _ options: Band.Options, fixed fixedWorkers: [Int]) {
    models = subgraphs.models
    self.options = options
    self.fixedWorkers = fixedWorkers
    busyUntil = Array(repeating: .zero, count: subgraphs.workers.count)
    progress = models.map { _ in (.zero, 0) }
  }

  /// When the last subgraph is expected to have finished.
  var makespan: Nanoseconds { progress.map(\.ready).max() ?? .zero }

  /// Hands out everything.
  ///
  /// The clock stands at the earliest instant at which a model waits for its next subgraph; a model
  /// whose worker is busy comes again when that worker is idle.
  mutating func run() {
    var now = Nanoseconds.zero
    while true {
      let open = models.indices.filter { progress[$0].next < models[$0].count }
      guard let earliest = open.map({ progress[$0].ready }).min() else { return }
      now = max(now, earliest)
      guard !schedule(open.filter { progress[$0].ready <= now }, at: now) else { continue }
      let events =
        busyUntil.filter { $0 > now } + open.map { progress[$0].ready }.filter { $0 > now }
      guard let next = events.min() else { preconditionFailure("an idle worker takes a subgraph") }
      now = next
    }
  }

  /// One round of the scheduler; false where no worker that is wanted is idle.
  private mutating func schedule(_ waiting: [Int], at now: Nanoseconds) -> Bool {
    let window = Array(waiting.prefix(Self.window))
    let next =
      switch options.scheduler {
      case .heft, .sel: longest(of: window, at: now)
      case .lst: leastSlack(of: waiting, at: now)
      case .fixed: ownWorker(of: waiting)
      case .roundRobin: nextInTurn(of: waiting, at: now)
      }
    guard let next else { return false }
    give(next, at: now)
    return true
  }

  private mutating func give(_ subgraph: Subgraph, at now: Nanoseconds) {
    let end = max(busyUntil[subgraph.worker], now) + subgraph.duration
    busyUntil[subgraph.worker] = end
    progress[subgraph.model] = (end, subgraph.units.upperBound)
    given.append(subgraph)
  }

  /// The first subgraph on the way to the earliest end of a model, and the time to that end.
  ///
  /// memo[j] = min over i ≤ j and workers w of max(load[w], memo[i−1]) + E[w, i…j].
  func shortest(of model: Int, _ load: [Nanoseconds])
    -> (first: Subgraph, latency: Nanoseconds)
  {
    let units = models[model]
    let start = progress[model].next
    var memo: [(latency: Nanoseconds, first: Subgraph?)] = [(.zero, nil)]
    for end in start..<units.count {
      var best: (latency: Nanoseconds, first: Subgraph?)?
      for worker in load.indices {
        var duration = Nanoseconds.zero
        for begin in (start...end).reversed() {
          guard let more = units[begin].durations[worker] else { break }
          duration += more
          let before = memo[begin - start]
          let latency = max(load[worker], before.latency) + duration
          if best.map({ latency < $0.latency }) ?? true {
            let own = Subgraph(
              model: model,
              units: begin..<end + 1,
              worker: worker,
              duration: duration
            )
            best = (latency, before.first ?? own)
          }
          if options.subgraphs == .units { break }
        }
      }
      guard let best else { preconditionFailure("the host supports every unit") }
      memo.append(best)
    }
    guard let last = memo.last, let first = last.first else {
      preconditionFailure("a model with units left has a first subgraph")
    }
    return (first, last.latency)
  }

  /// The plan: subgraphs in the order in which they were handed out, each after the one before it
  /// of the same model.
  func plan(_ task: Task, _ workers: [Index<Processor>], _ provenance: Plan.Provenance) -> Plan {
    var steps = StepList()
    var last = [Index<Step>?](repeating: nil, count: models.count)
    for subgraph in given {
      let processor = workers[subgraph.worker]
      if let before = last[subgraph.model] { steps.waitNext(for: before) }
      for unit in models[subgraph.model][subgraph.units] {
        for node in unit.nodes { steps.run(node, on: processor) }
      }
      last[subgraph.model] = Index(steps.steps.count - 1)
    }
    return steps.plan(provenance)
  }
}
