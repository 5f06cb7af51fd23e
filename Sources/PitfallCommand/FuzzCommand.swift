import ArgumentParser
import Checking
import Devices
import Documents
import Formats
import Foundation
import Generation
import Graphs
import Hunting
import Loading
import Logic
import Randomness
import Strategies
import Z3Solving

struct FuzzCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "fuzz",
    abstract: "Hunts for cases in which a strategy loses or breaks an obligation.",
    discussion: HelpText.filled(
      """
      Draws models, phones and conditions, asks the strategy for a plan for each, and keeps the \
      worst case of each kind: what is broken, why, and in which family of models. Each case is \
      made small while it keeps nine tenths of the logarithm of its loss.

      PROPERTIES
        profit: never slower than the best single processor (the default)
        against: never slower than the strategy that --against names, or than the program of \
      --against-command, such as its own previous release
        support, coverage, residency, ordering, memory: the obligations, in the simulated execution
        safety: these five
        monotonicity: with one processor or link twice as fast, or twice the memory, its plan does \
      not take more than a tenth longer
        determinism: asked twice, it gives the same plan
        well-formed: it answers in time, does not crash, its answer is a plan (always judged)

      SPACES
        phones: models, phones and conditions (the default)
        pisa: SAGA's PISA: 3 to 5 tasks and nodes, costs, speeds and sizes from 0.1 to 1, no \
      overheads; one list scheduler against another (default fastest-node). --runs counts \
      evaluations; the best ratio, the instance made small, and evaluations per second of \
      processor time are shown

      SHARES
        A hunt is --islands searches side by side (16), which take turns: half of the runs of each \
      are random, the others change what this search has found. --shard K/N makes every N-th \
      search, from the K-th on, so that the shares together make the runs of the whole hunt, \
      each once, and their cases joined ('pitfall corpus merge') are those of the hunt in one \
      piece, file by file, if all have the same --seed, --runs and --islands. (A hunt that ends \
      early because the strategy is silent is the exception.) A share's folder has a case of each \
      cell, even where several look alike.

      A hunt that was killed keeps all that it had stored; started again with the same seed and \
      number of runs, it makes them again and ends with the same folder as if it had not been.

      EXAMPLES
        pitfall fuzz --strategy heft --budget 20s
        pitfall fuzz --strategy heft --first
        pitfall fuzz --strategy mace --device snapdragon-855 --runs 2000 --seed 7 --corpus cases
        pitfall fuzz --strategy-command 'python3 Examples/strategy.py' --property safety
        pitfall fuzz --strategy heft --against mace --model codl-yolov2
        pitfall fuzz --strategy-command ./new --against-command ./old --budget 60s
        pitfall fuzz --strategy heft --near mobilenet_v2 --near resnet18
        pitfall fuzz --strategy mace --model quantised.onnx --passes qdq --corpus cases
        pitfall fuzz --strategy heft --runs 100000 --shard 3/8 --corpus cases-3
        pitfall fuzz --space pisa --strategy heft --runs 100000 --format json
      """
    )
  )

  @Option(
    help: "The strategy, as name or name:key=value,… (see 'list strategies').",
    completion: .strategies
  )
  var strategy: String?

  @OptionGroup var external: ExternalOptions

  @Option(help: "Another strategy, which the first must not lose to.", completion: .strategies)
  var against: String?

  @Option(
    help: ArgumentHelp(
      "A program that answers requests for plans, which the strategy must not lose to.",
      valueName: "command"
    )
  )
  var againstCommand: String?

  enum Space: String, ExpressibleByArgument, CaseIterable {
    case phones
    case pisa
  }

  @Option(help: "Where to look (see above).")
  var space: Space = .phones

  @Option(help: "What the strategy is held to (see above); may be given several times.")
  var property: [String] = []

  @Option(help: "A device to vary; may be given several times. Default: the bundled ones.")
  var device: [String] = []

  @Option(help: "A model to keep as it is; may be given several times. Default: generated ones.")
  var model: [String] = []

  @Option(
    help: """
      A model whose stretches are drawn beside generated models; may be given several times.
      """
  )
  var near: [String] = []

  @Option(
    name: .customLong("dim"),
    help: DimensionBinding.help(of: "the models")
  )
  var dimensions: [DimensionBinding] = []

  @Option(help: TaskOptions.passesHelp)
  var passes: String?

  @Option(
    help: ArgumentHelp("How long to hunt, such as 20s or 5min; default 60s.", valueName: "time")
  )
  var budget: TimeSpan?

  @Option(help: "How many runs to make, in place of a time; then the result is always the same.")
  var runs: UInt64?

  @Option(help: "Where all random decisions come from: a number, or a seed that was printed.")
  var seed: String = "0"

  @Option(help: "How many threads to use; the result does not depend on it.")
  var jobs: Int?

  @Option(
    help: ArgumentHelp(
      "Make only a share of the searches: the K-th of N, such as 2/8.",
      valueName: "K/N"
    )
  )
  var shard: Shard?

  @Option(
    help: ArgumentHelp(
      "How many searches to make side by side; shares of a hunt are made of whole ones.",
      valueName: "number"
    )
  )
  var islands = 16

  @Option(
    help: "How many more plans to ask for in making one case small (2000; with --first 120)."
  )
  var shrinkRuns: Int?

  @Flag(
    inversion: .prefixedNo,
    help: "Measure how far each figure of a case may move before nothing is lost any more."
  )
  var boxes = true

  @Flag(
    help: """
      End with the first find of a few operators, or after 64 runs with one that becomes as small; \
      it is made small in whatever family of models and for whatever cause it then loses.
      """
  )
  var first = false

  @Option(
    help: ArgumentHelp("Keep the cases in this folder.", valueName: "folder"),
    completion: .directory
  )
  var corpus: String?

  @Option(help: "How to show the result.")
  var format: ResultFormat = .text

  func run() throws {
    try reporting {
      guard (1...1_000_000).contains(islands), shard.map({ $0.count <= islands }) ?? true else {
        throw Failure(
          .wrongUsage,
          "--islands \(islands): there must be one at least, and one for each share"
        )
      }
      for (option, number) in [("--runs", runs.map { Int(clamping: $0) }), ("--jobs", jobs)] {
        guard let number, number < 1 else { continue }
        throw Failure(.wrongUsage, "\(option) takes a number of at least 1")
      }
      guard budget == nil || runs == nil else {
        throw Failure(.wrongUsage, "give a --budget or a number of --runs, not both")
      }
      if space == .pisa {
        guard passes == nil else {
          throw Failure(.wrongUsage, "--space pisa has no networks that --passes could change")
        }
        return try huntInPISA()
      }
      let referee = try referee()
      let origin = CaseOrigin(
        strategy: referee.planner.name,
        command: external.strategyCommand,
        against: againstCommand == nil ? against : against ?? "external",
        againstCommand: againstCommand,
        passes: passes,
        seed: try Seed(parsing: seed, option: "seed"),
        isShare: (shard?.count ?? 1) > 1
      )
      let campaign = try hunt(referee, origin)
      guard campaign.skippedCount < campaign.runCount || campaign.runCount == 0 else {
        throw Failure(
          .wrongUsage,
          "no run had a plan to judge: \(escaped(campaign.reasonToSkip ?? "", limit: 400))"
        )
      }
      try confirm(campaign.cases)
      let report = HuntReport(campaign, origin, properties: referee.properties)
      format.write(text: report.text(corpus: corpus), json: report.json)
      try (campaign.cases.isEmpty ? ExitStatus.done : .refuted).exit()
    }
  }

  private static let usualBudget = TimeSpan(nanoseconds: 60_000_000_000)

  private func hunt(_ referee: Referee, _ origin: CaseOrigin) throws -> Campaign {
    let clock = HuntClock(budget: runs == nil ? budget ?? Self.usualBudget : nil)
    var limits = Campaign.Limits()
    let progress = HuntProgress()
    limits.isTimeUp = { clock.isOver }
    limits.noticeQuestion = { progress.noticeQuestion() }
    limits.measuresBoxes = boxes
    limits.shrinkRuns = max(shrinkRuns ?? (first ? 120 : 2_000), 0)
    limits.seeksOne = first
    limits.islands = UInt64(islands)
    if let shard { limits.shard = (UInt64(shard.number - 1), UInt64(shard.count)) }
    var campaign = Campaign(
      referee,
      in: try scenarioSpace(),
      seed: origin.seed,
      jobs: jobs ?? ProcessInfo.processInfo.activeProcessorCount,
      limits: limits
    )
    if let corpus { try FileWriting.makeFolder(corpus) }
    var keeper = CorpusKeeper(folder: corpus.map { CaseFolder(path: $0) }, origin: origin)
    while !campaign.isDone(upTo: runs ?? .max), !clock.isSearchOver {
      campaign.advance(upTo: runs ?? .max)
      try keeper.keep(campaign)
      progress.show(campaign)
    }
    campaign.finish()
    try keeper.keep(campaign, isEnd: true)
    progress.end()
    if campaign.isUnavailable {
      let reason =
        "the hunt ended after \(campaign.runCount) runs: "
        + escaped(campaign.reasonToSkip ?? "", limit: 400)
      guard !campaign.cases.isEmpty else { throw Failure(.missingInput, reason) }
      Console.warn("pitfall: \(reason)")
    } else if campaign.isStuck {
      Console.warn(
        "pitfall: the hunt ended after \(campaign.runCount) runs, because the strategy gave no "
          + "answer in time to \(campaign.silentCount) of them"
      )
    }
    return campaign
  }

  /// Fails for an option that says what the space pisa has of its own.
  private func checkOptionsInPISA() throws {
    let given: [(String, Bool)] = [
      ("strategy-command", external.strategyCommand != nil),
      ("against-command", againstCommand != nil), ("property", !property.isEmpty),
      ("device", !device.isEmpty), ("model", !model.isEmpty), ("near", !near.isEmpty),
      ("dim", !dimensions.isEmpty), ("shard", shard != nil), ("first", first),
    ]
    guard let (name, _) = given.first(where: { $0.1 }) else { return }
    throw Failure(.wrongUsage, "--\(name) is for the space phones; leave it out in the space pisa")
  }

  private func huntInPISA() throws {
    try checkOptionsInPISA()
    let hunt = try PISAHunt(
      strategy: strategy,
      against: against,
      seed: try Seed(parsing: seed, option: "seed"),
      jobs: jobs
    )
    let clock = HuntClock(budget: runs == nil ? budget ?? Self.usualBudget : nil)
    guard let outcome = hunt.run(evaluations: runs, clock: clock) else { return }
    let files = try hunt.keep(outcome, in: corpus)
    format.write(text: hunt.text(outcome, files: files), json: hunt.json(outcome, files: files))
    try (outcome.best.ratio > 1 ? ExitStatus.refuted : .done).exit()
  }

  // MARK: What to hunt

  private func referee() throws -> Referee {
    let planner = try external.planner(named: strategy)
    let rival = try external.rival(named: against, command: againstCommand)
    var properties = try property.flatMap(Self.properties)
    if properties.isEmpty { properties = [rival == nil ? .profit : .against] }
    guard !properties.contains(.against) || rival != nil else {
      throw Failure(
        .wrongUsage,
        "the property 'against' needs a strategy: --against heft, or --against-command"
      )
    }
    return Referee(
      try PlannerWithPasses.wrapping(planner, passes),
      against: try rival.map { try PlannerWithPasses.wrapping($0, passes) },
      properties: properties
    )
  }

  private static func properties(_ name: String) throws -> [HuntedProperty] {
    if name == "safety" { return HuntedProperty.safety }
    if let property = HuntedProperty(rawValue: name) { return [property] }
    let all = HuntedProperty.allCases.map(\.rawValue) + ["safety"]
    let cure = suggestion(for: name, among: all) ?? "there are \(all.joined(separator: ", "))"
    throw Failure(.wrongUsage, "no property \(quoted(name)); \(cure)")
  }

  private func scenarioSpace() throws -> ScenarioSpace {
    let inputs = Inputs()
    let names = device.isEmpty ? try inputs.bundledFiles().names(of: .devices) : device
    let devices = try names.map { try inputs.device($0) }
    guard !devices.isEmpty else { throw Failure(.missingInput, "no device is bundled") }
    let read = try inputs.graphs(model + near, dimensions: dimensions)
    let graphs = Array(read.prefix(model.count))
    guard graphs.isEmpty else { return ScenarioSpace(.given(graphs), near: devices) }
    let stretched = Array(read.dropFirst(model.count))
    guard stretched.isEmpty else {
      return ScenarioSpace(.mixed(GraphFamily.allCases, stretched), near: devices)
    }
    return ScenarioSpace(
      near: devices,
      alsoRandom: device.isEmpty,
      wholeShare: first ? Odds(1, in: 16) : ScenarioSpace.usualWholeShare
    )
  }

  // MARK: Confirmation

  /// Asks the solver about every case; a claim that it does not share is a defect of this tool.
  private func confirm(_ cases: [HuntedCase]) throws {
    let checker = Checker(Z3Solver())
    for item in cases {
      guard let obligation = item.violation.property.obligation, let plan = item.violation.plan
      else { continue }
      let task = item.violation.task(for: item.scenario.task)
      let judgement = try checker.judge(plan, for: task, [obligation])
      guard judgement.verdict == .proved else { continue }
      throw Failure(
        .defect,
        "the hunt finds \(obligation.rawValue) broken and the solver proves it, in the case "
          + "\(item.token) of seed \(seed); this is a defect of pitfall, please report it"
      )
    }
  }
}
