import Checking
import Documents
import Simulation

/// A report's first screen as one drawing, for a README, a slide or an issue: what is wrong, why,
/// and both runs.
struct ReportPicture {
  let report: CounterexampleReport

  /// The width that the drawing is made for; it scales.
  private static let width = 1_000
  private static let margin = 24
  private static let room = width - 2 * margin

  /// The drawing, a file of its own.
  var svg: String {
    var body = Markup()
    var y = Self.margin
    heading(&body, &y)
    if let time = report.timeSection {
      title(time.bridgeTitle, &body, &y)
      chart(time.bridge.svg, height: time.bridge.height, &body, &y)
      for timeline in time.timelines {
        title(timeline.run.title, note: timeline.run.timeline.latency.inWords, &body, &y)
        chart(timeline.svg, height: timeline.height, &body, &y)
      }
      legend(time.legend, &body, &y)
    }
    return file(body, height: y + Self.margin / 2)
  }

  private func file(_ body: Markup, height: Int) -> String {
    let size = (width: "\(Self.width)", height: "\(height)")
    var picture = Markup()
    picture.element(
      "svg",
      [
        "xmlns": "http://www.w3.org/2000/svg", "width": size.width, "height": size.height,
        "viewBox": "0 0 \(size.width) \(size.height)", "role": "img",
        "aria-label": Headline(report: report).sentence,
        "font-family": "system-ui, 'Segoe UI', Roboto, 'Noto Sans', 'DejaVu Sans', sans-serif",
      ]
    ) { svg in
      svg.element("style") { $0.drawing("<![CDATA[\n" + PageStyle.text + "]]>") }
      svg.drawing(PageStyle.patterns)
      svg.element(
        "rect",
        ["fill": "var(--card)", "width": size.width, "height": size.height, "rx": "12"]
      )
      svg.drawing(body.text)
    }
    return picture.text + "\n"
  }

  // MARK: Parts

  private func heading(_ body: inout Markup, _ y: inout Int) {
    let headline = Headline(report: report)
    for line in wrapped(headline.sentence.withBoundUnits, to: 70) {
      y += 26
      text(line, size: 22, weight: "700", at: y, &body)
    }
    y += 8
    for line in wrapped(headline.reason.withBoundUnits, to: 115) {
      y += 21
      text(line, size: 15, colour: "var(--soft)", at: y, &body)
    }
    y += 10
  }

  private func title(
    _ words: String,
    note: String? = nil,
    _ body: inout Markup,
    _ y: inout Int
  ) {
    y += 30
    body.element("text", ["x": "\(Self.margin)", "y": "\(y)", "font-size": "16"]) { text in
      text.element("tspan", ["font-weight": "600"], text: words)
      if let note { text.element("tspan", ["dx": "8", "class": "number"], text: note) }
    }
    y += 12
  }

  private func text(
    _ words: String,
    size: Int,
    weight: String = "400",
    colour: String = "var(--ink)",
    at y: Int,
    _ body: inout Markup
  ) {
    body.element(
      "text",
      [
        "x": "\(Self.margin)", "y": "\(y)", "font-size": "\(size)", "font-weight": weight,
        "style": "fill:\(colour)",
      ],
      text: words
    )
  }

  private func chart(_ svg: String, height: Int, _ body: inout Markup, _ y: inout Int) {
    body.element(
      "svg",
      [
        "x": "\(Self.margin)", "y": "\(y)", "width": "\(Self.room)", "height": "\(height)",
        "overflow": "visible",
      ]
    ) { $0.drawing(svg) }
    y += height
  }

  /// The signs with their meanings, as many on a line as have room.
  private func legend(_ items: [PageBlock.LegendItem], _ body: inout Markup, _ y: inout Int) {
    y += 16
    var x = 0
    for item in items {
      let width = 26 + 8 + item.name.count * 7 + 18
      if x > 0, x + width > Self.room {
        x = 0
        y += 24
      }
      body.element("svg", ["x": "\(Self.margin + x)", "y": "\(y)", "width": "26", "height": "14"]) {
        $0.drawing(item.swatch)
      }
      body.element(
        "text",
        [
          "x": "\(Self.margin + x + 34)", "y": "\(y + 12)", "font-size": "13",
          "style": "fill:var(--soft)",
        ],
        text: item.name
      )
      x += width
    }
    y += 24
  }
}

extension CounterexampleReport {
  /// What is wrong, why, and both runs as one drawing.
  package var svg: String { ReportPicture(report: self).svg }
}
