import Devices
import Graphs
import Plans
import Quantities

/// A schedule that grows one operator at a time.
struct ListSchedule {
  private struct Slot {
    let start: Nanoseconds
    let end: Nanoseconds
  }

  /// Where and when an operator runs.
  private struct Placed {
    let processor: Index<Processor>
    let start: Nanoseconds
    let end: Nanoseconds
  }

  private let instance: ListInstance
  /// What each processor runs, ascending in time.
  private var slots: Table<Processor, [Slot]>
  private var placed: Table<Operator, Placed?>

  init(_ instance: ListInstance) {
    self.instance = instance
    slots = instance.task.device.processors.map { _ in [] }
    placed = Table(repeating: nil, count: instance.durations.count)
  }

  /// Places an operator, whose inputs are placed, on the processor where it finishes earliest;
  /// of equals the first.
  mutating func placeWhereItFinishesEarliest(_ node: Index<Operator>) {
    var best: Placed?
    for processor in slots.indices {
      guard let duration = instance.durations[node][processor.value] else { continue }
      let start = earliestGap(on: processor, from: ready(node, on: processor), for: duration)
      if let best, best.end <= start + duration { continue }
      best = Placed(processor: processor, start: start, end: start + duration)
    }
    guard let best else { preconditionFailure("the host runs every operator") }
    placed[node] = best
    let slot = Slot(start: best.start, end: best.end)
    let queue = slots[best.processor]
    let position = queue.firstIndex { $0.start > best.start } ?? queue.count
    slots[best.processor].insert(slot, at: position)
  }

  /// When everything that an operator reads has arrived at a processor.
  private func ready(_ node: Index<Operator>, on processor: Index<Processor>) -> Nanoseconds {
    var time = Nanoseconds.zero
    for read in instance.reads[node] {
      guard let source = placed[read.from] else {
        preconditionFailure("operators are placed after those they read from")
      }
      let transfer = instance.transfer(read.bytes, from: source.processor, to: processor)
      time = max(time, source.end + transfer)
    }
    return time
  }

  /// The first gap that is long enough.
  private func earliestGap(
    on processor: Index<Processor>,
    from ready: Nanoseconds,
    for duration: Nanoseconds
  ) -> Nanoseconds {
    var start = ready
    for slot in slots[processor] where slot.end > start {
      if start + duration <= slot.start { break }
      start = slot.end
    }
    return start
  }

  /// The plan: each processor's operators in the order of their start, ties in graph order.
  func plan(_ provenance: Plan.Provenance) -> Plan {
    let order = placed.indices.sorted {
      (placed[$0]?.start ?? .zero, $0) < (placed[$1]?.start ?? .zero, $1)
    }
    var steps: [Step] = []
    for node in order {
      guard let place = placed[node] else { continue }
      steps.append(
        Step(id: "s\(steps.count + 1)", .run(node, on: place.processor, part: nil, precision: nil))
      )
    }
    return Plan(synchronization: .implicit, strategy: provenance, steps: steps)
  }
}
