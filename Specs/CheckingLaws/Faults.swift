import Devices
import Graphs
import Plans
import Quantities

/// Plants faults in plans.
struct Faults {
  private var dice: Dice
  private let graph: Graph
  private let device: Device

  init(_ dice: Dice, _ graph: Graph, _ device: Device) {
    self.dice = dice
    self.graph = graph
    self.device = device
  }

  /// Changes a plan in one random way; the change may turn out harmless.
  mutating func plant(in draft: inout PlanDraft) {
    guard let step = dice.pick(Array(draft.actions.indices)) else { return }
    switch dice.roll(0...13) {
    case 0: draft.remove(step)
    case 1: changePart(step, &draft)
    case 2: move(step, &draft)
    case 3, 4:
      if let wait = dice.pick(Array(draft.waits.indices)) { draft.waits.remove(at: wait) }
    case 5: draft.waits = []
    case 6, 7:
      if let other = dice.pick(draft.actions.indices.filter { $0 != step }) {
        draft.waits.append((step, other))
      }
    case 8: if step > 0 { draft.swap(step - 1, step) }
    case 9: draft.swap(step, dice.roll(0...draft.actions.count - 1))
    case 10: draft.actions.append(draft.actions[step])
    case 11: addCopy(&draft)
    case 12:
      if let later = dice.pick(draft.actions.indices.filter({ $0 > step })) {
        draft.waits += [(step, later), (later, step)]
      }
    default:
      if let copy = draft.actions.indices.first(where: { !draft.actions[$0].isRun }) {
        draft.remove(copy)
      }
    }
  }

  private mutating func changePart(_ step: Int, _ draft: inout PlanDraft) {
    switch draft.actions[step] {
    case .run(let node, on: let processor, let part, let precision):
      guard let output = graph.operators[node].outputs.first.flatMap({ $0 }) else { return }
      draft.actions[step] = .run(
        node,
        on: processor,
        part: changed(part, graph.tensors[output].shape),
        precision: precision
      )
    case .copy(let tensor, from: let source, to: let target, let part):
      draft.actions[step] = .copy(
        tensor,
        from: source,
        to: target,
        part: changed(part, graph.tensors[tensor].shape)
      )
    }
  }

  /// Another interval, one end moved by one where there was an interval before.
  private mutating func changed(_ part: Slice?, _ shape: Shape) -> Slice? {
    let dimension = part?.dimension ?? dice.roll(0...shape.rank - 1)
    let extent = shape[dimension]
    guard let part, dice.happens(percent: 70) else {
      let start = dice.roll(0...extent - 1)
      return Slice(dimension: dimension, range: start..<dice.roll(start + 1...extent))
    }
    var start = part.range.lowerBound
    var end = part.range.upperBound
    switch dice.roll(0...3) {
    case 0: start -= 1
    case 1: start += 1
    case 2: end -= 1
    default: end += 1
    }
    guard start >= 0, start < end, end <= extent else { return nil }
    return Slice(dimension: dimension, range: start..<end)
  }

  private mutating func move(_ step: Int, _ draft: inout PlanDraft) {
    guard case .run(let node, on: _, let part, let precision) = draft.actions[step] else { return }
    draft.actions[step] = .run(
      node,
      on: Index(dice.roll(0...device.processors.count - 1)),
      part: part,
      precision: precision
    )
  }

  private mutating func addCopy(_ draft: inout PlanDraft) {
    let tensors = graph.tensors.indices.filter { graph.tensors[$0].role != .weight }
    guard let tensor = dice.pick(Array(tensors)), let link = dice.pick(device.links.values) else {
      return
    }
    let part = dice.happens(percent: 50) ? nil : changed(nil, graph.tensors[tensor].shape)
    draft.actions.append(.copy(tensor, from: link.source, to: link.target, part: part))
  }
}
