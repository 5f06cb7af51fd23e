public import Devices
import Formats
public import Graphs
import Hunting
import Loading
public import Plans
import Randomness
public import Strategies

/// A hunt for cases in which a strategy loses or breaks an obligation.
///
/// The same strategy, seed and number of runs give the same cases.
///
/// ```swift
/// @Test func neverLosesToOneProcessor() throws {
///   let outcome = try Hunt(of: MyStrategy(), runs: 500).outcome()
///   #expect(outcome.judged > 400, "\(outcome)")
///   #expect(outcome.cases.isEmpty, "\(outcome)")
/// }
/// ```
public struct Hunt: Sendable {
  /// What the strategy is held to.
  public enum Property: String, Hashable, Sendable, CaseIterable {
    /// Never slower than the best single processor.
    case profit
    /// Never slower than the rival.
    case against
    /// Nothing is left out or computed twice.
    case coverage
    /// Every backend accepts what it is given.
    case support
    /// No deadlock and no race.
    case ordering
    /// Every part that is read lies where it is read.
    case residency
    /// No pool overflows.
    case memory
    /// Asked twice, the strategy gives the same plan.
    case determinism
  }

  /// A small model, phone and condition for which a property does not hold.
  public struct Case: Hashable, Sendable, CustomStringConvertible {
    /// The name of the property, or `well-formed` for an answer that is no plan.
    public let property: String
    /// The kind of defect.
    public let cause: String
    /// What happened, in a sentence with the numbers.
    public let description: String
    /// How many times longer the plan takes than its rival, where the property speaks of time.
    public let loss: Double?
    /// What the strategy was asked.
    public let task: Task
    /// What it answered, where that is a plan.
    public let plan: Plan?
    /// The network that it made of the task's, which the plan is for; nil for the task's own.
    public let network: Graph?
  }

  /// What came of a hunt.
  ///
  /// A strategy that declines every task has no cases either; `judged` tells that apart.
  public struct Outcome: Hashable, Sendable, CustomStringConvertible {
    /// The worst case of each kind, made small; the worst comes first.
    public let cases: [Case]
    /// How many runs there were.
    public let runs: Int
    /// How many of them had a plan to judge.
    public let judged: Int
    /// How many of them broke a property.
    public let broken: Int
    /// Why the first run without a plan had none.
    public let reasonForNoPlan: String?

    public var description: String {
      let skipped = runs - judged
      let reason = reasonForNoPlan.map { ", such as: \($0)" } ?? ""
      return "\(broken) of \(judged) plans broke a property, \(cases.count) cases"
        + (skipped == 0 ? "" : "; \(skipped) runs had no plan to judge\(reason)")
        + cases.map { "\n\($0.property), \($0.cause): \($0.description)" }.joined()
    }
  }

  private let referee: Referee
  private let space: ScenarioSpace
  private let runs: UInt64
  private var limits = Campaign.Limits()
  private let seed: Seed
  private let jobs: Int

  /// Prepares a hunt.
  ///
  /// - Parameters:
  ///   - strategy: the strategy under test.
  ///   - rival: a strategy that the first must not lose to, for the property `against`.
  ///   - properties: what it is held to, the most important first.
  ///   - devices: phones that are varied; none stands for the bundled ones.
  ///   - models: models that are kept as they are; none stands for generated ones.
  ///   - runs: how many plans to ask for.
  ///   - shrinkRuns: how many more plans to ask for in making one find small.
  ///   - seed: where all random decisions come from.
  ///   - jobs: how many threads to use; the outcome does not depend on it.
  /// - Throws: `InputError` where the bundled phones are asked for and are not there.
  public init(
    of strategy: some Strategy,
    against rival: (any Strategy)? = nil,
    properties: [Property] = [.support, .coverage, .residency, .ordering, .memory, .profit],
    devices: [Device] = [],
    models: [Graph] = [],
    runs: Int,
    shrinkRuns: Int = 2_000,
    seed: UInt64 = 0,
    jobs: Int = 1
  ) throws(InputError) {
    referee = Referee(
      BuiltInPlanner(strategy, name: strategy.provenance.name),
      against: rival.map { BuiltInPlanner($0, name: $0.provenance.name) },
      properties: properties.compactMap { HuntedProperty(rawValue: $0.rawValue) }
    )
    let phones = try devices.isEmpty ? Self.bundledDevices() : devices
    space =
      models.isEmpty ? ScenarioSpace(near: phones) : ScenarioSpace(.given(models), near: phones)
    self.runs = UInt64(max(runs, 0))
    limits.shrinkRuns = max(shrinkRuns, 0)
    self.seed = Seed(seed)
    self.jobs = jobs
  }

  /// Hunts, and makes the worst case of each kind small; the worst comes first.
  public func cases() -> [Case] { outcome().cases }

  /// Hunts, and says what was asked and found.
  public func outcome() -> Outcome {
    var campaign = Campaign(referee, in: space, seed: seed, jobs: jobs, limits: limits)
    while !campaign.isDone(upTo: runs) { campaign.advance(upTo: runs) }
    campaign.finish()
    let cases = campaign.cases.map { item in
      Case(
        property: item.violation.property.rawValue,
        cause: item.violation.cause,
        description: item.violation.message,
        loss: item.violation.loss.map { Double($0.thousandths) / 1_000 },
        task: item.scenario.task,
        plan: item.violation.plan,
        network: item.violation.network
      )
    }
    return Outcome(
      cases: cases,
      runs: Int(campaign.runCount),
      judged: Int(campaign.runCount - campaign.skippedCount),
      broken: Int(campaign.brokenCount),
      reasonForNoPlan: campaign.reasonToSkip
    )
  }

  private static func bundledDevices() throws(InputError) -> [Device] {
    let inputs = Inputs()
    do throws(InputFault) {
      var devices: [Device] = []
      for name in try inputs.bundledFiles().names(of: .devices) {
        devices.append(try inputs.device(name))
      }
      return devices
    } catch {
      throw InputError(error)
    }
  }
}
