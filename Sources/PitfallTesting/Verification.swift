import Checking
import Documents
import Formats
import Loading
public import Plans
import Quantities
import Reporting
public import Strategies
import Z3Solving

/// The verdict on a plan: whether it keeps its obligations in every execution that it allows.
public struct Verification: Sendable, CustomStringConvertible {
  /// The answer to an obligation, or to all of them.
  public enum Verdict: String, Hashable, Sendable {
    /// It holds in every execution.
    case proved
    /// It does not hold.
    case refuted
    /// It is not known whether it holds.
    case undecided
  }

  /// The answer to one obligation.
  public struct Finding: Hashable, Sendable {
    /// The obligation's name: `coverage`, `support`, `ordering`, `residency`, `memory`, `profit`.
    public let obligation: String
    /// Whether the plan keeps it.
    public let verdict: Verdict
    /// What was found, in a sentence with the numbers.
    public let message: String
    /// The steps it is about, in plan order.
    public let steps: [String]
  }

  /// Refuted if any finding is, else undecided if any is, else proved.
  public let verdict: Verdict
  /// One finding for each obligation.
  public let findings: [Finding]
  /// What `pitfall verify` prints.
  public let description: String

  /// Whether coverage, support, ordering, residency and memory are proved.
  public var isSafe: Bool {
    let safety = Obligation.safety.map(\.rawValue)
    return findings.filter { safety.contains($0.obligation) }.allSatisfy { $0.verdict == .proved }
  }

  /// Judges a plan.
  ///
  /// - Throws: `DefectError` where Pitfall contradicts itself.
  public init(of plan: Plan, for task: Task) throws(DefectError) {
    try self.init(of: plan, for: task, label: "the plan")
  }

  /// Asks a strategy for a plan and judges it.
  ///
  /// - Throws: `StrategyError` where there is no plan, `DefectError` where Pitfall contradicts
  ///   itself.
  public init(of strategy: some Strategy, for task: Task) throws {
    let label = "strategy \(strategy.provenance.name)"
    try self.init(of: try strategy.plan(for: task), for: task, label: label)
  }

  /// Judges a `pitfall.plan/1` file for a task.
  ///
  /// - Throws: `InputError` for a file that cannot be used, `DefectError` where Pitfall
  ///   contradicts itself.
  public init(ofPlanAt path: String, for task: Task) throws {
    let plan: Plan
    do {
      let document = try FileReading.document(at: path)
      plan = try PlanFile.read(document, graph: task.graph, device: task.device).plan
    } catch let fault as InputFault {
      throw InputError(fault)
    } catch let problems as InputProblems {
      throw InputError(problems)
    }
    try self.init(of: plan, for: task, label: path)
  }

  private init(of plan: Plan, for task: Task, label: String) throws(DefectError) {
    let judgement: Judgement
    do throws(CheckingDefect) {
      judgement = try Checker(Z3Solver()).judge(plan, for: task)
    } catch {
      throw DefectError(description: "pitfall contradicts itself: \(error)")
    }
    verdict = Verdict(judgement.verdict)
    findings = judgement.findings.map { finding in
      Finding(
        obligation: finding.obligation.rawValue,
        verdict: Verdict(finding.verdict),
        message: finding.message,
        steps: finding.steps.map { plan.steps[$0].id }
      )
    }
    let context = ReportContext(plan: label, plan, for: task)
    description = VerdictReport(judgement, context).text(coloured: false)
  }
}

/// A defect of Pitfall, not of what it was asked about.
public struct DefectError: Error, Hashable, Sendable, CustomStringConvertible {
  public let description: String
}

extension Verification.Verdict {
  init(_ verdict: Checking.Verdict) {
    switch verdict {
    case .proved: self = .proved
    case .refuted: self = .refuted
    case .undecided: self = .undecided
    }
  }
}
