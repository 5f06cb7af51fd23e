import Checking
import Devices
import Graphs
import Plans
import Quantities
import Strategies

extension EditProposals {
  // MARK: Residency

  /// Ways to get a region into a pool, or its reader to where it lies.
  func bringing(
    _ tensor: Index<Tensor>,
    _ slice: Slice?,
    to pool: Index<MemoryPool>,
    for reader: Index<Command>
  ) -> [Edit] {
    var edits: [Edit] = []
    for (index, entry) in plan.steps.enumerated {
      switch entry.action {
      case .copy(tensor, from: _, to: pool, let part):
        if let hull = hull(part, slice) { edits += changedPart(index, hull) }
        if part != nil, slice == nil { edits += changedPart(index, nil) }
      case .copy(let other, from: let source, to: pool, let part) where other != tensor:
        for part in part == nil ? [nil] : [part, slice] {
          edits.append(.change(index, .copy(tensor, from: source, to: pool, part: part), .tensor))
        }
      case .copy(tensor, from: _, to: _, part: _):
        edits += otherLinks(index)
      case .copy, .run: break
      }
    }
    for (link, _) in task.device.links.enumerated where task.device.links[link].target == pool {
      edits.append(insertedCopy(tensor, slice, over: link))
    }
    if isStep(reader) { edits += otherLinks(step(reader)) + otherProcessors(step(reader)) }
    if let producer = task.graph.producers[tensor] {
      for step in runs(of: producer) {
        if let hull = hull(plan.steps[step].part, slice) { edits += changedPart(step, hull) }
        edits += otherProcessors(step)
      }
      edits += insertedRuns(producer, slice).filter { isIn(pool, $0) }
    }
    if isStep(reader) {
      edits += shrunk(step(reader)) + [.removeStep(step(reader))]
    }
    return edits
  }

  private func isIn(_ pool: Index<MemoryPool>, _ edit: Edit) -> Bool {
    guard case .insertStep(let insertion) = edit,
      case .run(_, on: let processor, part: _, precision: _) = insertion.action
    else { return false }
    return task.device.processors[processor].pool == pool
  }

  /// The step with what the other parts of its operator leave for it.
  private func shrunk(_ step: Index<Step>) -> [Edit] {
    guard case .run(let node, on: _, let part?, precision: _) = action(step) else { return [] }
    return runs(of: node).filter { $0 != step }
      .flatMap { other -> [Edit] in
        guard let next = plan.steps[other].part, next.dimension == part.dimension else { return [] }
        return IntervalSet([next.range]).gaps(in: part.range)
          .flatMap { changedPart(step, Slice(dimension: part.dimension, range: $0)) }
      }
  }

  // MARK: New steps

  /// A copy right before its first reader, after what writes its source.
  private func insertedCopy(_ tensor: Index<Tensor>, _ slice: Slice?, over link: Index<Link>)
    -> Edit
  {
    let ends = task.device.links[link]
    let action = Step.Action.copy(tensor, from: ends.source, to: ends.target, part: slice)
    let writers = commands { command in
      command.writes.contains {
        $0.tensor == tensor && $0.pool == ends.source && Slice.overlap($0.slice, slice)
      }
    }
    let readers = commands { command in
      command.reads.contains {
        $0.tensor == tensor && $0.pool == ends.target && Slice.overlap($0.slice, slice)
      }
    }
    return inserted(action, in: .link(link), after: writers, awaitedBy: readers)
  }

  /// A computation of a region on each processor that accepts it.
  func insertedRuns(_ node: Index<Operator>, _ slice: Slice?) -> [Edit] {
    let operation = task.graph.operators[node]
    let outputs = operation.outputs.compactMap { $0 }
    let shape = outputs.first.map { task.graph.tensors[$0].shape }
    let part = shape.flatMap { slice?.normalised(in: $0) }
    let siblings = runs(of: node).map { action($0) }
    return task.device.processors.indices.compactMap { processor -> Edit? in
      var precision: ElementType?
      for case .run(_, on: processor, part: _, let type?) in siblings { precision = type }
      let description = task.device.processors[processor]
      let isAccepted =
        description.refusals(
          of: node,
          in: task.graph,
          precision: precision,
          part: part
        )
        .isEmpty
      guard isAccepted else { return nil }
      let pool = description.pool
      let writers = commands { command in
        command.writes.contains { write in
          write.pool == pool && operation.inputs.contains(write.tensor)
        }
      }
      let readers = commands { command in
        command.reads.contains {
          $0.pool == pool && outputs.contains($0.tensor) && Slice.overlap($0.slice, part)
        }
      }
      return inserted(
        .run(node, on: processor, part: part, precision: precision),
        in: .processor(processor),
        after: writers,
        awaitedBy: readers
      )
    }
  }

  private func commands(where isWanted: (Command) -> Bool) -> [Index<Command>] {
    program.commands.enumerated.filter { isStep($0.index) && isWanted($0.value) }.map(\.index)
  }

  /// A step at the position of its queue that its writers and readers leave for it.
  private func inserted(
    _ action: Step.Action,
    in queue: Queue,
    after writers: [Index<Command>],
    awaitedBy readers: [Index<Command>]
  ) -> Edit {
    let others = program.commands.enumerated
      .filter { isStep($0.index) && $0.value.queue == queue }.map(\.index)
    let earliest = others.filter { other in
      writers.contains { $0 == other || isBefore(other, $0) }
    }
    let latest = others.filter { other in
      readers.contains { $0 == other || isBefore($0, other) }
    }
    let firstReader = readers.map { step($0).value }.min()
    let lastWriter = writers.map { step($0).value + 1 }.max()
    var position = firstReader ?? lastWriter ?? plan.steps.count
    position = max(position, earliest.map { step($0).value + 1 }.max() ?? 0)
    position = min(position, latest.map { step($0).value }.min() ?? position)
    let isExplicit = plan.synchronization == .explicit
    return .insertStep(
      Edit.Insertion(
        action,
        at: position,
        after: isExplicit ? unique(writers.map { step($0) }) : [],
        awaitedBy: isExplicit ? unique(readers.map { step($0) }) : []
      )
    )
  }

  private func isBefore(_ first: Index<Command>, _ second: Index<Command>) -> Bool {
    subject.order?.isOrdered(first, before: second) ?? false
  }
}
