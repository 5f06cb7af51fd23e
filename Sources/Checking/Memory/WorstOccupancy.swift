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
    let most = segments.map(\.most)
    let sorted = segments.indices.sorted { (most[$1], $0) < (most[$0], $1) }
    var hasState = false
    for index in sorted {
      let segment = segments[index]
      if hasState, most[index] <= bytes { break }
      var search = SegmentSearch(segment, subject.program, order, isByArrival)
      search.run(above: hasState ? Int64(bytes.amount) : -1, budget: &budget)
      if let state = search.best {
        hasState = true
        bytes = Bytes(UInt64(state.bytes))
        self.segment = index
        let before = order.sorted[..<segment.commands.startIndex]
        finished = before + segment.commands(where: state.finished)
        started = segment.commands(where: state.started)
      }
      if let open = search.openBound { bound = max(bound, Bytes(UInt64(open))) }
    }
    bound = max(bound, bytes)
  }
}

extension OrderSegment {
  /// The commands at whose places something holds.
  fileprivate func commands(where holds: [Bool]) -> [Index<Command>] {
    zip(commands, holds).compactMap { $1 ? $0 : nil }
  }
}

/// The search for the fullest state of one segment; commands are numbered by their place in it.
private struct SegmentSearch {
  struct State {
    let bytes: Int64
    let finished: [Bool]
    let started: [Bool]
  }

  /// A region, or several, that the last of some commands frees.
  private struct Group {
    let releases: [Int]
    let successors: [Int]
    var bytes: Int64
  }

  /// A decision on the way to a state.
  private enum Decision {
    case finished(Int)
    case unfinished(Int)
    /// The second starts only after the first has finished.
    case ordered(Int, Int)
  }

  private let segment: OrderSegment
  private let program: Program
  private let order: ProgramOrder
  private let isByArrival: Table<Command, Bool>
  private var gains: [Int64]
  private var losses: [Int64]
  private var groups: [Group] = []
  private let start: Int64
  /// What every cut has in common: for each command that it has finished, for some that they have
  /// started, for each group that it counts.
  private var base = MaximumClosure()
  private var starts: [Int?]
  private var groupNodes: [Int] = []
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
    self.order = order
    self.isByArrival = isByArrival
    gains = Array(repeating: 0, count: segment.commands.count)
    losses = gains
    starts = gains.map { _ in nil }
    let carried = segment.carried.map(\.access.bytes).total()
    start = Int64((segment.constant + carried).amount)
    for region in segment.written {
      if let writer = region.writer.flatMap({ number(of: $0) }) {
        gains[writer] += Int64(region.access.bytes.amount)
      }
    }
    collectReleases()
    buildBase()
  }

  /// The number of a command; nil where it is in another segment.
  private func number(of command: Index<Command>) -> Int? {
    let place = order.places[command]
    return segment.commands.indices.contains(place) ? place - segment.commands.startIndex : nil
  }

  private func command(_ number: Int) -> Index<Command> {
    segment.commands[segment.commands.startIndex + number]
  }

  private func isOrdered(_ first: Int, before second: Int) -> Bool {
    order.isOrdered(command(first), before: command(second))
  }

  private mutating func collectReleases() {
    var groupOf: [[Int]: Int] = [:]
    for region in segment.freed {
      // Whatever reads it in an earlier segment has finished.
      let local = region.releases.compactMap { number(of: $0) }
      let last = local.filter { one in !local.contains { isOrdered(one, before: $0) } }
      let bytes = Int64(region.access.bytes.amount)
      if last.count == 1 {
        losses[last[0]] += bytes
      } else if let group = groupOf[last] {
        groups[group].bytes += bytes
      } else {
        groupOf[last] = groups.count
        groups.append(Group(releases: last, successors: successors(of: last), bytes: bytes))
      }
    }
  }

  /// The first commands that come after all of some.
  private func successors(of releases: [Int]) -> [Int] {
    var found: [Int] = []
    for number in gains.indices
    where releases.allSatisfy({ isOrdered($0, before: number) })
      && !found.contains(where: { isOrdered($0, before: number) })
    {
      found.append(number)
      if found.count == 4 { break }
    }
    return found
  }

  private mutating func buildBase() {
    for loss in losses { _ = base.add(weight: -loss) }
    for number in gains.indices where gains[number] > 0 {
      starts[number] = base.add(weight: gains[number])
    }
    for (position, command) in segment.commands.enumerated() {
      for wait in program.waits[command] {
        guard let before = number(of: wait.predecessor) else { continue }
        base.require(before, for: position)
        if let start = starts[position] { base.require(before, for: start) }
      }
      if let start = starts[position] { base.require(start, for: position) }
    }
    for group in groups { groupNodes.append(base.add(weight: -group.bytes)) }
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
    var closure = base
    var isDecided = [Bool](repeating: false, count: gains.count)
    for case .finished(let number) in decisions { isDecided[number] = true }
    for (group, node) in zip(groups, groupNodes) {
      let isForced = group.releases.allSatisfy { isDecided[$0] }
      for number in isForced ? [group.releases[0]] : group.successors {
        closure.require(node, for: number)
      }
    }
    let prize = gains.reduce(1, +) + losses.reduce(0, +) + groups.reduce(0) { $0 + $1.bytes }
    var prizes: Int64 = 0
    for decision in decisions {
      switch decision {
      case .finished(let number):
        closure.add(prize, to: number)
        prizes += prize
      case .unfinished(let number):
        closure.add(-prize, to: number)
      case .ordered(let first, let second):
        if let start = starts[second] { closure.require(first, for: start) }
        closure.require(first, for: second)
      }
    }
    let (weight, members) = closure.solved()
    for decision in decisions {
      switch decision {
      case .finished(let number): if !members[number] { return nil }
      case .unfinished(let number): if members[number] { return nil }
      case .ordered: break
      }
    }
    return cut(start + weight - prizes, members)
  }

  private func cut(_ bound: Int64, _ members: [Bool]) -> Cut {
    let started = gains.indices.map { number in
      !members[number] && (starts[number].map { members[$0] } ?? false)
    }
    let falselyLive = zip(groups, groupNodes)
      .first { group, node in !members[node] && group.releases.allSatisfy { members[$0] } }?
      .0
    let state = State(bytes: 0, finished: Array(members.prefix(gains.count)), started: started)
    return Cut(bound: bound, state: state, falselyLive: falselyLive)
  }

  /// Two commands of a queue ordered by arrival that run at the same time in a cut.
  private func conflict(in cut: Cut) -> (Int, Int)? {
    let running = gains.indices.filter { cut.state.started[$0] && isByArrival[command($0)] }
    for (position, first) in running.enumerated() {
      for second in running[(position + 1)...]
      where program.commands[command(first)].queue == program.commands[command(second)].queue {
        return (first, second)
      }
    }
    return nil
  }

  /// What really lies in the pool in a state.
  private func occupancy(of state: State) -> Int64 {
    var bytes = start
    for number in gains.indices {
      let isFinished = state.finished[number]
      if isFinished || state.started[number] { bytes += gains[number] }
      if isFinished { bytes -= losses[number] }
    }
    for group in groups where group.releases.allSatisfy({ state.finished[$0] }) {
      bytes -= group.bytes
    }
    return bytes
  }
}
