import Devices
import Generation
import Graphs
import Quantities
package import Strategies

/// How far each figure of a case may move, the others staying, before nothing is lost any more.
///
/// A counterexample that holds at one point only may be an accident of rounding; one that holds in
/// a wide box is a property of the strategy. The strategy is asked anew for every other figure.
package struct Box: Hashable, Sendable {
  /// The range of one figure.
  package struct Side: Hashable, Sendable {
    /// What moves, such as `gpu duration`.
    package let figure: String
    /// From where to where the loss was seen, in thousandths of what the case has.
    package let lossRange: ClosedRange<UInt64>

    /// Makes a side.
    package init(figure: String, lossRange: ClosedRange<UInt64>) {
      self.figure = figure
      self.lossRange = lossRange
    }
  }

  /// From where to where it is looked for, in thousandths.
  package static var examinedRange: ClosedRange<UInt64> { factor(-steps)...factor(steps) }

  /// The sides, in the order of the device.
  package let sides: [Side]

  /// Makes a box of its sides.
  package init(_ sides: [Side]) {
    self.sides = sides
  }

  /// The factors tried: a sixteenth to sixteen, eight to each doubling.
  private static let steps = 32

  /// Measures the box of a task for which a property is broken; nil where the time is up before.
  ///
  /// Along each figure the loss is followed outwards from factor one by doubled steps and the end
  /// is then found by bisection, so that a loss which vanishes and comes back may be cut short.
  package init?(
    around task: Task,
    for property: HuntedProperty,
    _ referee: Referee,
    isTimeUp: () -> Bool = { false }
  ) {
    var sides: [Side] = []
    for figure in DeviceFigure.all(of: task.device) {
      func isLost(_ step: Int) -> Bool {
        guard let device = figure.scaled(task.device, by: Self.factor(step)) else { return false }
        let moved = Task(graph: task.graph, device: device, condition: task.condition)
        guard case .broken(let violation) = referee.judge(moved) else { return false }
        return violation.property == property
      }
      guard !isTimeUp() else { return nil }
      let lowest = Self.end(-1, isLost)
      guard !isTimeUp() else { return nil }
      let highest = Self.end(1, isLost)
      sides.append(
        Side(
          figure: figure.name(in: task.device),
          lossRange: Self.factor(-lowest)...Self.factor(highest)
        )
      )
    }
    self.sides = sides
  }

  /// The last step in a direction at which the loss is still there.
  private static func end(_ direction: Int, _ isLost: (Int) -> Bool) -> Int {
    var good = 0
    var next = 1
    while next <= steps, isLost(direction * next) {
      good = next
      next *= 2
    }
    var bad = min(next, steps + 1)
    while bad - good > 1 {
      let middle = (good + bad) / 2
      if isLost(direction * middle) { good = middle } else { bad = middle }
    }
    return good
  }

  /// Two to the power of a step over eight, in thousandths, rounded to the nearest.
  private static func factor(_ step: Int) -> UInt64 {
    let eighths: [UInt64] = [1_000, 1_091, 1_189, 1_297, 1_414, 1_542, 1_682, 1_834]
    let whole = step >= 0 ? step / 8 : -((7 - step) / 8)
    let base = eighths[step - 8 * whole]
    return whole >= 0 ? base << whole : (base + (1 << (-whole - 1))) >> -whole
  }
}
