import Checking
import Devices
import Graphs
import Plans
import Quantities
import Strategies

/// The changes of a plan that bear on what is wrong with it, the gentlest first.
///
/// Together they are the edit space of repairs: waits are added, removed and replaced, steps moved,
/// removed and changed in one respect, copies and computations of what is missing inserted right
/// before their first reader, cuts and placements moved.
struct EditProposals {
  let subject: Subject

  var task: Task { subject.task }
  var program: Program { subject.program }
  var plan: Plan { subject.program.plan }

  func edits(for fault: Fault) -> [Edit] {
    switch fault {
    case .refused(let step): accepting(step)
    case .uncomputed(let tensor, let slice): computing(tensor, slice)
    case .computedTwice(let first, let second): computingOnce(step(first), step(second))
    case .deadlock(let cycle): breaking(cycle)
    case .absent(let reader, let tensor, let slice, let pool):
      bringing(tensor, slice, to: pool, for: reader)
    case .race(let early, let late): ordering(early, late)
    }
  }

  func step(_ command: Index<Command>) -> Index<Step> { program.commands[command].step }

  func action(_ step: Index<Step>) -> Step.Action { plan.steps[step].action }

  /// Whether a command is a step of the plan, not a copy inserted for one.
  func isStep(_ command: Index<Command>) -> Bool {
    if case .step = program.commands[command].origin { true } else { false }
  }

  // MARK: Support

  private func accepting(_ step: Index<Step>) -> [Edit] {
    guard case .run(let node, on: _, let part, let precision) = action(step) else { return [] }
    var edits = otherPrecisions(step)
    // A precision that the plan names is the likelier slip.
    edits = precision == nil ? otherProcessors(step) + edits : edits + otherProcessors(step)
    if let part {
      let extent = extent(of: node, along: part.dimension)
      let positions =
        rounded(part.range.lowerBound, extent) + rounded(part.range.upperBound, extent)
      edits += movedCuts(step, to: positions)
      for start in rounded(part.range.lowerBound, extent) {
        for end in rounded(part.range.upperBound, extent) where start < end {
          edits += changedPart(step, Slice(dimension: part.dimension, range: start..<end))
        }
      }
      edits += changedPart(step, nil)
    }
    return edits + [.removeStep(step)]
  }

  /// The step on each other processor that accepts it.
  func otherProcessors(_ step: Index<Step>) -> [Edit] {
    guard case .run(let node, on: let processor, let part, let precision) = action(step) else {
      return []
    }
    return task.device.processors.indices
      .filter { candidate in
        candidate != processor
          && task.device.processors[candidate]
            .refusals(of: node, in: task.graph, precision: precision, part: part).isEmpty
      }
      .map {
        .change(step, .run(node, on: $0, part: part, precision: precision), .processor)
      }
  }

  /// The step in each other precision that its processor has speeds for.
  func otherPrecisions(_ step: Index<Step>) -> [Edit] {
    guard case .run(let node, on: let processor, let part, let precision) = action(step) else {
      return []
    }
    var types: [ElementType?] = [nil]
    for speed in task.device.processors[processor].performance.speeds
    where !types.contains(speed.precision) {
      types.append(speed.precision)
    }
    return types.filter { $0 != precision }
      .map {
        .change(step, .run(node, on: processor, part: part, precision: $0), .precision)
      }
  }

  /// A position and the multiples of small powers of two next to it.
  private func rounded(_ position: Int, _ extent: Int) -> [Int] {
    var result = [position]
    for block in [2, 4, 8, 16, 32, 64] {
      for multiple in [position / block * block, (position + block - 1) / block * block]
      where multiple <= extent && !result.contains(multiple) {
        result.append(multiple)
      }
    }
    return result
  }

  // MARK: Coverage

  private func computing(_ tensor: Index<Tensor>, _ slice: Slice?) -> [Edit] {
    guard let producer = task.graph.producers[tensor] else { return [] }
    let steps = runs(of: producer)
    var edits: [Edit] = []
    for step in steps {
      if let hull = hull(plan.steps[step].part, slice) { edits += changedPart(step, hull) }
      edits += filling(step, among: steps, tensor)
    }
    edits += insertedRuns(producer, slice)
    if slice != nil { edits += insertedRuns(producer, nil) }
    return edits + removedReaders(of: tensor, slice)
  }

  /// The steps that run an operator or parts of it.
  func runs(of node: Index<Operator>) -> [Index<Step>] {
    plan.steps.enumerated
      .filter { _, step in
        if case .run(node, on: _, part: _, precision: _) = step.action { true } else { false }
      }
      .map(\.index)
  }

  /// The step with the part that the other steps of its operator leave out.
  private func filling(
    _ step: Index<Step>,
    among steps: [Index<Step>],
    _ tensor: Index<Tensor>
  ) -> [Edit] {
    let shape = task.graph.tensors[tensor].shape
    let others = Presence(steps.filter { $0 != step }.map { plan.steps[$0].part })
    let gaps = others.missing(of: nil, in: shape)
    guard gaps.count == 1, let gap = gaps.first else { return [] }
    return changedPart(step, gap)
  }

  private func removedReaders(of tensor: Index<Tensor>, _ slice: Slice?) -> [Edit] {
    program.commands.enumerated
      .filter { index, command in
        isStep(index)
          && command.reads.contains {
            $0.tensor == tensor && Slice.overlap($0.slice, slice)
          }
      }
      .map { .removeStep(step($0.index)) }
  }

  private func computingOnce(_ first: Index<Step>, _ second: Index<Step>) -> [Edit] {
    let parts = (plan.steps[first].part, plan.steps[second].part)
    var edits: [Edit] = []
    for rest in Self.difference(parts.1, parts.0) { edits += changedPart(second, rest) }
    for rest in Self.difference(parts.0, parts.1) { edits += changedPart(first, rest) }
    if case .run(let node, on: _, part: _, precision: _) = action(first),
      let output = task.graph.operators[node].outputs.first.flatMap({ $0 })
    {
      let steps = runs(of: node)
      edits += filling(second, among: steps, output) + filling(first, among: steps, output)
    }
    edits += [.removeStep(second), .removeStep(first)]
    return edits + otherProcessors(second) + otherProcessors(first)
  }

  /// What is left of a slice without another along the same dimension.
  private static func difference(_ slice: Slice?, _ other: Slice?) -> [Slice] {
    guard let slice, let other, slice.dimension == other.dimension else { return [] }
    return IntervalSet([other.range]).gaps(in: slice.range)
      .map { Slice(dimension: slice.dimension, range: $0) }
  }

  // MARK: Parts

  /// The least slice that contains both, where they are cut along the same dimension.
  func hull(_ part: Slice?, _ other: Slice?) -> Slice? {
    guard let part, let other, part.dimension == other.dimension else { return nil }
    let start = min(part.range.lowerBound, other.range.lowerBound)
    let end = max(part.range.upperBound, other.range.upperBound)
    return Slice(dimension: part.dimension, range: start..<end)
  }

  /// The step with another part; nothing where that is the part it has.
  func changedPart(_ step: Index<Step>, _ part: Slice?) -> [Edit] {
    switch action(step) {
    case .run(let node, on: let processor, let old, let precision):
      let output = task.graph.operators[node].outputs.first.flatMap { $0 }
      let part = output.flatMap { part?.normalised(in: task.graph.tensors[$0].shape) }
      guard part != old else { return [] }
      return [.change(step, .run(node, on: processor, part: part, precision: precision), .part)]
    case .copy(let tensor, from: let source, to: let target, let old):
      let part = part?.normalised(in: task.graph.tensors[tensor].shape)
      guard part != old else { return [] }
      return [.change(step, .copy(tensor, from: source, to: target, part: part), .part)]
    }
  }

  private func extent(of node: Index<Operator>, along dimension: Int) -> Int {
    task.graph.operators[node].outputs.first.flatMap { $0 }
      .map { task.graph.tensors[$0].shape[dimension] } ?? 0
  }

  /// The cuts between a part and those next to it, at each of the positions.
  func movedCuts(_ step: Index<Step>, to positions: [Int]) -> [Edit] {
    guard case .run(let node, on: let processor, let part?, let precision) = action(step) else {
      return []
    }
    var edits: [Edit] = []
    for other in runs(of: node) where other != step {
      guard case .run(_, on: let place, let next?, let type) = action(other),
        next.dimension == part.dimension,
        next.range.lowerBound == part.range.upperBound
          || next.range.upperBound == part.range.lowerBound
      else { continue }
      let isAfter = next.range.lowerBound == part.range.upperBound
      let whole =
        (isAfter ? part : next).range.lowerBound..<(isAfter ? next : part).range.upperBound
      let cut = isAfter ? next.range.lowerBound : part.range.lowerBound
      let nearest = positions.sorted { (abs($0 - cut), $0) < (abs($1 - cut), $1) }
      for position in nearest where whole.lowerBound < position && position < whole.upperBound {
        let low = Slice(dimension: part.dimension, range: whole.lowerBound..<position)
        let high = Slice(dimension: part.dimension, range: position..<whole.upperBound)
        let (own, others) = isAfter ? (low, high) : (high, low)
        guard own != part else { continue }
        edits.append(
          .moveCut(
            step,
            .run(node, on: processor, part: own, precision: precision),
            other,
            .run(node, on: place, part: others, precision: type)
          )
        )
      }
    }
    return edits
  }
}
