import Quantities

/// A bar for each row, from one amount to another, and a line that marks an amount of all rows.
struct RangeBars {
  struct Row {
    let name: String
    let words: String
    /// More words, which are left out where the window is narrow.
    var more = ""
    let from: UInt64
    let to: UInt64
    /// What is drawn pale behind the bar.
    var behind: ClosedRange<UInt64>?
    /// Where the bar is notched.
    var notch: UInt64?
  }

  /// An amount that is named below the bars.
  struct Tick {
    let amount: UInt64
    let title: String
    /// More words, which are left out where the window is narrow.
    let more: String

    init(at amount: UInt64, _ title: String, more: String = "") {
      self.amount = amount
      self.title = title
      self.more = more
    }
  }

  let scale: ChartScale
  let rows: [Row]
  var mark: Tick?
  var ticks: [Tick] = []

  private static let pitch = 40

  var svg: String {
    let words = rows.map { "\($0.name) \($0.words)" } + (mark.map { [$0.title + $0.more] } ?? [])
    let height = rows.count * Self.pitch + (mark == nil ? 0 : 18)
    var markup = Markup()
    markup.element(
      "svg",
      [
        "class": "chart", "width": "100%", "height": "\(height)", "role": "img",
        "aria-label": words.joined(separator: ", "),
      ]
    ) { chart in
      for (position, row) in rows.enumerated() { draw(row, position * Self.pitch, &chart) }
      if let mark {
        let x = scale.position(mark.amount)
        for position in rows.indices {
          let top = position * Self.pitch + 16
          chart.element(
            "line",
            ["class": "limit", "x1": x, "x2": x, "y1": "\(top)", "y2": "\(top + 20)"]
          )
        }
        label(mark, height, &chart)
      }
      for tick in ticks { label(tick, height, &chart) }
    }
    return markup.text
  }

  private func label(_ tick: Tick, _ height: Int, _ chart: inout Markup) {
    let place = ChartScale.thousandths(tick.amount, of: scale.span)
    let anchor = place > 65_000 ? "end" : place < 35_000 ? "start" : "middle"
    chart.element(
      "text",
      [
        "class": "tick", "x": scale.position(tick.amount), "y": "\(height - 2)",
        "text-anchor": anchor,
      ]
    ) { text in
      text.element("tspan", text: tick.title)
      if !tick.more.isEmpty { text.element("tspan", ["class": "medium"], text: tick.more) }
    }
  }

  private func draw(_ row: Row, _ top: Int, _ chart: inout Markup) {
    func bar(_ name: String, _ from: UInt64, _ to: UInt64) {
      chart.element(
        "rect",
        [
          "class": name, "x": scale.position(from), "y": "\(top + 18)",
          "width": scale.width(to - min(from, to)), "height": "16",
        ]
      ) { $0.element("title", text: "\(row.name) \(row.words)") }
    }
    if let behind = row.behind { bar("behind", behind.lowerBound, behind.upperBound) }
    bar("whole", row.from, row.to)
    if let notch = row.notch {
      let x = scale.position(notch)
      chart.element(
        "line",
        ["class": "notch", "x1": x, "x2": x, "y1": "\(top + 18)", "y2": "\(top + 34)"]
      )
    }
    chart.element("text", ["class": "lane low", "x": "0", "y": "\(top + 11)"]) { text in
      text.element("tspan", ["class": "name"], text: row.name)
      text.element("tspan", ["class": "note", "dx": "8"], text: row.words)
      if !row.more.isEmpty {
        text.element("tspan", ["class": "note medium"], text: " · " + row.more)
      }
    }
  }
}
