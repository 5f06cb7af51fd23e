package import Calibration
package import Devices
package import Graphs
import Hunting
import Plans
import Quantities
import Strategies

/// How close CoDL's plans, as planned here, are to those that its authors store for phones.
///
/// Compared operator by operator over the listed ones: the dimension that is cut, and the GPU's
/// share. An operator that the GPU computes alone counts as cut along height in the stored plans,
/// and so it does here. Stored plans: github.com/csu-eis/CoDL (`Specs/measurements`).
package struct PlanAgreement: Hashable, Sendable {
  /// A stored plan.
  package struct Published: Sendable {
    /// `separate`, each operator by itself, or `chained`.
    package let name: String
    package let model: String
    package let graph: Graph
    package let device: Device
    package let plan: SharedPlan

    /// Takes a stored plan; nil where it does not fit the graph.
    package init?(_ entry: SharedPlanFile.Entry, _ graph: Graph, _ device: Device) {
      guard let plan = SharedPlan(entry, for: graph) else { return nil }
      self.name = entry.name
      self.model = entry.model
      self.graph = graph
      self.device = device
      self.plan = plan
    }
  }

  /// One phone's plans of one kind.
  package struct Row: Hashable, Sendable {
    package let device: String
    package let name: String
    package var operators = 0
    package var sameDimension = 0
    /// The operators that both plans divide, and those of them with the same dimension.
    package var divided = 0
    package var sameDivided = 0
    /// The sum of the differences of the GPU's share, in thousandths.
    package var difference: UInt64 = 0

    /// The mean difference in thousandths.
    package var meanDifference: UInt64 { operators == 0 ? 0 : difference / UInt64(operators) }
  }

  package let rows: [Row]

  /// Plans every model that has a stored plan, and compares.
  package init(_ published: [Published]) {
    var rows: [Row] = []
    for item in published {
      let search = item.name == "separate" ? CoDL(search: .none) : CoDL()
      let task = Task(graph: item.graph, device: item.device, condition: .calm)
      guard let plan = try? search.plan(for: task) else { continue }
      let mine = Self.shares(of: plan, task)
      let position = rows.firstIndex { $0.device == item.device.name && $0.name == item.name }
      var row =
        position.map { rows[$0] } ?? Row(device: item.device.name, name: item.name)
      for node in item.graph.operators.indices {
        guard let theirs = item.plan.shares[node], let own = mine[node] else { continue }
        row.count(theirs, own)
      }
      if let position { rows[position] = row } else { rows.append(row) }
    }
    self.rows = rows
  }

  /// The dimension and the GPU's share of an operator, in thousandths.
  struct Share {
    var axis: Axis
    var thousandths: UInt64
  }

  private static func shares(of plan: Plan, _ task: Task) -> [Index<Operator>: Share] {
    var sides: [Index<Operator>: [(isGPU: Bool, part: Slice?)]] = [:]
    for step in plan.steps.values {
      guard case .run(let node, on: let processor, part: let part, _) = step.action else {
        continue
      }
      let isGPU = task.device.processors[processor].kind == .gpu
      sides[node, default: []].append((isGPU, part))
    }
    return sides.compactMapValues { parts in
      let gpu = parts.first { $0.isGPU }
      let cpu = parts.first { !$0.isGPU }
      guard let gpu else { return Share(axis: .height, thousandths: 0) }
      guard let cpu else { return Share(axis: .height, thousandths: 1_000) }
      guard let known = gpu.part ?? cpu.part else { return Share(axis: .height, thousandths: 500) }
      // A whole side of an overlap has no part of its own.
      let extent = UInt64(cpu.part?.range.upperBound ?? known.range.upperBound)
      let end = gpu.part.map { UInt64($0.range.upperBound) } ?? extent
      let start = cpu.part.map { UInt64($0.range.lowerBound) } ?? 0
      return Share(
        axis: known.dimension == 1 ? .channel : .height,
        thousandths: Ratio.thousandths(end + start, over: 2 * extent)
      )
    }
  }
}

extension PlanAgreement.Row {
  fileprivate mutating func count(_ theirs: SharedPlan.Share, _ own: PlanAgreement.Share) {
    let share = UInt64(theirs.tenths) * 100
    let axis = (1...9).contains(theirs.tenths) ? theirs.axis : .height
    operators += 1
    if own.axis == axis { sameDimension += 1 }
    difference += max(own.thousandths, share) - min(own.thousandths, share)
    guard (1...999).contains(own.thousandths), (1...9).contains(theirs.tenths) else { return }
    divided += 1
    if own.axis == axis { sameDivided += 1 }
  }
}
