package import Devices
package import Documents
import Quantities

/// The format `pitfall.condition/1`.
package enum ConditionFile {
  /// The value of the `format` key.
  package static let format = "pitfall.condition/1"

  /// Reads a condition.
  ///
  /// - Throws: every fault of the condition.
  package static func read(_ document: Document) throws(InputProblems) -> Condition {
    var log = ProblemLog()
    let keys = [
      "format", "name", "meaning", "slowdowns", "jitter", "bandwidth", "reserved-memory",
      "caches", "scheduling", "rendering",
    ]
    guard let object = document.object("a condition", keys: keys, &log) else {
      try log.check()
      throw InputProblems(InputProblem(document.place, "not a condition"))
    }
    object.checkFormat(format, &log)
    let name = object.text("name", &log) ?? ""
    let meaning = object.text("meaning", &log) ?? ""
    var slowdowns: [Condition.Slowdown] = []
    for member in object.optional("slowdowns")?.members("'slowdowns'", &log) ?? [] {
      if let factor = readFactor(member.value, quoted(member.key), &log) {
        slowdowns.append(Condition.Slowdown(processor: member.key, factor: factor))
      }
    }
    let jitter = object.optional("jitter").flatMap { readFactor($0, "'jitter'", &log) }
    let bandwidth = object.optional("bandwidth").flatMap { readFactor($0, "'bandwidth'", &log) }
    let reserved = object.size("reserved-memory", &log)
    let caches = object.optional("caches").flatMap { readThousandths($0, "'caches'", &log) }
    let scheduling = object.optional("scheduling").flatMap { readScheduling($0, &log) }
    let rendering = object.optional("rendering").flatMap { readRendering($0, &log) }
    try log.check()
    return Condition(
      name: name,
      meaning: meaning,
      slowdowns: slowdowns,
      jitter: jitter ?? .one,
      bandwidth: bandwidth ?? .one,
      reservedMemory: reserved ?? .zero,
      caches: caches ?? 1_000,
      scheduling: scheduling ?? [],
      rendering: rendering
    )
  }

  /// A factor such as `1.5`, or a range of them such as `[1, 1.5]`.
  private static func readFactor(_ document: Document, _ what: String, _ log: inout ProblemLog)
    -> Condition.Factor?
  {
    if case .list(let bounds) = document.value {
      guard bounds.count == 2 else {
        log.report(document.place, "\(what) has \(bounds.count) bounds, not 2")
        return nil
      }
      let lowest = readThousandths(bounds[0], "the lower bound of \(what)", &log)
      let highest = readThousandths(bounds[1], "the upper bound of \(what)", &log)
      guard let lowest, let highest else { return nil }
      if let factor = Condition.Factor(lowest: lowest, highest: highest) { return factor }
    } else {
      guard let exact = readThousandths(document, what, &log) else { return nil }
      if let factor = Condition.Factor(lowest: exact, highest: exact) { return factor }
    }
    log.report(document.place, "\(what) is not a rising range inside 0.001 and 1000")
    return nil
  }

  static func readThousandths(
    _ document: Document,
    _ what: String,
    _ log: inout ProblemLog
  ) -> UInt64? {
    guard let number = document.number else {
      return document.mismatch(what, "a factor such as 1.5", &log)
    }
    if let thousandths = number.exactly(times: 1_000) { return thousandths }
    log.report(document.place, "\(what) is not a factor with at most three decimals")
    return nil
  }

  /// The JSON form of a condition, which `read` takes too.
  package static func json(_ condition: Condition) -> JSONValue {
    .object([
      "format": .text(format),
      "name": .text(condition.name),
      "meaning": .text(condition.meaning),
      "slowdowns": .object(
        condition.slowdowns.map { .init($0.processor, json($0.factor)) }
      ),
      "jitter": json(condition.jitter),
      "bandwidth": json(condition.bandwidth),
      "reserved-memory": DeviceFile.size(condition.reservedMemory),
      "caches": condition.caches == 1_000 ? nil : decimal(condition.caches),
      "scheduling": condition.scheduling.isEmpty
        ? nil : .object(condition.scheduling.map { .init($0.processor, json($0)) }),
      "rendering": condition.rendering.map { json($0) },
    ])
  }

  private static func json(_ factor: Condition.Factor) -> JSONValue {
    let lowest = decimal(factor.lowest)
    return factor.isExact ? lowest : [lowest, decimal(factor.highest)]
  }

  static func decimal(_ thousandths: UInt64) -> JSONValue {
    .decimal(Thousandths.exact(thousandths))
  }
}
