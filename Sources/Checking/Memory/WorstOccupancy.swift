import Devices
import Plans
import Quantities

/// The most bytes of regions that lie in a pool at once in any execution, and a state with them.
///
/// A state is a set of finished commands, and those that have started. Where each region is freed
/// by one last command, the fullest state of a segment is a maximum closure, that is a minimum
/// cut. Where several commands may be the last, the cut that frees a region only after a common
/// successor of them is an upper bound; while it exceeds the best state known, the search branches
/// on which command is last. Two commands of a queue ordered by arrival run one after the other:
/// where a cut lets both run, the search branches on which is first.
struct WorstOccupancy {
  /// The bytes in the fullest state found, weights excepted.
  private(set) var bytes = Bytes.zero
  /// What no state exceeds; the same where the search has ended by itself.
  private(set) var bound = Bytes.zero
  /// What has finished in that state, in an order in which it can.
  private(set) var finished: [Index<Command>] = []
  /// What has started and not finished there, of queues ordered by arrival.
  private(set) var started: [Index<Command>] = []
  /// The segment it lies in.
  private(set) var segment = 0

  /// Whether no execution exceeds the bytes.
  var isExact: Bool { bytes == bound }

  /// How many cuts may be computed for a pool before the search gives up.
  static let budget = 2_000

  /// Searches the segments, those that could hold most first.
  init(_ subject: Subject, _ segments: [OrderSegment]) {
    guard let order = subject.order else { return }
    var budget = Self.budget
    let isByArrival = subject.program.isByArrival
    let sorted = segments.indices.sorted {
      (segments[$1].most, $0) < (segments[$0].most, $1)
    }
    var hasState = false
    for index in sorted {
      let segment = segments[index]
      if hasState, segment.most <= bytes { break }
      var search = SegmentSearch(segment, subject.program, order, isByArrival)
      search.run(above: hasState ? Int64(bytes.amount) : -1, budget: &budget)
      if let state = search.best {
        hasState = true
        bytes = Bytes(UInt64(state.bytes))
        self.segment = index
        let before = segments[..<index].flatMap(\.commands)
        finished = before + segment.commands.filter(state.finished.contains)
        started = segment.commands.filter(state.started.contains)
      }
      if let open = search.openBound { bound = max(bound, Bytes(UInt64(open))) }
    }
    bound = max(bound, bytes)
  }
}

/// The search for the fullest state of one segment.
private struct SegmentSearch {
  struct State {
    let bytes: Int64
    let finished: Set<Index<Command>>
    let started: Set<Index<Command>>
  }

  /// A region, or several, that the last of some commands frees.
  private struct Group {
    let releases: [Index<Command>]
    let successors: [Index<Command>]
    var bytes: Int64
  }

  /// A decision on the way to a state.
  private enum Decision {
    case finished(Index<Command>)
    case unfinished(Index<Command>)
    /// The second starts only after the first has finished.
    case ordered(Index<Command>, Index<Command>)
  }

  private let segment: OrderSegment
  private let program: Program
  private let isByArrival: Table<Command, Bool>
  private var positions: [Index<Command>: Int] = [:]
  private var gains: [Int64]
  private var losses: [Int64]
  private var groups: [Group] = []
  private let start: Int64
  private(set) var best: State?
  /// What no state exceeds, where the budget ended the search.
  private(set) var openBound: Int64?

  init(
    _ segment: OrderSegment,
    _ program: Program,
    _ order: ProgramOrder,
    _ isByArrival: Table<Command, Bool>
  ) {
    self.segment = segment
    self.program = program
    self.isByArrival = isByArrival
    gains = Array(repeating: 0, count: segment.commands.count)
    losses = gains
    for (position, command) in segment.commands.enumerated() { positions[command] = position }
    let carried = segment.carried.map(\.access.bytes).total()
    start = Int64((segment.constant + carried).amount)
    for region in segment.written {
      if let writer = region.writer.flatMap({ positions[$0] }) {
        gains[writer] += Int64(region.access.bytes.amount)
      }
    }
    collectReleases(order)
  }

  private mutating func collectReleases(_ order: ProgramOrder) {
    var groupOf: [[Index<Command>]: Int] = [:]
    for region in segment.freed {
      // Whatever reads it in an earlier segment has finished.
      let local = region.releases.filter { positions[$0] != nil }
      let last = local.filter { one in
        !local.contains { order.isOrdered(one, before: $0) }
      }
      let bytes = Int64(region.access.bytes.amount)
      if last.count == 1, let position = positions[last[0]] {
        losses[position] += bytes
      } else if let group = groupOf[last] {
        groups[group].bytes += bytes
      } else {
        groupOf[last] = groups.count
        let successors = successors(of: last, order)
        groups.append(Group(releases: last, successors: successors, bytes: bytes))
      }
    }
  }

  /// The first commands that come after all of some.
  private func successors(of releases: [Index<Command>], _ order: ProgramOrder) -> [Index<Command>]
  {
    var found: [Index<Command>] = []
    for command in segment.commands
    where releases.allSatisfy({ order.isOrdered($0, before: command) })
      && !found.contains(where: { order.isOrdered($0, before: command) })
    {
      found.append(command)
      if found.count == 4 { break }
    }
    return found
  }

  // MARK: Search

  mutating func run(above least: Int64, budget: inout Int) {
    var floor = least
    var open: [[Decision]] = [[]]
    while let decisions = open.popLast() {
      guard budget > 0 else {
        openBound = max(openBound ?? 0, upperBound())
        return
      }
      budget -= 1
      guard let cut = cut(under: decisions), cut.bound > floor else { continue }
      guard let conflict = conflict(in: cut) else {
        let bytes = occupancy(of: cut.state)
        if bytes > floor {
          floor = bytes
          best = State(bytes: bytes, finished: cut.state.finished, started: cut.state.started)
        }
        if let group = cut.falselyLive, cut.bound > floor {
          open += branches(on: group).reversed().map { decisions + $0 }
        }
        continue
      }
      let (first, second) = conflict
      open.append(decisions + [.ordered(second, first)])
      open.append(decisions + [.ordered(first, second)])
    }
  }

  private func upperBound() -> Int64 {
    cut(under: [])?.bound ?? start
  }

  private func branches(on group: Group) -> [[Decision]] {
    var result: [[Decision]] = []
    for (position, last) in group.releases.enumerated() {
      let before = group.releases[..<position].map { Decision.finished($0) }
      result.append(before + [.unfinished(last)])
    }
    return result + [group.releases.map { .finished($0) }]
  }

  private struct Cut {
    let bound: Int64
    let state: State
    /// Regions that count although all that read them have finished.
    let falselyLive: Group?
  }

  /// The fullest state under some decisions where regions with several last commands count until
  /// a common successor has finished; nil where there is no state.
  private func cut(under decisions: [Decision]) -> Cut? {
    var closure = MaximumClosure()
    let count = segment.commands.count
    for position in 0..<count { _ = closure.add(weight: -losses[position]) }
    var starts = [Int?](repeating: nil, count: count)
    for position in 0..<count where gains[position] > 0 {
      starts[position] = closure.add(weight: gains[position])
    }
    for (position, command) in segment.commands.enumerated() {
      for wait in program.waits[command] {
        guard let before = positions[wait.predecessor] else { continue }
        closure.require(before, for: position)
        if let start = starts[position] { closure.require(before, for: start) }
      }
      if let start = starts[position] { closure.require(start, for: position) }
    }
    let isDecided = Set(
      decisions.compactMap { if case .finished(let command) = $0 { command } else { nil } }
    )
    var nodes: [Int] = []
    for group in groups {
      let node = closure.add(weight: -group.bytes)
      nodes.append(node)
      let forcing =
        group.releases.allSatisfy(isDecided.contains) ? [group.releases[0]] : group.successors
      for command in forcing {
        if let position = positions[command] { closure.require(node, for: position) }
      }
    }
    return decide(decisions, &closure, starts, nodes)
  }

  private func decide(
    _ decisions: [Decision],
    _ closure: inout MaximumClosure,
    _ starts: [Int?],
    _ groupNodes: [Int]
  ) -> Cut? {
    let prize = gains.reduce(1, +) + losses.reduce(0, +) + groups.reduce(0) { $0 + $1.bytes }
    var prizes: Int64 = 0
    for decision in decisions {
      switch decision {
      case .finished(let command):
        if let position = positions[command] { closure.add(prize, to: position) }
        prizes += prize
      case .unfinished(let command):
        if let position = positions[command] { closure.add(-prize, to: position) }
      case .ordered(let first, let second):
        guard let before = positions[first], let position = positions[second] else { continue }
        if let start = starts[position] { closure.require(before, for: start) }
        closure.require(before, for: position)
      }
    }
    let (weight, members) = closure.solved()
    let finished = Set(segment.commands.enumerated().filter { members[$0.offset] }.map(\.element))
    for decision in decisions {
      switch decision {
      case .finished(let command): if !finished.contains(command) { return nil }
      case .unfinished(let command): if finished.contains(command) { return nil }
      case .ordered: break
      }
    }
    let started = segment.commands.enumerated()
      .filter { starts[$0.offset].map { members[$0] } ?? false && !members[$0.offset] }
      .map(\.element)
    let state = State(bytes: 0, finished: finished, started: Set(started))
    let falselyLive = zip(groups, groupNodes)
      .first { !members[$1] && $0.releases.allSatisfy(finished.contains) }?
      .0
    return Cut(bound: start + weight - prizes, state: state, falselyLive: falselyLive)
  }

  /// Two commands of a queue ordered by arrival that run at the same time in a cut.
  private func conflict(in cut: Cut) -> (Index<Command>, Index<Command>)? {
    let running = segment.commands.filter { isByArrival[$0] && cut.state.started.contains($0) }
    for (position, first) in running.enumerated() {
      for second in running[(position + 1)...]
      where program.commands[first].queue == program.commands[second].queue {
        return (first, second)
      }
    }
    return nil
  }

  /// What really lies in the pool in a state.
  private func occupancy(of state: State) -> Int64 {
    var bytes = start
    for (position, command) in segment.commands.enumerated() {
      let isFinished = state.finished.contains(command)
      if isFinished || state.started.contains(command) { bytes += gains[position] }
      if isFinished { bytes -= losses[position] }
    }
    for group in groups where group.releases.allSatisfy(state.finished.contains) {
      bytes -= group.bytes
    }
    return bytes
  }
}
