import Checking
import Devices
import Documents
import Formats
import Graphs
import Hunting
import Plans
import Quantities
import Reporting
import Strategies

/// A stored case with what became of it.
struct ReplayedCase {
  let file: String
  let stored: StoredCase
  let strategy: String
  let replay: CaseReplay
  /// What the stored plan does today that its file does not say.
  let drift: String?

  /// Asks the given strategy, or the one that the case was found with.
  init(
    file: String,
    _ stored: StoredCase,
    strategy given: (any Planner)?,
    _ external: ExternalOptions
  ) throws {
    let claim = try Self.claim(of: stored, file)
    var found = external
    found.strategyCommand = stored.origin.command
    let planner = try given ?? found.planner(named: stored.origin.strategy)
    let origin = stored.origin
    let rival = try external.rival(named: origin.against, command: origin.againstCommand)
    let referee = Referee(
      try PlannerWithPasses.wrapping(planner, origin.passes),
      against: try rival.map { try PlannerWithPasses.wrapping($0, origin.passes) },
      properties: [claim.property]
    )
    self.file = file
    self.stored = stored
    self.strategy = planner.name
    replay = CaseReplay(stored.asked, with: referee, once: claim)
    drift = Self.drift(referee, stored.planned, asked: stored.asked, claim)
  }

  private static func claim(of stored: StoredCase, _ file: String) throws -> Violation {
    guard let property = HuntedProperty(rawValue: stored.claim.property) else {
      let all = HuntedProperty.allCases.map(\.rawValue).joined(separator: ", ")
      throw Failure(
        .badData,
        "\(escaped(file, limit: 4_096)): no property \(quoted(stored.claim.property)); "
          + "there are \(all)"
      )
    }
    return Violation(
      property,
      cause: stored.claim.cause,
      message: stored.claim.message,
      plan: stored.plan,
      loss: stored.numbers
    )
  }

  /// Runs the stored plan; its numbers must be those of the file unless costs have changed.
  private static func drift(
    _ referee: Referee,
    _ task: Task,
    asked: Task,
    _ claim: Violation
  ) -> String? {
    guard let plan = claim.plan, let loss = claim.loss else { return nil }
    guard case .broken(let now) = referee.judge(plan, for: task, asked: asked),
      let today = now.loss
    else {
      return "its plan loses nothing any more"
    }
    guard today.plan != loss.plan || today.best != loss.best else { return nil }
    return "its plan takes \(today.plan.inWords) against \(today.best.inWords) today, "
      + "the file says \(loss.plan.inWords) against \(loss.best.inWords)"
  }

  /// What became of the case, for reports.
  var change: CorpusChange {
    let before = CaseSummary(stored, file: file)
    let now = replay.violation.map { violation in
      before.answered(
        by: strategy,
        cause: violation.cause,
        message: violation.message,
        numbers: violation.loss
      )
    }
    return CorpusChange(status: replay.status, before: before, now: now)
  }

  /// The name of the case's file, wherever its folder lies.
  var name: String { FileReading.name(of: file) }

  var row: [String] {
    [
      replay.status.rawValue, escaped(strategy, limit: 40),
      stored.numbers.map { Thousandths.exact($0.thousandths) } ?? "-",
      replay.violation?.loss.map { Thousandths.exact($0.thousandths) } ?? "-",
      escaped(file, limit: 4_096),
    ]
  }

  var notes: [String] {
    var notes: [String] = []
    let name = escaped(file, limit: 4_096)
    if replay.status == .new || replay.status == .noPlan {
      notes.append("\(name): " + escaped(replay.message, limit: 400))
    }
    if let drift { notes.append("\(name): \(drift)") }
    return notes
  }

  /// How far each figure may move, where the case says it.
  var box: [String] {
    guard let box = stored.box else { return [] }
    return [escaped(name, limit: 400) + ":"] + BoxText.lines(box).map { "  " + $0 }
  }

  var json: JSONValue {
    .object([
      "file": .text(file),
      "result": .text(replay.status.rawValue),
      "strategy": .text(strategy),
      "property": .text(stored.claim.property),
      "cause": .text(stored.claim.cause),
      "stored_loss": stored.numbers.map { .decimal(Thousandths.exact($0.thousandths)) },
      "loss": replay.violation?.loss.map { .decimal(Thousandths.exact($0.thousandths)) },
      "message": .text(replay.message),
      "drift": drift.map { .text($0) },
      "box": stored.box.map { .list(BoxText.lines($0).map { .text($0) }) },
    ])
  }
}
