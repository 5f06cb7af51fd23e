import Checking
import Devices
import Graphs
import Plans
import Quantities
import SecondOpinions
import Strategies
import Synthesis
import Testing

/// Where the repairer says that two changes are needed, no single change of any step does.
@Suite struct SingleEditTests {
  @Test(arguments: Corpus.cases.filter { !$0.isAboutTime })
  func oneChangeLessDoesNotDo(_ broken: Corpus.Case) throws {
    let (plan, task) = try Corpus.plan("broken", broken.name)
    guard
      case .repaired(_, let changes, let minimality) = try Repairer(ConfirmedSolver())
        .repair(plan, for: task)
    else { return }
    guard changes.count > 1, minimality.isProved else { return }
    for edit in edits(of: plan, task) {
      let changed = edit.applied(to: plan)
      guard Subject(changed, for: task).faults.isEmpty else { continue }
      let judgement = try Checker(ConfirmedSolver()).judge(changed, for: task, Obligation.safety)
      #expect(judgement.verdict != .proved, "\(edit) repairs \(broken.name) by itself")
    }
  }

  /// Where it says that three are needed and all pairs were tried, no two changes do; some of the
  /// pairs, spread over all of them, are judged.
  @Test func twoChangesDoNotDo() throws {
    var repaired = 0
    for broken in Corpus.cases where !broken.isAboutTime {
      let (plan, task) = try Corpus.plan("broken", broken.name)
      guard
        case .repaired(_, let changes, .provedAmong(_, _?)) = try Repairer(ConfirmedSolver())
          .repair(plan, for: task)
      else { continue }
      #expect(changes.count > 2)
      repaired += 1
      let firsts = edits(of: plan, task)
      var tried = 0
      for (position, first) in firsts.enumerated() {
        let changed = first.applied(to: plan)
        let seconds = edits(of: changed, task)
        for second in stride(from: position % 11, to: seconds.count, by: 11) {
          tried += 1
          let result = seconds[second].applied(to: changed)
          guard Subject(result, for: task).faults.isEmpty else { continue }
          let judgement = try Checker(ConfirmedSolver())
            .judge(result, for: task, Obligation.safety)
          #expect(judgement.verdict != .proved, "two changes repair \(broken.name)")
        }
      }
      #expect(tried > 200)
    }
    #expect(repaired > 0, "no plan needs three changes")
  }

  /// Every wait, move and removal, every other processor or link, and copies of everything to
  /// everywhere that wait for all before them and that all after them wait for.
  private func edits(of plan: Plan, _ task: Task) -> [Edit] {
    let steps = Array(plan.steps.indices)
    var result: [Edit] = steps.map { .removeStep($0) }
    for step in steps {
      result += steps.indices.map { .moveStep(step, to: $0) }
      result += steps.filter { $0 != step }.map { .addWait(step, after: $0) }
      result += changes(of: plan.steps[step], task).map { .change(step, $0, .processor) }
    }
    result += plan.waits.indices.map { .removeWait($0) }
    for (tensor, type) in task.graph.tensors.enumerated where type.role != .weight {
      for link in task.device.links.values {
        for position in 0...steps.count {
          result.append(
            .insertStep(
              Edit.Insertion(
                .copy(tensor, from: link.source, to: link.target, part: nil),
                at: position,
                after: plan.synchronization == .explicit ? Array(steps[..<position]) : [],
                awaitedBy: plan.synchronization == .explicit ? Array(steps[position...]) : []
              )
            )
          )
        }
      }
    }
    return result
  }

  /// What a step might do instead.
  private func changes(of step: Step, _ task: Task) -> [Step.Action] {
    switch step.action {
    case .run(let node, on: _, let part, let precision):
      return task.device.processors.indices.flatMap { processor in
        [(part, precision), (nil, precision), (part, nil), (nil, nil)]
          .map { .run(node, on: processor, part: $0, precision: $1) }
      }
    case .copy(let tensor, from: _, to: _, let part):
      return task.device.links.values.flatMap { link in
        [part, nil].map { .copy(tensor, from: link.source, to: link.target, part: $0) }
      }
    }
  }
}
