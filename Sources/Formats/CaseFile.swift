package import Devices
package import Documents
import Graphs
import Plans
import Quantities

/// The format `pitfall.case/1`: one self-contained case.
package enum CaseFile {
  /// The value of the `format` key.
  package static let format = "pitfall.case/1"

  private static let keys = [
    "format", "claim", "numbers", "found", "condition", "box", "plan", "device",
    "graph", "network",
  ]

  // MARK: Writing

  /// The JSON form of a case; the backends of its device are written by name.
  package static func json(_ item: StoredCase) -> JSONValue {
    .object([
      "format": .text(format),
      "claim": .object([
        "property": .text(item.claim.property),
        "cause": .text(item.claim.cause),
        "loss": item.numbers.map { .decimal(Thousandths.exact($0.thousandths)) },
        "message": .text(item.claim.message),
      ]),
      "numbers": item.numbers.map(json),
      "found": json(item.origin),
      "condition": ConditionFile.json(item.condition),
      "box": item.box?.json,
      "plan": item.plan.map { PlanFile.json($0, graph: item.plannedGraph, device: item.device) },
      "device": DeviceFile.json(item.device),
      "graph": GraphFile.json(item.graph),
      "network": item.network.map { GraphFile.json($0) },
    ])
  }

  /// The name of a case's file: what is wrong, and a hash of what it is about.
  ///
  /// The strategy, passes, claim, graph, device and condition decide the name, how the case was
  /// found does not.
  package static func name(of item: StoredCase) -> String {
    let content =
      [
        .text(item.origin.strategy), .text(item.claim.property), .text(item.claim.cause),
        GraphFile.json(item.graph), DeviceFile.json(item.device),
        ConditionFile.json(item.condition),
      ] + item.origin.passesInNames
    let hash = StableHash.digits(of: JSONWriter.bytes(.list(content), .compact))
    return [item.claim.property, safe(item.claim.cause), hash].joined(separator: "-") + ".json"
  }

  /// The name of a case's file in the folder of a share of a hunt, which keeps a case of each cell.
  package static func shareName(of item: StoredCase) -> String {
    let cell = StableHash.digits(of: Array((item.origin.cell ?? "").utf8))
    return name(of: item).dropLast(".json".count) + "-" + cell + ".json"
  }

  static func json(_ numbers: Loss) -> JSONValue {
    .object([
      "plan_us": .decimal(Thousandths.exact(numbers.plan.amount)),
      "best_us": .decimal(Thousandths.exact(numbers.best.amount)),
      "best": .text(numbers.rival),
    ])
  }

  /// How a case was found, as the case's file has it.
  package static func json(_ origin: StoredCase.Origin) -> JSONValue {
    .object([
      "strategy": .text(origin.strategy),
      "command": origin.command.map { .text($0) },
      "against": origin.against.map { .text($0) },
      "against_command": origin.againstCommand.map { .text($0) },
      "passes": origin.passes.map { .text($0) },
      "seed": .text(origin.seed),
      "run": .unsigned(origin.run),
      "family": .text(origin.family),
      "cell": origin.cell.map { .text($0) },
      "severity": origin.severity.map { .integer(Int64($0)) },
      "choices": .text(origin.choices),
      "shrinking": .text(origin.shrinking),
    ])
  }

  /// A text as a part of a file name.
  private static func safe(_ text: String) -> String {
    String(
      text.prefix(40).map { $0.isASCII && ($0.isLetter || $0.isNumber) ? $0 : "-" }
    )
  }

  // MARK: Reading

  /// Reads a case; `backend` answers the backend of a name in its device, nil where there is none.
  ///
  /// - Throws: every fault of the case's form; of its graph, device and plan, those of the first
  ///   that has any.
  package static func read(
    _ document: Document,
    backend: (String) throws(InputProblems) -> Backend?
  ) throws(InputProblems) -> StoredCase {
    try readLocated(document, backend: backend).item
  }

  /// Reads a case, and where its parts stand.
  ///
  /// - Throws: as `read` does.
  package static func readLocated(
    _ document: Document,
    backend: (String) throws(InputProblems) -> Backend?
  ) throws(InputProblems) -> LocatedCase {
    var log = ProblemLog()
    guard let object = document.object("a case", keys: keys, &log) else {
      try log.check()
      throw InputProblems(InputProblem(document.place, "not a case"))
    }
    object.checkFormat(format, &log)
    let claim = readClaim(object.required("claim", &log), &log)
    let numbers = object.optional("numbers").flatMap { readNumbers($0, &log) }
    let origin = readOrigin(object.required("found", &log), &log)
    let box = object.optional("box").flatMap { CaseBox($0, &log) }
    let parts = ["graph", "device", "condition"].compactMap { object.required($0, &log) }
    try log.check()
    guard let claim, let origin, parts.count == 3 else {
      throw InputProblems(InputProblem(document.place, "not a case"))
    }
    let graph = try GraphFile.read(parts[0])
    let device = try DeviceFile.read(parts[1], backend: backend)
    let condition = try ConditionFile.read(parts[2])
    let network = try object.optional("network")
      .map { document throws(InputProblems) in
        try GraphFile.read(document)
      }
    var located: LocatedPlan?
    if let document = object.optional("plan") {
      located = try PlanFile.read(document, graph: network ?? graph, device: device)
    }
    let item = StoredCase(
      claim: claim,
      numbers: numbers,
      graph: graph,
      device: device,
      condition: condition,
      plan: located?.plan,
      network: network,
      origin: origin,
      box: box
    )
    return LocatedCase(
      item: item,
      claim: object.required("claim", &log)?.place ?? document.place,
      places: located?.places
    )
  }

  private static func readClaim(_ document: Document?, _ log: inout ProblemLog)
    -> StoredCase.Claim?
  {
    let keys = ["property", "cause", "loss", "message"]
    guard let object = document?.object("a claim", keys: keys, &log),
      let property = object.text("property", &log), let cause = object.text("cause", &log),
      let message = object.text("message", &log)
    else { return nil }
    return StoredCase.Claim(property: property, cause: cause, message: message)
  }

  static func readNumbers(_ document: Document, _ log: inout ProblemLog) -> Loss? {
    let keys = ["plan_us", "best_us", "best"]
    guard let object = document.object("'numbers'", keys: keys, &log) else { return nil }
    let plan = microseconds("plan_us", of: object, &log)
    let best = microseconds("best_us", of: object, &log)
    guard let plan, let best, let rival = object.text("best", &log) else { return nil }
    return Loss(plan: plan, best: best, rival: rival)
  }

  /// No time is as long, in nanoseconds, so that sums and rounding stay in range.
  private static let longestTime: UInt64 = 1 << 60

  private static func microseconds(
    _ key: String,
    of object: ObjectReader,
    _ log: inout ProblemLog
  ) -> Nanoseconds? {
    guard let document = object.required(key, &log) else { return nil }
    guard let number = document.number else {
      return document.mismatch(quoted(key), "a number of microseconds", &log)
    }
    if let amount = number.exactly(times: 1_000), amount < longestTime {
      return Nanoseconds(amount)
    }
    log.report(
      document.place,
      "\(quoted(key)) is not a time of less than 36 years with at most three decimals"
    )
    return nil
  }

  private static func readOrigin(_ document: Document?, _ log: inout ProblemLog)
    -> StoredCase.Origin?
  {
    let keys = [
      "strategy", "command", "against", "against_command", "passes", "seed", "run",
      "family", "cell", "severity", "choices", "shrinking",
    ]
    guard let object = document?.object("'found'", keys: keys, &log) else { return nil }
    let strategy = object.text("strategy", &log)
    let seed = object.text("seed", &log)
    let run = object.integer("run", in: 0...(.max), &log)
    let family = object.text("family", &log)
    let choices = object.text("choices", &log)
    let shrinking = object.text("shrinking", &log)
    let command = object.optional("command")?.text("'command'", &log)
    let against = object.optional("against")?.text("'against'", &log)
    let rivalCommand = object.optional("against_command")?.text("'against_command'", &log)
    guard let strategy, let seed, let run, let family, let choices, let shrinking else {
      return nil
    }
    return StoredCase.Origin(
      strategy: strategy,
      command: command,
      against: against,
      againstCommand: rivalCommand,
      passes: object.optional("passes")?.text("'passes'", &log),
      seed: seed,
      run: UInt64(run),
      family: family,
      cell: object.optional("cell")?.text("'cell'", &log),
      severity: object.optional("severity") == nil
        ? nil : object.integer("severity", in: 0...(.max), &log).map { Int($0) },
      choices: choices,
      shrinking: shrinking
    )
  }
}

extension StoredCase.Origin {
  /// What passes add to the hashes of a case; nothing where there are none.
  var passesInNames: [JSONValue] { passes.map { [.text($0)] } ?? [] }
}
