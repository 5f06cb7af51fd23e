import Devices
import Documents
import Graphs
import Logic
import Plans
import Quantities
import Strategies

/// `support`: the backend of each step's processor accepts the operator, and the operator can be
/// split the way the plan splits it.
///
/// The question to the solver: can all rules of all steps hold together? The minimal core of a
/// `no` is a rule that its step does not meet.
enum SupportRules {
  static func judge(_ subject: Subject, _ inquiry: inout Inquiry) throws(CheckingDefect) -> Finding
  {
    var assumptions: [Assumption] = []
    var refusals: [Evidence.StepRefusal] = []
    for (step, description) in subject.program.plan.steps.enumerated {
      let refused = Self.refusals(step, description, subject)
      refusals += refused
      assumptions.append(
        Assumption(
          "step \(description.id) is accepted",
          Formula(constant: refused.isEmpty)
        )
      )
    }
    switch try inquiry.ask("support", [], assuming: assumptions) {
    case .undecided(let reason):
      return Finding(.support, .undecided(.init(reason)), Verdict.Reason(reason).text)
    case .satisfiable:
      guard refusals.isEmpty else {
        throw .disagreement(.support, "the direct reading finds a refusal")
      }
      return Finding(.support, .proved, "every step's backend accepts its operator")
    case .unsatisfiable:
      guard !refusals.isEmpty else {
        throw .disagreement(.support, "the direct reading finds no refusal")
      }
      return refuted(refusals, subject)
    }
  }

  /// Why a step is refused; none if it is not.
  static func refusals(_ index: Index<Step>, _ step: Step, _ subject: Subject)
    -> [Evidence.StepRefusal]
  {
    guard case .run(let node, on: let processor, let part, let precision) = step.action else {
      return []
    }
    let description = subject.task.device.processors[processor]
    var result =
      description
      .refusals(of: node, in: subject.task.graph, precision: precision, part: part)
    if let part, let refusal = splitRefusal(node, part, subject.task.graph) {
      result.append(refusal)
    }
    return result.map {
      Evidence.StepRefusal(step: index, backend: description.backend.name, refusal: $0)
    }
  }

  /// Why the operator itself cannot be computed in this part, whatever the backend.
  private static func splitRefusal(_ node: Index<Operator>, _ part: Slice, _ graph: Graph)
    -> Refusal?
  {
    let kind = graph.operators[node].typeName
    let output = graph.operators[node].outputs.first.flatMap { $0 }.map { graph.tensors[$0].shape }
    let axis = output.flatMap { Axis.naming(dimension: part.dimension, rank: $0.rank)?.rawValue }
    let name = axis ?? "dimension \(part.dimension)"
    guard let rule = graph.splitRule(of: node, along: part.dimension) else {
      return Refusal(
        rule: "split-axis",
        reason: "\(kind) cannot be computed in parts along \(name)"
      )
    }
    let extent = output?[part.dimension] ?? part.range.upperBound
    guard !rule.allows(part.range, of: extent) else { return nil }
    return Refusal(
      rule: "split-alignment",
      reason: "a part of \(kind) along \(name) begins and ends at a multiple of "
        + "\(rule.granularity), this one is \(part.range.lowerBound)..<\(part.range.upperBound)"
    )
  }

  private static func refuted(_ refusals: [Evidence.StepRefusal], _ subject: Subject) -> Finding {
    let sentences = refusals.map { item in
      "step \(subject.quoted(item.step)): \(item.backend) refuses "
        + "\(Documents.quoted(subject.program.subject(of: Index(item.step.value)))) "
        + "by rule \(item.refusal.rule): \(item.refusal.reason)"
    }
    return Finding(
      .support,
      .refuted,
      listed(sentences, upTo: 3),
      steps: refusals.map(\.step),
      evidence: .refusals(refusals)
    )
  }
}
