import Checking
import Devices
import Documents
import Plans
import Quantities
import Simulation

/// A run as lanes, one for each processor and link that has work.
struct TimelineChart {
  let run: ReportedRun
  let scale: ChartScale
  /// Another run's end, drawn for comparison.
  let rival: Rival?

  /// The end of the run on the same scale that this one is compared with.
  struct Rival {
    let title: String
    let latency: Nanoseconds
  }

  private static let top = 24
  private static let pitch = 54
  private static let barHeight = 20
  /// How often a path may change lanes before lines between them would hide the chart.
  private static let turnLimit = 100

  var height: Int { Self.top + run.program.queues.count * Self.pitch }

  /// The chart.
  var svg: String {
    var markup = Markup()
    markup.element(
      "svg",
      [
        "class": "chart", "width": "100%", "height": "\(height)", "role": "img",
        "aria-label": summary,
      ]
    ) { chart in
      TimeAxis(scale: scale).draw(from: 16, to: height, labels: 11, &chart)
      if let rival { vertical("rival", rival.latency, &chart) }
      for (lane, queue) in run.program.queues.enumerated() {
        draw(queue.queue, queue.commands, lane, &chart)
      }
      criticalPath(&chart)
      ends(&chart)
      for (lane, queue) in run.program.queues.enumerated() { label(queue.queue, lane, &chart) }
    }
    return markup.text
  }

  private var summary: String {
    let lanes = run.breakdown.shares.map { share in
      "\(escaped(run.program.name(of: share.queue), limit: 40)) busy for \(share.busy.inWords)"
    }
    return "Timeline of \(run.title): \(run.timeline.latency.inWords); "
      + lanes.joined(separator: ", ")
  }

  // MARK: Frame

  /// The end of this run, and how far it is from the rival's.
  private func ends(_ chart: inout Markup) {
    let end = run.timeline.latency
    if let rival, rival.latency > end {
      let gap = rival.latency.reduced(by: end)
      chart.element(
        "rect",
        [
          "class": "saved", "x": scale.position(end.amount), "y": "18",
          "width": scale.width(gap.amount), "height": "\(height - 18)",
        ]
      ) { $0.element("title", text: "\(rival.title) takes \(gap.inWords) more") }
      let middle = (end.amount + rival.latency.amount) / 2
      let words = "+ \(gap.inWords)"
      let room = ChartScale.thousandths(gap.amount, of: scale.span)
      if let fits = TextRoom.className(characters: words.count * 3 / 2, in: room) {
        chart.element(
          "text",
          [
            "class": "gap \(fits)", "x": scale.position(middle), "y": "\(Self.top + 32)",
            "text-anchor": "middle",
          ],
          text: words
        )
      }
    }
    vertical("end", end, &chart)
  }

  private func vertical(_ name: String, _ time: Nanoseconds, _ chart: inout Markup) {
    let x = scale.position(time.amount)
    for lane in run.program.queues.indices {
      // Not across the lanes' names.
      chart.element(
        "line",
        [
          "class": name, "x1": x, "x2": x, "y1": "\(y(of: lane) + 15)",
          "y2": "\(y(of: lane) + Self.pitch - 3)",
        ]
      )
    }
  }

  // MARK: Lanes

  private func y(of lane: Int) -> Int { Self.top + lane * Self.pitch }

  private func draw(
    _ queue: Queue,
    _ commands: [Index<Command>],
    _ lane: Int,
    _ chart: inout Markup
  ) {
    let grain = run.program.commands.count > 400 ? Nanoseconds(scale.span / 500) : .zero
    let boxes = TimelineBoxes(run, commands, grain: grain).boxes
    var end = Nanoseconds.zero
    for box in boxes {
      idle(from: end, to: box.start, lane, &chart)
      draw(box, queue, lane, &chart)
      end = box.end
    }
  }

  private func label(_ queue: Queue, _ lane: Int, _ chart: inout Markup) {
    let share = run.breakdown.shares.first { $0.queue == queue }
    chart.element("text", ["class": "lane", "x": "0", "y": "\(y(of: lane) + 11)"]) { text in
      text.element(
        "tspan",
        ["class": "name"],
        text: escaped(run.program.name(of: queue), limit: 20)
      )
      guard let share else { return }
      let what =
        share.commands == 1
        ? (queue.isLink ? "copy" : "step") : (queue.isLink ? "copies" : "steps")
      text.element("tspan", ["class": "note", "dx": "8"], text: "\(share.commands) \(what)")
      // Behind a long name there is no room for it in a narrow window.
      let isLong = run.program.name(of: queue).unicodeScalars.count > 14
      text.element(
        "tspan",
        ["class": isLong ? "note fits medium" : "note"],
        text: " · busy \(share.busy.inWords)"
      )
      if share.fallbacks > 0 {
        text.element(
          "tspan",
          ["class": "note fits medium"],
          text: " · \(share.fallbacks) fallbacks"
        )
      }
      if share.waiting > .zero {
        text.element(
          "tspan",
          ["class": "note fits medium"],
          text: " · waits \(share.waiting.inWords)"
        )
      }
    }
  }

  private func idle(
    from start: Nanoseconds,
    to end: Nanoseconds,
    _ lane: Int,
    _ chart: inout Markup
  ) {
    let gap = end.reduced(by: start)
    guard ChartScale.thousandths(gap.amount, of: scale.span) > 300 else { return }
    let middle = "\(y(of: lane) + 18 + Self.barHeight / 2)"
    chart.element(
      "line",
      [
        "class": "wait", "x1": scale.position(start.amount), "x2": scale.position(end.amount),
        "y1": middle, "y2": middle,
      ]
    ) { $0.element("title", text: "waits for \(gap.inWords)") }
  }

  private func draw(
    _ box: TimelineBoxes.Box,
    _ queue: Queue,
    _ lane: Int,
    _ chart: inout Markup
  ) {
    let width = box.end.reduced(by: box.start)
    let room = ChartScale.thousandths(width.amount, of: scale.span)
    let colour = queue.colourClass
    let edge = room > 350 ? " edged" : ""
    let top = "\(y(of: lane) + 18)"
    let x = scale.position(box.start.amount)
    let size = scale.width(width.amount)
    chart.element(
      "rect",
      [
        "class": colour + edge, "x": x, "y": top, "width": size, "height": "\(Self.barHeight)",
      ]
    ) { $0.element("title", text: box.title(run)) }
    let launch = min(box.launch, width)
    if box.kind != .copy, ChartScale.thousandths(launch.amount, of: scale.span) > 150 {
      chart.element(
        "rect",
        [
          "class": "start", "x": x, "y": top, "width": scale.position(launch.amount),
          "height": "\(Self.barHeight)",
        ]
      )
    }
    if box.kind == .fallback {
      chart.element(
        "rect",
        [
          "class": "dots", "x": x, "y": top, "width": size, "height": "\(Self.barHeight)",
        ]
      )
    }
    if box.isCritical {
      chart.element(
        "rect",
        [
          "class": "critical", "x": x, "y": "\(y(of: lane) + 40)", "width": size, "height": "4",
        ]
      )
    }
    guard box.count == 1, box.kind != .copy else { return }
    let name = escaped(run.program.subject(of: box.first), limit: 30)
    guard let fits = TextRoom.className(characters: name.count, in: room) else { return }
    let middle = (box.start.amount + box.end.amount) / 2
    chart.element(
      "text",
      [
        "class": "on \(fits)" + (box.kind == .fallback ? " on-\(colour)" : ""),
        "x": scale.position(middle), "y": "\(y(of: lane) + 32)",
        "text-anchor": "middle",
      ],
      text: name
    )
  }

  // MARK: Critical path

  /// Where the critical path passes from one lane to another.
  private func criticalPath(_ chart: inout Markup) {
    guard run.laneChanges <= Self.turnLimit else { return }
    // Many lines would hide the boxes of a narrow chart.
    let mark = run.laneChanges > Self.turnLimit / 8 ? "turn medium" : "turn"
    var lanes: [Queue: Int] = [:]
    for (lane, queue) in run.program.queues.enumerated() { lanes[queue.queue] = lane }
    var last: (start: UInt64, lanes: Set<Int>)?
    for (before, after) in zip(run.path, run.path.dropFirst()) {
      guard let from = lanes[run.program.commands[before].queue],
        let to = lanes[run.program.commands[after].queue], from != to
      else { continue }
      let time = run.timeline.spans[after].start.amount
      let pair = Set([from, to])
      if let last, last.lanes == pair, time - last.start < scale.span / 500 { continue }
      last = (time, pair)
      let x = scale.position(time)
      chart.element(
        "line",
        [
          "class": mark, "x1": x, "x2": x, "y1": "\(y(of: min(from, to)) + 42)",
          "y2": "\(y(of: max(from, to)) + 42)",
        ]
      )
    }
  }
}

extension Queue {
  var isLink: Bool {
    if case .link = self { true } else { false }
  }

  /// The CSS class of what runs on the queue.
  var colourClass: String {
    switch self {
    case .processor(let index): "p\(index.value % 6)"
    case .link: "copy"
    }
  }
}
