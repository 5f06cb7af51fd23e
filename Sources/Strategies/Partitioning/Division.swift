import Devices
import Graphs
import Quantities

/// How an operator's output is divided between two processors along one dimension.
///
/// The intervals cover the extent together; they overlap where rows are computed twice so that
/// nothing has to be shared.
struct Division: Hashable, Sendable {
  /// A named dimension that split strategies cut.
  enum Cut: Hashable, Sendable {
    case height
    case channel

    var axis: Axis { self == .height ? .height : .channel }
  }

  let cut: Cut
  /// The accelerator's interval, empty where it computes nothing.
  let accelerator: Range<Int>
  /// The host's interval, empty where it computes nothing.
  let host: Range<Int>

  /// Whether both compute something.
  var isShared: Bool { !accelerator.isEmpty && !host.isEmpty }

  /// Rows: the accelerator takes its share of the upper ones, rounded up.
  static func rows(of extent: Int, thousandths: Int) -> Division {
    let upper = (extent * thousandths + 999) / 1_000
    return Division(cut: .height, accelerator: 0..<upper, host: upper..<extent)
  }

  /// Channels: the accelerator takes its share of the first ones, rounded up to blocks of four.
  static func channels(of extent: Int, thousandths: Int) -> Division {
    let blocks = ((extent * thousandths + 999) / 1_000 + 3) / 4
    let first = min(blocks * 4, extent)
    return Division(cut: .channel, accelerator: 0..<first, host: first..<extent)
  }
}

/// A group of operators that a split strategy may divide between the host and one accelerator.
struct DividedGroup: Sendable {
  let group: FusedGroup
  /// The loops of the head and of what follows it; empty where some are of no known family.
  let nests: [LoopNest]
  /// The extents of the head's output, one where it has no such dimension.
  let height: Int
  let channels: Int
  /// Which dimensions all operators of the group can be cut along.
  let cuts: [Division.Cut]
  /// How rows of the output map to rows of the only input; nil where they do not.
  let rows: IntervalMap?
  private let heightDimension: Int?
  private let channelDimension: Int?

  init(_ group: FusedGroup, in graph: Graph) {
    self.group = group
    let loops = group.members.map { LoopNest(of: $0, in: graph) }
    nests = loops.contains(nil) ? [] : loops.compactMap { $0 }
    let shape = graph.onlyOutput(of: group.head).map { graph.tensors[$0].shape } ?? .scalar
    let (tall, deep) = (
      Axis.height.dimension(rank: shape.rank), Axis.channel.dimension(rank: shape.rank)
    )
    heightDimension = tall
    channelDimension = deep
    height = tall.map { shape[$0] } ?? 1
    channels = deep.map { shape[$0] } ?? 1
    let isRegular = nests.first.map { $0.outputHeight == (tall.map { shape[$0] } ?? 1) } ?? false
    func isCut(along dimension: Int?) -> Bool {
      guard let dimension else { return false }
      return group.members.allSatisfy { graph.splitRule(of: $0, along: dimension) != nil }
    }
    let isTall = isRegular && isCut(along: tall)
    cuts = (isTall ? [.height] : []) + (!nests.isEmpty && isCut(along: deep) ? [.channel] : [])
    rows = isTall ? Self.rowMap(of: group.head, along: tall, in: graph) : nil
  }

  private static func rowMap(of node: Index<Operator>, along dimension: Int?, in graph: Graph)
    -> IntervalMap?
  {
    guard let dimension, let rule = graph.splitRule(of: node, along: dimension),
      graph.activations(of: node).count == 1, let input = graph.activations(of: node).first
    else { return nil }
    for (position, tensor) in graph.operators[node].inputs.enumerated() where tensor == input {
      if case .interval(dimension, let map) = rule.needs[position] { return map }
    }
    return nil
  }

  /// The part that an interval of a cut is; nil for all of the output.
  func part(_ cut: Division.Cut, _ range: Range<Int>) -> Slice? {
    switch cut {
    case .height:
      range == 0..<height ? nil : heightDimension.map { Slice(dimension: $0, range: range) }
    case .channel:
      range == 0..<channels ? nil : channelDimension.map { Slice(dimension: $0, range: range) }
    }
  }

  /// The loops of a part.
  func loops(_ cut: Division.Cut, _ range: Range<Int>) -> [LoopNest] {
    switch cut {
    case .height: nests.map { $0.rows(range.count) }
    case .channel: nests.map { $0.channels(range.count) }
    }
  }

  /// Whether a processor runs an interval of the output, or all of it.
  func isAllowed(_ cut: Division.Cut, _ range: Range<Int>, on side: CoExecution.Side, _ task: Task)
    -> Bool
  {
    if range.isEmpty { return true }
    let part = part(cut, range)
    let extent = cut == .height ? height : channels
    return group.members.allSatisfy { node in
      let rule = part.flatMap { task.graph.splitRule(of: node, along: $0.dimension) }
      guard part == nil || rule?.allows(range, of: extent) == true else { return false }
      return side.accepts(node, task, part)
    }
  }
}
