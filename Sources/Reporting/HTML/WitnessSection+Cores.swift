import Checking
import Devices
import Documents
import Graphs
import Plans
import Quantities
import Strategies

/// Refutations that name what clashes.
extension WitnessSection {
  private static let limit = 20

  func view(of elements: [Evidence.Elements]) -> Content? {
    let task = judgement.subject.task
    let rows = elements.prefix(Self.limit)
      .map { item in
        let tensor = task.graph.tensors[item.tensor]
        return [
          escaped(tensor.name, limit: 80), Self.region(item.slice, of: tensor),
          item.pool.map { escaped(task.device.pools[$0].name, limit: 40) } ?? "everywhere",
        ]
      }
    guard !rows.isEmpty else { return nil }
    let title =
      finding.obligation == .residency
      ? "What is missing in the reader's pool" : "The elements it is about"
    return (
      title, "A minimal part of the plan that already breaks \(finding.obligation.rawValue).",
      table(["tensor", "part", "pool"], rows, of: elements.count)
    )
  }

  func view(of refusals: [Evidence.StepRefusal]) -> Content? {
    let steps = judgement.subject.program.plan.steps
    let rows = refusals.prefix(Self.limit)
      .map {
        [
          escaped(steps[$0.step].id, limit: 60), escaped($0.backend, limit: 60),
          escaped($0.refusal.rule, limit: 60), escaped($0.refusal.reason, limit: 400),
        ]
      }
    guard !rows.isEmpty else { return nil }
    return (
      "The rules that refuse",
      "Each of these steps alone is enough to break support.",
      table(["step", "backend", "rule", "reason"], rows, of: refusals.count)
    )
  }

  func view(of problems: [Evidence.PlacementProblem]) -> Content? {
    let subject = judgement.subject
    let placements = subject.program.plan.placements
    func name(_ position: Int) -> String {
      let placement = placements[position]
      let tensor = escaped(subject.task.graph.tensors[placement.tensor].name, limit: 60)
      return "\(tensor) at \(placement.offset.inWords)"
    }
    let rows = problems.prefix(Self.limit)
      .map { problem in
        let words =
          switch problem.kind {
          case .misaligned(let alignment): "is no multiple of \(alignment.inShort)"
          case .outside(let capacity): "reaches beyond \(capacity.inShort)"
          case .overlaps(let other): "shares bytes with \(name(other)) while both are live"
          }
        return [name(problem.placement), words]
      }
    guard !rows.isEmpty else { return nil }
    return (
      "The placements that do not fit", "By tensor and offset in the pool.",
      table(["placement", "problem"], rows, of: problems.count)
    )
  }

  /// The factors and durations under which a plan loses, where the condition allows several.
  func view(of execution: Evidence.Execution) -> Content? {
    let factors =
      execution.slowdowns.map {
        PageBlock.Amount(
          name: escaped($0.processor, limit: 40),
          value: "durations × \(CaseWording.factor($0.thousandths))"
        )
      } + [
        .init(name: "memory bandwidth", value: "× \(CaseWording.factor(execution.bandwidth))")
      ]
    let rows = execution.durations.prefix(500)
      .map {
        [
          escaped($0.command.subject, limit: 60), escaped($0.command.queue, limit: 40),
          $0.time.inWords,
        ]
      }
    return (
      "An execution in which it loses",
      "The condition allows these factors and durations, and the simulator replayed them.",
      [
        .amounts(factors),
        .folded(
          "How long each command takes in it",
          table(["command", "queue", "#time"], rows, of: execution.durations.count)
        ),
      ]
    )
  }

  private func table(_ titles: [String], _ rows: [[String]], of count: Int) -> [PageBlock] {
    let cells = rows.map { $0.map { PageTable.Cell($0) } }
    let rest = count - rows.count
    return [.table(PageTable(titles, rows: cells))]
      + (rest > 0 ? [.paragraph("and \(rest) more")] : [])
  }

  private static func region(_ slice: Slice?, of tensor: Tensor) -> String {
    guard let slice else { return "all of it" }
    let axis = Axis.naming(dimension: slice.dimension, rank: tensor.shape.rank)?.rawValue
    return "\(axis ?? "dimension \(slice.dimension)") \(slice.range.lowerBound) to "
      + "\(slice.range.upperBound)"
  }
}
