import Devices
import Documents
import Graphs
import Quantities

/// What shares the processors with a plan.
extension ConditionFile {
  /// Competing processes, by processor name or kind.
  static func readScheduling(_ document: Document, _ log: inout ProblemLog)
    -> [Condition.Scheduling]
  {
    (document.members("'scheduling'", &log) ?? [])
      .compactMap { member in
        let keys = ["competitors", "slice", "wake-up"]
        guard let object = member.value.object("'scheduling'", keys: keys, &log) else {
          return nil
        }
        object.require(["slice", "wake-up"], &log)
        let competitors = object.integer("competitors", in: 0...1_000, &log)
        guard let competitors, let slice = object.time("slice", &log),
          let wakeUp = object.time("wake-up", &log)
        else { return nil }
        let rule = Condition.Scheduling(
          processor: member.key,
          competitors: UInt64(competitors),
          slice: slice,
          wakeUp: wakeUp
        )
        if rule == nil { log.report(object.place, "'slice' is zero") }
        return rule
      }
  }

  /// A user interface.
  static func readRendering(_ document: Document, _ log: inout ProblemLog) -> Condition.Rendering? {
    let keys = ["processor", "period", "work"]
    guard let object = document.object("'rendering'", keys: keys, &log) else { return nil }
    object.require(["period", "work"], &log)
    let processor = object.text("processor", &log)
    guard let processor, let period = object.time("period", &log),
      let work = object.time("work", &log)
    else { return nil }
    let rule = Condition.Rendering(processor: processor, period: period, work: work)
    if rule == nil { log.report(object.place, "drawing takes the whole period") }
    return rule
  }

  static func json(_ scheduling: Condition.Scheduling) -> JSONValue {
    .object([
      "competitors": .unsigned(scheduling.competitors),
      "slice": DeviceFile.time(scheduling.slice),
      "wake-up": DeviceFile.time(scheduling.wakeUp),
    ])
  }

  static func json(_ rendering: Condition.Rendering) -> JSONValue {
    .object([
      "processor": .text(rendering.processor),
      "period": DeviceFile.time(rendering.period),
      "work": DeviceFile.time(rendering.work),
    ])
  }
}
