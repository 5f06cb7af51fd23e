import Devices
import Graphs
import Plans
import Quantities

/// CoDL's base plan and its chains.
struct ChainSearch {
  /// How one group runs.
  struct Choice {
    enum Kind {
      case whole(CoExecution.Side)
      case divided(Division)
    }

    var kind: Kind
    /// With the cost of sharing.
    var predicted: Nanoseconds
    /// The accelerator's share in tenths.
    var tenths: Int
    /// Whether the operator after it in the same chain takes its parts without sharing.
    var isInsideChain = false
  }

  let pair: CoExecution
  let options: CoDL.Options
  let groups: [DividedGroup]
  /// The group that alone reads a group's output and reads nothing else, by position.
  let followers: [Int?]
  private let sharing: SharingCost
  private(set) var choices: [Choice] = []
  /// Whether CoDL divides the group at all.
  private let isDividable: [Bool]

  init(_ pair: CoExecution, _ options: CoDL.Options) {
    self.pair = pair
    self.options = options
    let graph = pair.task.graph
    sharing = SharingCost(pair)
    groups =
      FusedGroup.groups(of: graph) {
        Self.isSupported($0, in: graph)
      } accepts: {
        pair.accelerator.accepts($0, pair.task)
      }
      .map { DividedGroup($0, in: graph) }
    followers = Self.followers(of: groups, in: graph)
    isDividable = groups.map { group in
      Self.isSupported(group.group.head, in: graph) && !group.nests.isEmpty
        && group.group.members.allSatisfy { pair.accelerator.accepts($0, pair.task) }
    }
  }

  /// The operators that CoDL has predictors for: convolutions, pools, fully connected layers; its
  /// code adds transposed convolutions.
  private static func isSupported(_ node: Index<Operator>, in graph: Graph) -> Bool {
    switch graph.workClass(of: node) {
    case .convolution, .transposedConvolution, .pooling: return true
    case .matrixProduct: return graph.activations(of: node).count == 1
    default: return false
    }
  }

  private static func followers(of groups: [DividedGroup], in graph: Graph) -> [Int?] {
    let outputs = Set(graph.outputs)
    var groupOf: [Index<Operator>: Int] = [:]
    for (position, group) in groups.enumerated() { groupOf[group.group.head] = position }
    return groups.map { group in
      guard let last = group.group.members.last, let reader = graph.onlyReader(of: last, outputs),
        let next = groupOf[reader], groups[next].rows != nil,
        graph.activations(of: reader).count == 1
      else { return nil }
      return next
    }
  }

  /// Decides about every group: the base plan, then chains.
  mutating func search() {
    placeAlone()
    switch options.search {
    case .none: return
    case .chain:
      var isTaken = [Bool](repeating: false, count: groups.count)
      for head in groups.indices where !isTaken[head] && isDividable[head] {
        guard let chain = bestChain(from: head, isTaken) else { continue }
        for link in chain.links { isTaken[link.group] = true }
        apply(chain)
      }
    case .heuristic: joinNeighbours()
    }
  }

  // MARK: Step A, each group by itself

  private mutating func placeAlone() {
    var isOnAccelerator = [Bool](repeating: false, count: pair.task.graph.operators.count)
    for (position, group) in groups.enumerated() {
      let choice = isDividable[position] ? best(for: group) : placed(group, isOnAccelerator)
      choices.append(choice)
      for node in group.group.members { isOnAccelerator[node.value] = choice.tenths > 0 }
    }
  }

  /// MACE's rule for what is not divided: with what it reads, where the accelerator accepts it.
  private func placed(_ group: DividedGroup, _ isOnAccelerator: [Bool]) -> Choice {
    let graph = pair.task.graph
    let isAccepted = group.group.members.allSatisfy { pair.accelerator.accepts($0, pair.task) }
    let isNear = graph.activations(of: group.group.head)
      .contains { input in
        graph.producers[input].map { isOnAccelerator[$0.value] }
          ?? (graph.tensors[input].role == .input)
      }
    let isHeavy = graph.workClass(of: group.group.head)?.countsMultiplyAccumulates == true
    let side = isAccepted && (isNear || isHeavy) ? pair.accelerator : pair.host
    return Choice(
      kind: .whole(side),
      predicted: pair.duration(of: group, on: side),
      tenths: isAccepted && (isNear || isHeavy) ? 10 : 0
    )
  }

  private func best(for group: DividedGroup) -> Choice {
    var best = Choice(
      kind: .whole(pair.accelerator),
      predicted: pair.duration(of: group, on: pair.accelerator),
      tenths: 10
    )
    let whole = 0..<max(group.height, 1)
    let host = Choice(
      kind: .whole(pair.host),
      predicted: pair.duration(of: group, on: pair.host)
        + sharingCost(of: [Link(group: group, cut: .height, host: whole)]),
      tenths: 0
    )
    if host.predicted < best.predicted { best = host }
    let cuts = options.memory == .buffer ? group.cuts.filter { $0 == .channel } : group.cuts
    for cut in cuts {
      for tenths in 1..<10 {
        let division =
          cut == .height
          ? Division.rows(of: group.height, thousandths: tenths * 100)
          : Division.channels(of: group.channels, thousandths: tenths * 100)
        guard division.isShared, let time = pair.duration(of: group, divided: division) else {
          continue
        }
        let link = Link(group: group, cut: cut, host: division.host)
        let predicted = time + sharingCost(of: [link])
        guard predicted < best.predicted else { continue }
        best = Choice(kind: .divided(division), predicted: predicted, tenths: tenths)
      }
    }
    return best
  }

  /// What the host computes of a group.
  private struct Link {
    let group: DividedGroup
    let cut: Division.Cut
    let host: Range<Int>
  }

  /// The cost of sharing for operators that together share once: what the first reads and what the
  /// last writes.
  private func sharingCost(of links: [Link]) -> Nanoseconds {
    guard let first = links.first, let last = links.last else { return .zero }
    let graph = pair.task.graph
    let inputs = graph.activations(of: first.group.group.head).map { graph.tensors[$0].type }
    let read = inputs.map { type -> Bytes in
      guard first.cut == .height, let rows = first.group.rows,
        first.host.count < first.group.height,
        let dimension = Axis.height.dimension(rank: type.shape.rank)
      else { return type.bytes() }
      let need = InputNeed.interval(dimension: dimension, rows).slice(for: first.host)
      return type.bytes(of: need)
    }
    let written = last.group.group.members.last.flatMap { graph.onlyOutput(of: $0) }
      .map { graph.tensors[$0].type.bytes(of: last.group.part(last.cut, last.host)) }
    return sharing.duration(read: read.total(), written: written ?? .zero)
  }

  // MARK: Step B, chains

  /// Groups that run one after the other on both processors without sharing.
  struct Chain {
    struct Member {
      let group: Int
      let division: Division
    }

    let links: [Member]
    let tenths: Int
    let predicted: Nanoseconds
    /// How much sooner it ends than its groups by themselves, in nanoseconds.
    let gain: Int64
  }

  /// The longest chain that is searched (csu-eis/CoDL).
  private static let longest = 30

  /// How far the share of a chain may be from the head's own, in tenths (algorithm 1).
  private static let reach = 3

  private func bestChain(from head: Int, _ isTaken: [Bool]) -> Chain? {
    guard groups[head].cuts.contains(.height) else { return nil }
    var best: Chain?
    let centre = choices[head].tenths
    for tenths in max(0, centre - Self.reach)...min(10, centre + Self.reach) {
      var path = [head]
      while path.count < Self.longest, let last = path.last, let next = followers[last],
        !isTaken[next], isDividable[next], groups[next].cuts.contains(.height)
      {
        path.append(next)
        guard let chain = chain(of: path, tenths: tenths), chain.gain >= 0 else { break }
        if chain.gain > best?.gain ?? 0 { best = chain }
      }
    }
    return best
  }

  /// A path as a chain; nil where a processor does not run its part.
  private func chain(of path: [Int], tenths: Int) -> Chain? {
    guard let members = members(of: path, tenths: tenths) else { return nil }
    var predicted = Nanoseconds.zero
    for member in members {
      guard let time = pair.duration(of: groups[member.group], divided: member.division) else {
        return nil
      }
      predicted += time
    }
    if tenths < 10 {
      predicted += sharingCost(
        of: members.map { Link(group: groups[$0.group], cut: .height, host: $0.division.host) }
      )
    }
    let apart = path.map { choices[$0].predicted }.total()
    return Chain(
      links: members,
      tenths: tenths,
      predicted: predicted,
      gain: Int64(clamping: apart.amount) - Int64(clamping: predicted.amount)
    )
  }

  /// The parts of a chain, from the last backwards, so that each has the rows that the next needs.
  private func members(of path: [Int], tenths: Int) -> [Chain.Member]? {
    var members: [Chain.Member] = []
    guard let last = path.last else { return nil }
    var division = Division.rows(of: groups[last].height, thousandths: tenths * 100)
    for (position, group) in path.enumerated().reversed() {
      members.append(Chain.Member(group: group, division: division))
      guard position > 0 else { break }
      guard let rows = groups[group].rows else { return nil }
      let before = groups[path[position - 1]].height
      func need(_ range: Range<Int>) -> Range<Int> {
        guard !range.isEmpty else { return 0..<0 }
        let (start, end) = rows.need(from: Int64(range.lowerBound), to: Int64(range.upperBound))
        return Int(start)..<max(Int(start), Int(end))
      }
      let upper = need(division.accelerator)
      let lower = need(division.host)
      // The rows that neither part needs are still owed; the accelerator computes them.
      let top = upper.isEmpty ? 0 : max(upper.upperBound, lower.isEmpty ? before : lower.lowerBound)
      division = Division(
        cut: .height,
        accelerator: 0..<top,
        host: lower.isEmpty ? 0..<0 : (top == 0 ? 0 : min(lower.lowerBound, top))..<before
      )
    }
    return members.reversed()
  }

  private mutating func apply(_ chain: Chain) {
    for (position, member) in chain.links.enumerated() {
      choices[member.group] = Choice(
        kind: .divided(member.division),
        predicted: position == 0 ? chain.predicted : .zero,
        tenths: chain.tenths,
        isInsideChain: position + 1 < chain.links.count
      )
    }
  }

  /// The published code's other search: it joins neighbours cut along height with the same share.
  private mutating func joinNeighbours() {
    var isTaken = [Bool](repeating: false, count: groups.count)
    for head in groups.indices where !isTaken[head] && isDividable[head] {
      guard groups[head].cuts.contains(.height), isCutByRows(head) else { continue }
      var path = [head]
      while path.count < Self.longest, let last = path.last, let next = followers[last],
        !isTaken[next], isDividable[next], isCutByRows(next),
        choices[next].tenths == choices[head].tenths
      {
        path.append(next)
      }
      let tenths = choices[head].tenths
      guard path.count > 1, let chain = chain(of: path, tenths: tenths) else { continue }
      for group in path { isTaken[group] = true }
      apply(chain)
    }
  }

  /// Whether a group is cut along height; one that is whole on the GPU counts as such.
  private func isCutByRows(_ position: Int) -> Bool {
    switch choices[position].kind {
    case .divided(let division): division.cut == .height
    case .whole: choices[position].tenths == 10 && groups[position].cuts.contains(.height)
    }
  }
}
