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
    return escaped(strategy ?? Self.shortened(report.context.plan), limit: 60)
  }

  /// A path without the folders that lead to it.
  private static func shortened(_ path: String) -> String {
    path.split(separator: "/").last.map(String.init) ?? path
  }

  private var model: String { escaped(report.context.model, limit: 60) }
  private var device: String { escaped(report.context.device, limit: 60) }
  private var single: String { report.single.title }

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
    if let claim { return claim }
    if !broken.isEmpty {
      let names = broken.map(\.rawValue)
      return "The plan of \(who) for \(model) on \(device) breaks \(Self.listed(names))"
    }
    guard let run = report.run else {
      return "The plan of \(who) for \(model) on \(device) never ends"
    }
    let time = run.timeline.latency
    let other = report.single.timeline.latency
    let open = report.judgement.findings.filter { $0.verdict.word == "undecided" }
    if time > other {
      return "\(who) runs \(model) \(ratio(time, to: other)) times slower than \(single) "
        + "on \(device): \(time.inWords) instead of \(other.inWords)"
    }
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

  /// Why.
  var reason: String {
    claim == nil ? ownReason : "The plan itself, for the case as it is. " + ownReason
  }

  private var ownReason: String {
    if let first = refuted.first(where: { $0.obligation != .profit }) {
      if case .cycle(let commands) = first.evidence { return Self.circle(commands) }
      return escaped(first.message, limit: 400).capitalisedFirst + "."
    }
    guard let run = report.run else { return "Its commands wait for each other for ever." }
    return Self.balance(run.pathShares, report.single.pathShares, run, single)
  }

  private static func circle(_ commands: [Evidence.CommandName]) -> String {
    let names = commands.map { "'\(escaped($0.name, limit: 40))'" }
    let rest = names.count > 5 ? ["\(names.count - 4) more"] : []
    return "\(names.count) commands wait for each other in a circle, so that the plan never ends: "
      + listed(names.prefix(rest.isEmpty ? 5 : 4) + rest) + "."
  }

  /// What the plan saves and what it pays on its critical path, against the single processor.
  static func balance(
    _ mine: PathShares,
    _ other: PathShares,
    _ run: ReportedRun,
    _ single: String
  ) -> String {
    let count = run.path.filter { run.kind(of: $0) == .copy }.count
    let copies = count == 1 ? "a copy" : "\(count) copies"
    let changes = PathChanges(from: other, to: mine)
    let saved = changes.savings.map { "\($0.amount.inWords) of \($0.name)" }
    let paid = changes.costs.map {
      "\($0.amount.inWords) more for \($0.name == "copies" ? copies : $0.name)"
    }
    let nothing = changes.isShortened ? "next to nothing" : "nothing"
    let start = "On its critical path, against \(single), the plan "
    switch (saved.isEmpty, paid.isEmpty) {
    case (true, true): return start + "spends its time in exactly the same way."
    case (true, false): return start + "saves \(nothing) and pays \(listed(paid))."
    case (false, true): return start + "saves \(listed(saved)) and pays for \(nothing) more."
    case (false, false): return start + "saves \(listed(saved)), and pays \(listed(paid))."
    }
  }

  /// The numbers below the sentence.
  var tiles: [Page.Tile] {
    let other = report.single.timeline.latency
    var tiles: [Page.Tile] = []
    if let run = report.run {
      let time = run.timeline.latency
      let isLate = time > other
      let gap = isLate ? time.reduced(by: other) : other.reduced(by: time)
      let factor = isLate ? ratio(time, to: other) : ratio(other, to: time)
      tiles.append(
        Page.Tile(
          name: "The plan takes",
          value: time.inWords,
          note: time == other
            ? "as long as \(single)"
            : "\(gap.inWords) \(isLate ? "more" : "less"), ×\u{A0}\(factor)"
        )
      )
    } else {
      tiles.append(Page.Tile(name: "The plan takes", value: "for ever", note: "a deadlock"))
    }
    tiles.append(
      Page.Tile(name: "Best single processor", value: other.inWords, note: rivals)
    )
    guard let run = report.run else { return tiles }
    let copies = run.copies
    tiles.append(
      Page.Tile(name: "Copies", value: "\(copies.count)", note: "\(copies.bytes.inShort) moved")
    )
    let energy = run.breakdown.energy.amount / 1_000
    let single = report.single.breakdown.energy.amount / 1_000
    if energy > 0, single > 0 {
      tiles.append(
        Page.Tile(
          name: "Energy",
          value: Self.millijoules(energy),
          note: "\(Self.millijoules(single)) for \(report.single.title)"
        )
      )
    }
    return tiles
  }

  private var rivals: String {
    let others = report.baseline.entries
      .filter { entry in
        entry.name != report.baseline.best.name
          && entry.program.queues.contains { entry.program.name(of: $0.queue) == entry.processor }
      }
      .map { "\(escaped($0.name, limit: 24)) \($0.timeline.latency.inWords)" }
    let best = escaped(report.baseline.best.name, limit: 24)
    return others.isEmpty ? best : "\(best); \(others.joined(separator: ", "))"
  }

  private static func millijoules(_ microjoules: UInt64) -> String {
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
    let units = ["ns", "µs", "ms", "s", "mJ", "bytes", "KiB", "MiB", "GiB"]
    var words = split(separator: " ", omittingEmptySubsequences: false).map(String.init)
    for position in words.indices.dropLast().reversed() {
      let unit = words[position + 1].prefix { $0.isLetter }
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
