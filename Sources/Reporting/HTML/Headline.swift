import Checking
import Documents
import Formats
import Plans
import Quantities
import Simulation
import Strategies

/// The report in two sentences and a few numbers.
struct Headline {
  let report: CounterexampleReport

  private var who: String {
    let strategy = report.judgement.subject.program.plan.strategy?.name
    return escaped(strategy ?? FileReading.name(of: report.context.plan), limit: 60)
  }

  private var model: String { escaped(report.context.model, limit: 60) }
  private var device: String { escaped(report.context.device, limit: 60) }
  private var single: String { report.single.title }
  private var reference: ReportedRun { report.reference }

  private var refuted: [Finding] {
    report.judgement.findings.filter { $0.verdict == .refuted }
  }

  private var broken: [Obligation] {
    refuted.map(\.obligation).filter { $0 != .profit }
  }

  /// Whether every safety obligation was judged, and proved.
  private var isSafe: Bool {
    Obligation.safety.allSatisfy { obligation in
      report.judgement.findings.contains {
        $0.obligation == obligation && $0.verdict == .proved
      }
    }
  }

  /// The message of a case that breaks what no single plan can break, such as a comparison with
  /// another strategy, or with the same one on a better device.
  var claim: String? {
    guard let claim = report.background.found?.claim, claim.property != Obligation.profit.rawValue,
      !Obligation.safety.contains(where: { $0.rawValue == claim.property })
    else { return nil }
    return "\(who) for \(model) on \(device) breaks \(escaped(claim.property, limit: 40)): "
      + escaped(claim.message, limit: 300)
  }

  /// What was found, with the numbers.
  var sentence: String {
    if let claim { return rivalSentence ?? claim }
    if !broken.isEmpty {
      let names = Self.listed(broken.map(\.rawValue))
      return "The plan \(owner) for \(model) on \(device) breaks \(names)" + extent
    }
    guard let run = report.run else {
      return "The plan \(owner) for \(model) on \(device) never ends"
    }
    let time = run.timeline.latency
    let other = report.single.timeline.latency
    let open = report.judgement.findings.filter { $0.verdict.word == "undecided" }
    if time > other { return Self.loss(who, time, model, single, other, device) }
    let speed =
      time == other
      ? "exactly as fast as \(single)" : "\(ratio(other, to: time)) times faster than \(single)"
    let numbers =
      time == other ? time.inWords : "\(time.inWords) instead of \(other.inWords)"
    if !open.isEmpty {
      return "Undecided for \(who) on \(device): \(Self.listed(open.map(\.obligation.rawValue))); "
        + "in this run \(model) is \(speed), \(numbers)"
    }
    let how = isSafe ? "safely and " : ""
    return "\(who) runs \(model) \(how)\(speed) on \(device): \(numbers)"
  }

  private static func loss(
    _ who: String,
    _ time: Nanoseconds,
    _ model: String,
    _ other: String,
    _ less: Nanoseconds,
    _ device: String
  ) -> String {
    "\(who) runs \(model) \(ratio(time, to: less)) times slower than \(other) on \(device): "
      + "\(time.inWords) instead of \(less.inWords)"
  }

  /// The loss to another strategy, where its run is drawn and shows it.
  private var rivalSentence: String? {
    guard let rival = report.rival, let name = report.background.rival?.name, let run = report.run,
      run.timeline.latency > rival.timeline.latency
    else { return nil }
    let other = escaped(name, limit: 40)
    return Self.loss(who, run.timeline.latency, model, other, rival.timeline.latency, device)
  }

  /// Whose plan it is: a strategy's, or that of a file.
  private var owner: String {
    report.judgement.subject.program.plan.strategy == nil ? "in \(who)" : "of \(who)"
  }

  /// How far a pool overflows, where that is all that is wrong.
  private var extent: String {
    guard broken.count == 1, let finding = refuted.first(where: { $0.obligation != .profit }),
      case .occupancy(let pool) = finding.evidence, pool.bytes > pool.capacity
    else { return "" }
    return ": pool '\(escaped(pool.pool, limit: 30))' lacks "
      + pool.bytes.reduced(by: pool.capacity).inShort
  }

  /// Why.
  var reason: String {
    claim == nil || rivalSentence != nil || report.isRivalSlower
      ? ownReason : "The plan itself, for the case as it is. " + ownReason
  }

  private var ownReason: String {
    if let first = refuted.first(where: { $0.obligation != .profit }) {
      if case .cycle(let commands) = first.evidence { return Self.circle(commands) }
      if case .occupancy(let pool) = first.evidence { return Self.overflow(pool) }
      return escaped(first.message, limit: 400).capitalisedFirst + "."
    }
    guard let run = report.run else { return "Its commands wait for each other for ever." }
    if report.isRivalSlower, let rival = report.rival {
      return Self.balance(of: rival.title, rival, against: "the plan", run)
    }
    return Self.balance(of: "the plan", run, against: reference.title, reference)
  }

  private static func overflow(_ pool: Evidence.Occupancy) -> String {
    let running = pool.running.map { "'\(escaped($0.name, limit: 40))'" }
    let rest = running.count > 3 ? ["\(running.count - 2) more"] : []
    let names = listed(running.prefix(rest.isEmpty ? 3 : 2) + rest)
    let moment = names.isEmpty ? "" : " while \(names) \(running.count == 1 ? "runs" : "run")"
    let live = pool.live.count == 1 ? "1 tensor is" : "\(pool.live.count) tensors are"
    return
      "Pool '\(escaped(pool.pool, limit: 40))' needs \(pool.bytes.inShort) and has "
      + "\(pool.capacity.inShort)\(moment): \(live) live at once"
      + (pool.weights > .zero ? ", besides \(pool.weights.inShort) of weights." : ".")
  }

  private static func circle(_ commands: [Evidence.CommandName]) -> String {
    let names = commands.map { "'\(escaped($0.name, limit: 40))'" }
    let rest = names.count > 5 ? ["\(names.count - 4) more"] : []
    return "\(names.count) commands wait for each other in a circle, so that the plan never ends: "
      + listed(names.prefix(rest.isEmpty ? 5 : 4) + rest) + "."
  }

  /// What a run saves and what it pays on its critical path, against another.
  static func balance(
    of name: String,
    _ run: ReportedRun,
    against other: String,
    _ reference: ReportedRun
  ) -> String {
    let count = run.path.filter { run.kind(of: $0) == .copy }.count
    let copies = count == 1 ? "a copy" : "\(count) copies"
    let changes = PathChanges(from: reference.pathShares, to: run.pathShares)
    let saved = changes.savings.map { "\($0.amount.inWords) of \($0.name)" }
    let paid = changes.costs.map {
      "\($0.amount.inWords) more for \($0.cause == .transfer ? copies : $0.name)"
    }
    let nothing = changes.isShortened ? "next to nothing" : "nothing"
    let start = "On its critical path, against \(other), \(name) "
    switch (saved.isEmpty, paid.isEmpty) {
    case (true, true): return start + "spends its time in exactly the same way."
    case (true, false): return start + "saves \(nothing) and pays \(listed(paid))."
    case (false, true): return start + "saves \(listed(saved)) and pays for \(nothing) more."
    case (false, false): return start + "saves \(listed(saved)), and pays \(listed(paid))."
    }
  }

  /// The numbers below the sentence.
  var tiles: [Page.Tile] {
    let other = reference.timeline.latency
    let name = broken.isEmpty ? "The plan takes" : "The plan would take"
    var tiles: [Page.Tile] = []
    if let run = report.run {
      let time = run.timeline.latency
      let isLate = time > other
      let gap = isLate ? time.reduced(by: other) : other.reduced(by: time)
      let factor = isLate ? ratio(time, to: other) : ratio(other, to: time)
      tiles.append(
        Page.Tile(
          name: name,
          value: time.inWords,
          note: time == other
            ? "as long as \(reference.title)"
            : "\(gap.inWords) \(isLate ? "more" : "less"), ×\u{A0}\(factor)"
        )
      )
    } else {
      tiles.append(Page.Tile(name: name, value: "for ever", note: "a deadlock"))
    }
    if report.rival != nil {
      tiles.append(
        Page.Tile(
          name: reference.title + " takes",
          value: other.inWords,
          note: "what the plan is held against"
        )
      )
    }
    tiles.append(
      Page.Tile(
        name: "Best single processor",
        value: report.single.timeline.latency.inWords,
        note: rivals
      )
    )
    guard let run = report.run else { return tiles }
    let copies = run.copies
    tiles.append(
      Page.Tile(name: "Copies", value: "\(copies.count)", note: "\(copies.bytes.inShort) moved")
    )
    let energy = run.breakdown.energy.amount / 1_000
    let less = reference.breakdown.energy.amount / 1_000
    if energy > 0, less > 0 {
      tiles.append(
        Page.Tile(
          name: "Energy",
          value: Self.millijoules(energy),
          note: "\(Self.millijoules(less)) for \(reference.title)"
        )
      )
    }
    return tiles
  }

  private var rivals: String {
    let others = report.baseline.entries
      .filter { $0.name != report.baseline.best.name && $0.runsOperators }
      .map { "\(escaped($0.name, limit: 24)) \($0.timeline.latency.inWords)".withBoundUnits }
    let best = escaped(report.baseline.best.name, limit: 24)
    return others.isEmpty ? best : "\(best); \(others.joined(separator: ", "))"
  }

  private static func millijoules(_ microjoules: UInt64) -> String {
    if microjoules >= 1_000_000 {
      let hundredths = (microjoules + 5_000) / 10_000
      return "\(hundredths / 100).\(String(hundredths % 100 + 100).dropFirst()) J"
    }
    let tenths = (microjoules + 50) / 100
    return "\(tenths / 10).\(tenths % 10) mJ"
  }

  static func listed(_ items: [String]) -> String {
    guard let last = items.last, items.count > 1 else { return items.first ?? "" }
    return items.dropLast().joined(separator: ", ") + " and " + last
  }
}

extension String {
  /// The text with numbers and their units kept on one line.
  var withBoundUnits: String {
    let units = ["ns", "µs", "ms", "s", "mJ", "J", "bytes", "KiB", "MiB", "GiB", "%"]
    var words = split(separator: " ", omittingEmptySubsequences: false).map(String.init)
    for position in words.indices.dropLast().reversed() {
      let unit = words[position + 1].prefix { $0.isLetter || $0 == "%" }
      guard words[position].last?.isNumber ?? false, units.contains(String(unit)) else { continue }
      words[position] += "\u{A0}" + words.remove(at: position + 1)
    }
    return words.joined(separator: " ")
  }

  /// The text with its first letter in upper case, for the start of a sentence.
  var capitalisedFirst: String {
    prefix(1).uppercased() + dropFirst()
  }
}
