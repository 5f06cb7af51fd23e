import Devices
import Graphs
import Quantities

/// NN-Stretch's search for the branches of one stage.
struct StageSearch: Sendable {
  /// A processor that may get a branch.
  struct Worker: Hashable, Sendable {
    let processor: Index<Processor>
    /// The precision of its steps; nil for the model's own.
    let precision: ElementType?
  }

  /// The branches of a stage with the expected time of the slowest.
  struct Choice: Sendable {
    let branches: [(worker: Worker, branch: Branch)]
    let time: Nanoseconds
    let work: UInt64
  }

  /// The published constants in hundredths: the least share of the work of the main branch, of all
  /// branches, and the greatest share of the time.
  private static let (alpha, beta, gamma): (UInt64, UInt64, UInt64) = (40, 80, 80)
  /// Depths from 0.66, widths from a half, in eighths; with three branches from a third.
  private static let leastDepth = 66
  private static let eighths = [8, 7, 6, 5, 4]
  private static let furtherEighths = [3, 2]

  let workers: [Worker]
  private let task: Task
  private let options: NNStretch.Options

  /// What is known of durations.
  var estimate: Estimate { options.estimate }

  init(_ task: Task, _ options: NNStretch.Options, workers: [Index<Processor>]) {
    self.task = task
    self.options = options
    self.workers = workers.map { index in
      let processor = task.device.processors[index]
      let friendly: ElementType = processor.kind == .gpu ? .float16 : .int8
      let isFriendly =
        options.isQuantised && processor.performance.speeds.contains { $0.precision == friendly }
      return Worker(processor: index, precision: isFriendly ? friendly : nil)
    }
  }

  /// A branch on a worker, measured.
  private struct Candidate {
    let worker: Worker
    let branch: Branch
    let time: Nanoseconds
    let work: UInt64
  }

  /// The branches of a stage that reads a tensor of the extents.
  func choice(for stage: ResidualNetwork.Stage, reading extents: [Int]) throws(NetworkDraft.Unfit)
    -> Choice
  {
    let whole = Branch(depth: stage.depth, width: stage.width)
    var candidates: [[Candidate]] = []
    var largest: [Candidate] = []
    for worker in workers {
      guard let all = try measured(whole, stage, extents, on: worker) else { continue }
      largest.append(all)
      var list: [Candidate] = []
      for branch in branches(of: stage) {
        if let one = try measured(branch, stage, extents, on: worker) { list.append(one) }
      }
      candidates.append(list)
    }
    guard let main = largest.indices.min(by: { largest[$0].time < largest[$1].time }) else {
      throw NetworkDraft.Unfit(reason: "no processor runs its blocks")
    }
    let bound = largest[main].time.amount * Self.gamma / 100
    let fast = candidates.map { $0.filter { $0.time.amount <= bound } }
    let mains = fast[main].filter { $0.work * 100 >= largest[main].work * Self.alpha }
    var best = Choice(
      branches: [(largest[main].worker, whole)],
      time: largest[main].time,
      work: largest[main].work
    )
    for chosen in mains {
      combine([chosen], fast, largest[main].work, without: main, from: 0, &best)
    }
    return best
  }

  /// Adds at most one branch of each further worker, and keeps what is fastest.
  private func combine(
    _ chosen: [Candidate],
    _ candidates: [[Candidate]],
    _ whole: UInt64,
    without main: Int,
    from next: Int,
    _ best: inout Choice
  ) {
    let time = chosen.map(\.time).max() ?? .zero
    let work = chosen.map(\.work).reduce(0, +)
    if chosen.count > 1, work * 100 >= whole * Self.beta,
      (time, best.work) < (best.time, work)
    {
      best = Choice(branches: chosen.map { ($0.worker, $0.branch) }, time: time, work: work)
    }
    for index in candidates.indices where index >= next && index != main {
      for one in candidates[index] {
        combine(chosen + [one], candidates, whole, without: main, from: index + 1, &best)
      }
    }
  }

  private func branches(of stage: ResidualNetwork.Stage) -> [Branch] {
    let least = max((stage.depth * Self.leastDepth + 99) / 100, 1)
    let shares = Self.eighths + (workers.count > 2 ? Self.furtherEighths : [])
    return (least...max(stage.depth, least))
      .flatMap { depth in
        shares.map { Branch(depth: depth, width: max(stage.width * $0 / 8 / 8, 1) * 8) }
      }
  }

  /// The time of a branch by itself, and its work; nil where the worker refuses one of its
  /// operators.
  private func measured(
    _ branch: Branch,
    _ stage: ResidualNetwork.Stage,
    _ extents: [Int],
    on worker: Worker
  ) throws(NetworkDraft.Unfit) -> Candidate? {
    var draft = NetworkDraft(name: "branch")
    let type = try NetworkDraft.type(worker.precision ?? .float32, extents)
    let input = try draft.input(Tensor(name: "in", type: type, role: .input))
    let output = try branch.add(stage, "branch", after: input, to: &draft)
    let graph = try draft.finish(outputs: [output])
    let processor = task.device.processors[worker.processor]
    guard
      graph.operators.indices.allSatisfy({ processor.accepts($0, in: graph) })
    else { return nil }
    let profile = LatencyProfile(of: graph, for: task, options.estimate)
    return Candidate(
      worker: worker,
      branch: branch,
      time: graph.operators.indices.map { profile.duration(of: $0, on: worker.processor) }.total(),
      work: graph.operators.indices.map { graph.multiplyAccumulates(of: $0).amount }.reduce(0, +)
    )
  }
}
