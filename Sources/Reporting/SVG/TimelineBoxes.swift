import Checking
import Costs
import Documents
import Plans
import Quantities
import Simulation

/// The boxes of one lane of a timeline, tiny neighbours merged.
struct TimelineBoxes {
  /// One or more commands that are drawn as one box.
  struct Box {
    let kind: ReportedRun.Kind
    var isCritical: Bool
    let first: Index<Command>
    var last: Index<Command>
    var count = 1
    let start: Nanoseconds
    var end: Nanoseconds
    /// How long starting the commands takes.
    var launch: Nanoseconds
  }

  let boxes: [Box]

  /// Merges commands of one kind that together are narrower than the grain; zero merges none.
  init(_ run: ReportedRun, _ commands: [Index<Command>], grain: Nanoseconds) {
    var boxes: [Box] = []
    for command in commands {
      let span = run.timeline.spans[command]
      let kind = run.kind(of: command)
      if let last = boxes.last, last.kind == kind, grain > .zero,
        span.end.reduced(by: last.start) <= grain
      {
        boxes[boxes.count - 1].last = command
        boxes[boxes.count - 1].count += 1
        boxes[boxes.count - 1].end = span.end
        boxes[boxes.count - 1].launch = boxes[boxes.count - 1].launch + run.costs[command].launch
        if run.isCritical(command) { boxes[boxes.count - 1].isCritical = true }
      } else {
        boxes.append(
          Box(
            kind: kind,
            isCritical: run.isCritical(command),
            first: command,
            last: command,
            start: span.start,
            end: span.end,
            launch: run.costs[command].launch
          )
        )
      }
    }
    self.boxes = boxes
  }
}

extension TimelineBoxes.Box {
  /// What the box stands for, for a tooltip.
  func title(_ run: ReportedRun) -> String {
    guard count > 1 else { return run.description(of: first) }
    let from = escaped(run.program.subject(of: first), limit: 60)
    let to = escaped(run.program.subject(of: last), limit: 60)
    let words = kind == .copy ? "copies" : kind.word + "s"
    return "\(count) \(words), \(from) to \(to): \(end.reduced(by: start).inWords) "
      + "from \(start.inWords)" + (isCritical ? ", on the critical path" : "")
  }
}
