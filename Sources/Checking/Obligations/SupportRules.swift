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
          "step \(description.id) is accepted", Formula(constant: refused.isEmpty)))
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

  private static func refusals(_ index: Index<Step>, _ step: Step, _ subject: Subject)
    -> [Evidence.StepRefusal]
  {
    guard case .run(let node, on: let processor, let part, let precision) = step.action else {
      return []
    }
    let description = subject.task.device.processors[processor]
    var result = description
      .refusals(of: node, in: subject.task.graph, precision: precision, part: part)
    if let part, subject.task.graph.splitRule(of: node, along: part.dimension) == nil {
      let rank = subject.task.graph.operators[node].outputs.first
        .flatMap { $0 }.map { subject.task.graph.tensors[$0].shape.rank }
      let axis = rank.flatMap { Axis.naming(dimension: part.dimension, rank: $0)?.rawValue }
      let kind = subject.task.graph.operators[node].typeName
      result.append(
        Refusal(
          rule: "split-axis",
          reason: "\(kind) cannot be computed in parts along "
            + (axis ?? "dimension \(part.dimension)")))
    }
    return result.map {
      Evidence.StepRefusal(step: index, backend: description.backend.name, refusal: $0)
    }
  }

  private static func refuted(_ refusals: [Evidence.StepRefusal], _ subject: Subject) -> Finding {
    let sentences = refusals.map { item in
      "step \(subject.quoted(item.step)): \(item.backend) refuses "
        + "\(Documents.quoted(subject.program.subject(of: Index(item.step.value)))) "
        + "by rule \(item.refusal.rule): \(item.refusal.reason)"
    }
    return Finding(
      .support, .refuted, listed(sentences, upTo: 3), steps: refusals.map(\.step),
      evidence: .refusals(refusals))
  }
}
