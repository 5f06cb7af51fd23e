import Devices
import Graphs
import Quantities
import Strategies

/// How one operator is computed: whole on one processor, or in parts on several.
struct Choice: Hashable, Sendable {
  /// What one processor computes of it.
  struct Share: Hashable, Sendable {
    let processor: Index<Processor>
    /// The part of the output; nil for all of it.
    let part: Slice?
  }

  /// The shares, in the order of their parts.
  let shares: [Share]

  /// The whole operator on a processor.
  init(whole processor: Index<Processor>) {
    shares = [Share(processor: processor, part: nil)]
  }

  init(shares: [Share]) {
    self.shares = shares
  }
}

/// What can be chosen for the operators of a task within a space.
struct ChoiceMenu: Sendable {
  /// A way to cut operators in two, whatever their extents.
  struct Cut: Hashable, Sendable {
    let first: Index<Processor>
    let second: Index<Processor>
    let axis: Axis
    /// The first part's share of the extent.
    let numerator: Int
    let denominator: Int
  }

  private let task: Task
  /// The processors that run each operator whole.
  let wholes: Table<Operator, [Index<Processor>]>
  /// The ways to cut operators in the space.
  let cuts: [Cut]

  init(_ task: Task, _ space: PlanSpace) {
    self.task = task
    let device = task.device
    wholes = Table(
      task.graph.operators.indices.map { node in
        device.processors.indices.filter {
          device.processors[$0].refusals(of: node, in: task.graph).isEmpty
        }
      }
    )
    cuts = Self.cuts(device, space)
  }

  private static func cuts(_ device: Device, _ space: PlanSpace) -> [Cut] {
    guard case .splits(let steps) = space else { return [] }
    var cuts: [Cut] = []
    for first in device.processors.indices {
      for second in device.processors.indices where second != first {
        for axis in [Axis.channel, .height] {
          for numerator in 1..<max(steps, 1) {
            cuts.append(
              Cut(
                first: first,
                second: second,
                axis: axis,
                numerator: numerator,
                denominator: steps
              )
            )
          }
        }
      }
    }
    return cuts
  }

  /// The whole operator on a processor, if its backend accepts it.
  func whole(_ node: Index<Operator>, on processor: Index<Processor>) -> Choice? {
    wholes[node].contains(processor) ? Choice(whole: processor) : nil
  }

  /// The operator cut in two; nil where it cannot be cut so or a backend refuses its part.
  func choice(_ node: Index<Operator>, cut: Cut) -> Choice? {
    let graph = task.graph
    guard let output = graph.operators[node].outputs.first.flatMap({ $0 }) else { return nil }
    let shape = graph.tensors[output].shape
    guard let dimension = cut.axis.dimension(rank: shape.rank),
      let rule = graph.splitRule(of: node, along: dimension)
    else { return nil }
    let extent = shape[dimension]
    let nearest = (extent * cut.numerator * 2 + cut.denominator) / (2 * cut.denominator)
    let position = nearest / rule.granularity * rule.granularity
    guard position > 0, position < extent else { return nil }
    let parts = [0..<position, position..<extent].map { Slice(dimension: dimension, range: $0) }
    let shares = zip([cut.first, cut.second], parts)
      .map { Choice.Share(processor: $0, part: $1) }
    let areAccepted = shares.allSatisfy { share in
      task.device.processors[share.processor]
        .refusals(of: node, in: graph, part: share.part).isEmpty
        && share.part.map { rule.allows($0.range, of: extent) } ?? false
    }
    return areAccepted ? Choice(shares: shares) : nil
  }
}
