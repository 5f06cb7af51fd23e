import Devices
import Documents
import Formats
import Foundation
import Graphs
import Hunting
import Plans
import Quantities
import Randomness
import Strategies

/// The hunt in PISA's space: one list scheduler against another, without this product's cost model.
struct PISAHunt {
  let strategy: String
  let against: String
  let seed: Seed
  let jobs: Int
  private let search: PISASearch

  /// Takes the names of two list schedulers; ranks are averaged as SAGA does it.
  init(strategy: String?, against: String?, seed: Seed, jobs: Int?) throws {
    guard let strategy else { throw Failure(.wrongUsage, "name a strategy with --strategy") }
    self.strategy = Self.asInSAGA(strategy)
    self.against = Self.asInSAGA(against ?? FastestNode().provenance.name)
    self.seed = seed
    self.jobs = jobs ?? ProcessInfo.processInfo.activeProcessorCount
    search = PISASearch(
      try Self.scheduler(named: self.strategy),
      against: try Self.scheduler(named: self.against)
    )
  }

  private static func asInSAGA(_ name: String) -> String {
    ["heft", "cpop"].contains(name) ? name + ":ranks=saga" : name
  }

  private static func scheduler(named name: String) throws -> any ListScheduler {
    let strategy = try StrategyCatalogue.strategy(named: name)
    if let scheduler = strategy as? any ListScheduler { return scheduler }
    let all = StrategyCatalogue.entries.map(\.name)
      .filter { (try? StrategyCatalogue.strategy(named: $0)) is any ListScheduler }
    throw Failure(
      .wrongUsage,
      "in the space pisa, \(quoted(name)) is no list scheduler; there are "
        + all.joined(separator: ", ")
    )
  }

  /// What a hunt found.
  struct Outcome {
    let evaluations: Int
    /// The time that all processors together spent searching.
    let seconds: Double
    let best: PISASearch.Find
    /// The best find made small, and how long that took.
    let small: PISASearch.Find
    let shrinkSeconds: Double
    /// The share of the logarithm of the ratio that the small find keeps.
    let kept: Double
  }

  /// Hunts for a number of evaluations, or for a time where none is given.
  func run(evaluations: UInt64?, clock: HuntClock) -> Outcome? {
    var campaign = PISACampaign(search, seed: seed, jobs: jobs)
    let start = ProcessorTime.seconds
    if let evaluations {
      campaign.advance(by: Int(clamping: max(evaluations, 1)))
    } else {
      while !clock.isSearchOver { campaign.advance(by: 25_000 * jobs) }
    }
    let seconds = max(ProcessorTime.seconds - start, 1e-9)
    guard let best = campaign.best else { return nil }
    let shrinkStart = ProcessorTime.seconds
    let small = search.small(best, keeping: .mostOfLogarithm).find
    return Outcome(
      evaluations: campaign.evaluationCount,
      seconds: seconds,
      best: best,
      small: small,
      shrinkSeconds: ProcessorTime.seconds - shrinkStart,
      kept: Double(search.severity(small)) / Double(max(search.severity(best), 1))
    )
  }

  // MARK: Cases

  /// A find as a case of this product: its times are those of the simulator, in which copies over
  /// one link wait for each other; nil where then nothing is lost.
  func stored(_ find: PISASearch.Find, shrinking: String) -> StoredCase? {
    let task = find.instance.task
    guard let mine = try? StrategyCatalogue.strategy(named: strategy),
      let other = try? StrategyCatalogue.strategy(named: against)
    else { return nil }
    let referee = Referee(
      BuiltInPlanner(mine, name: strategy),
      against: BuiltInPlanner(other, name: against),
      properties: [.against]
    )
    guard case .broken(let violation) = referee.judge(task), let loss = violation.loss else {
      return nil
    }
    return StoredCase(
      claim: StoredCase.Claim(
        property: violation.property.rawValue,
        cause: violation.cause,
        message: violation.message
      ),
      numbers: loss,
      graph: task.graph,
      device: task.device,
      condition: task.condition,
      plan: violation.plan,
      origin: StoredCase.Origin(
        strategy: strategy,
        command: nil,
        against: against,
        seed: "\(seed)",
        run: 0,
        family: "pisa",
        choices: "pisa",
        shrinking: shrinking
      )
    )
  }
}

extension PISAHunt {
  /// Writes the best find and the small one into a folder; the paths of what is there then.
  func keep(_ outcome: Outcome, in folder: String?) throws -> [String] {
    guard let folder else { return [] }
    let finds = [(outcome.best, "not made small"), (outcome.small, "made small")]
    var paths: [String] = []
    for (find, shrinking) in finds {
      guard let item = stored(find, shrinking: shrinking) else { continue }
      try CaseFolder(path: folder).write(item)
      let path = folder + "/" + CaseFile.name(of: item)
      if !paths.contains(path) { paths.append(path) }
    }
    return paths
  }
}

// MARK: - Reports

extension PISAHunt {
  /// The result for people.
  func text(_ outcome: Outcome, files: [String]) -> String {
    let rate = Int(Double(outcome.evaluations) / outcome.seconds)
    var lines = [
      "\(strategy) against \(against) in PISA's space (3 to 5 tasks and nodes, figures from 0.1 to "
        + "1), \(seed)",
      "\(outcome.evaluations) evaluations, \(rate) a second on one core",
      "best ratio: \(Self.figure(outcome.best.ratio)) with \(Self.size(outcome.best.instance))",
      "made small: \(Self.figure(outcome.small.ratio)) with \(Self.size(outcome.small.instance)), "
        + "\(Int(100 * min(outcome.kept, 1))) % of the logarithm kept",
    ]
    lines += files.map { "case: " + escaped($0, limit: 4_096) }
    return lines.joined(separator: "\n") + "\n"
  }

  private static func size(_ instance: PISAInstance) -> String {
    "\(instance.costs.count) tasks on \(instance.speeds.count) nodes"
  }

  private static func figure(_ ratio: Double) -> String {
    String(format: "%.3f", ratio)
  }

  /// The result for other programs.
  func json(_ outcome: Outcome, files: [String]) -> JSONValue {
    .object([
      "format": "pitfall.hunt/1",
      "space": "pisa",
      "strategy": .text(strategy),
      "against": .text(against),
      "seed": .text("\(seed)"),
      "runs": .integer(Int64(outcome.evaluations)),
      "best_ratio": .real(outcome.best.ratio),
      "evaluations_per_second": .real(
        (Double(outcome.evaluations) / outcome.seconds).rounded()
      ),
      "jobs": .integer(Int64(jobs)),
      "instance": SAGAInstance(outcome.best.instance).json,
      "small": .object([
        "ratio": .real(outcome.small.ratio),
        "tasks": .integer(Int64(outcome.small.instance.costs.count)),
        "nodes": .integer(Int64(outcome.small.instance.speeds.count)),
        "severity_kept": .real(outcome.kept),
        "search_seconds": .real(outcome.seconds),
        "shrink_seconds": .real(outcome.shrinkSeconds),
        "instance": SAGAInstance(outcome.small.instance).json,
      ]),
      "files": .list(files.map { .text($0) }),
    ])
  }
}
