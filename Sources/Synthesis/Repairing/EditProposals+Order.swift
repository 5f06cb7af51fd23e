import Checking
import Devices
import Graphs
import Plans
import Quantities
import Strategies

extension EditProposals {
  // MARK: Deadlock

  func breaking(_ cycle: [Index<Command>]) -> [Edit] {
    var edits: [Edit] = []
    for (command, next) in zip(cycle, cycle.dropFirst() + cycle.prefix(1)) {
      for dependency in program.waits[command] where dependency.predecessor == next {
        guard case .wait(let position) = dependency.cause else { continue }
        let wait = plan.waits[position]
        edits.append(.removeWait(position))
        if wait.step != wait.predecessor {
          edits.append(.replaceWait(position, wait.predecessor, after: wait.step))
        }
      }
    }
    let steps = unique(cycle.map { step($0) })
    edits += steps.flatMap { moves(of: $0) }
    edits += steps.flatMap { otherProcessors($0) }
    return edits + steps.map { .removeStep($0) }
  }

  func unique(_ steps: [Index<Step>]) -> [Index<Step>] {
    var seen: Set<Index<Step>> = []
    return steps.filter { seen.insert($0).inserted }
  }

  /// The step at every other position of the list, the nearest first.
  func moves(of step: Index<Step>) -> [Edit] {
    (0..<plan.steps.count).filter { $0 != step.value }
      .sorted { (abs($0 - step.value), $0) < (abs($1 - step.value), $1) }
      .map { .moveStep(step, to: $0) }
  }

  // MARK: Races

  func ordering(_ early: Index<Command>, _ late: Index<Command>) -> [Edit] {
    var edits: [Edit] = []
    let (first, second) = (step(late), step(early))
    if isStep(early), isStep(late) {
      edits += waiting(second, after: first) + waiting(first, after: second)
    }
    edits += changedCopies(early) + changedCopies(late)
    edits += [second, first].flatMap { moves(of: $0) }
    edits += detours(early, late)
    edits += [second, first].flatMap { otherProcessors($0) }
    return edits + [.removeStep(first), .removeStep(second)]
  }

  /// The wait, new or in place of another, unless it closes a cycle.
  func waiting(_ step: Index<Step>, after before: Index<Step>) -> [Edit] {
    guard step != before else { return [] }
    var edits: [Edit] = []
    if !isOrdered(step, before: before) { edits.append(.addWait(step, after: before)) }
    let touching = plan.waits.indices.sorted {
      (isAbout(plan.waits[$0], step, before) ? 0 : 1, $0)
        < (isAbout(plan.waits[$1], step, before) ? 0 : 1, $1)
    }
    return edits + touching.map { .replaceWait($0, step, after: before) }
  }

  private func isAbout(_ wait: Plan.Wait, _ first: Index<Step>, _ second: Index<Step>) -> Bool {
    [wait.step, wait.predecessor].contains { $0 == first || $0 == second }
  }

  func isOrdered(_ first: Index<Step>, before second: Index<Step>) -> Bool {
    subject.order?.isOrdered(Index(first.value), before: Index(second.value)) ?? false
  }

  /// A copy over another link or of another tensor that its target lacks.
  private func changedCopies(_ command: Index<Command>) -> [Edit] {
    guard isStep(command) else { return [] }
    return otherLinks(step(command))
  }

  /// The copy over every other link.
  func otherLinks(_ step: Index<Step>) -> [Edit] {
    guard case .copy(let tensor, from: let source, to: let target, let part) = action(step) else {
      return []
    }
    return task.device.links.values.filter { $0.source != source || $0.target != target }
      .map { .change(step, .copy(tensor, from: $0.source, to: $0.target, part: part), .link) }
  }

  /// Waits of what precedes the one command on what follows the other, which may mend other races,
  /// too, and moves of these steps.
  private func detours(_ early: Index<Command>, _ late: Index<Command>) -> [Edit] {
    guard let order = subject.order else { return [] }
    let before = program.commands.indices.filter {
      isStep($0) && ($0 == early || order.isOrdered($0, before: early))
    }
    let after = program.commands.indices.filter {
      isStep($0) && ($0 == late || order.isOrdered(late, before: $0))
    }
    var edits: [Edit] = []
    for reader in before.reversed() {
      for writer in after where (reader, writer) != (early, late) {
        guard reader != writer, !order.isOrdered(reader, before: writer) else { continue }
        edits.append(.addWait(step(reader), after: step(writer)))
      }
    }
    let movable = unique((Array(before) + after).map { step($0) })
      .filter { $0 != step(early) && $0 != step(late) }
    return edits + movable.flatMap { moves(of: $0) }
  }

  // MARK: Memory

  /// What bears on a pool that holds too much: orders, other pools, other sizes.
  func relieving(_ named: [Index<Step>]) -> [Edit] {
    var edits: [Edit] = []
    let all = Array(plan.steps.indices)
    for step in named {
      for before in all where before != step && !isOrdered(before, before: step) {
        if !isOrdered(step, before: before) { edits.append(.addWait(step, after: before)) }
      }
    }
    edits += named.flatMap { moves(of: $0) }
    edits += all.filter { !named.contains($0) }.flatMap { moves(of: $0) }
    edits += named.flatMap { movedCuts($0) }
    edits += all.flatMap { otherProcessors($0) }
    edits += all.flatMap { otherPrecisions($0) }
    for step in all where !named.contains(step) {
      for before in all where before != step {
        guard !isOrdered(before, before: step), !isOrdered(step, before: before) else { continue }
        edits.append(.addWait(step, after: before))
      }
    }
    for position in plan.waits.indices {
      let step = plan.waits[position].step
      edits += all.filter { $0 != step }.map { .replaceWait(position, step, after: $0) }
    }
    return edits
  }

  /// The cuts of a step's part at the eighths of the extent.
  private func movedCuts(_ step: Index<Step>) -> [Edit] {
    guard case .run(let node, on: _, let part?, precision: _) = action(step),
      let output = task.graph.operators[node].outputs.first.flatMap({ $0 })
    else { return [] }
    let extent = task.graph.tensors[output].shape[part.dimension]
    return movedCuts(step, to: (1..<8).map { extent * $0 / 8 })
  }

  // MARK: Placements

  /// A placement at the start of its pool or at the end of every other placement there.
  ///
  /// Where a placement fits at all, it fits at one of these offsets: it slides down until it meets
  /// the start or another placement.
  func moving(_ placements: [Int]) -> [Edit] {
    placements.flatMap { position -> [Edit] in
      let placement = plan.placements[position]
      let pool = task.device.pools[placement.pool]
      let alignment = max(pool.alignment.amount, 1)
      let rounded = placement.offset.amount / alignment * alignment
      var offsets: [UInt64] = [rounded, rounded + alignment, 0]
      for (other, neighbour) in plan.placements.enumerated()
      where other != position && neighbour.pool == placement.pool {
        for size in sizes(of: neighbour) {
          let end = neighbour.offset.amount + size
          offsets.append((end + alignment - 1) / alignment * alignment)
        }
      }
      var seen: Set<UInt64> = [placement.offset.amount]
      return offsets.filter { seen.insert($0).inserted && $0 < pool.capacity.amount }
        .map { .movePlacement(position, to: Bytes($0)) }
    }
  }

  /// The sizes in which a placement's tensor lies in its pool.
  private func sizes(of placement: Plan.Placement) -> [UInt64] {
    let type = task.graph.tensors[placement.tensor].type
    let part = placement.part?.normalised(in: type.shape)
    let stored = subject.footprint.allocations
      .filter {
        $0.access.pool == placement.pool && $0.access.tensor == placement.tensor
          && $0.access.slice == part
      }
      .map(\.access.bytes.amount)
    return stored + [type.bytes(of: placement.part).amount]
  }
}
