/// Lines over steps of equal width, such as a cost over granularities.
struct LineChart {
  /// A line; its values are in thousandths.
  struct Line {
    let name: String
    let values: [UInt64]
  }

  /// What stands below each step.
  let steps: [String]
  /// What the steps are.
  let axis: String
  let lines: [Line]
  /// The value at the lower end, in thousandths.
  var floor: UInt64 = 0
  /// How values are written.
  let words: (UInt64) -> String

  private static let height = 190
  private static let plot = 160

  private var most: UInt64 { max(lines.flatMap(\.values).max() ?? 1, floor + 1) }

  private func x(_ step: Int) -> String {
    let share = steps.count < 2 ? 50_000 : step * 88_000 / (steps.count - 1)
    return ChartScale.percent(UInt64(share + 7_000))
  }

  private func y(_ value: UInt64) -> String {
    let span = most - floor
    let above = max(value, floor) - floor
    let pixels = above * UInt64(Self.plot - 12) * 10 / max(span, 1)
    let tenths = UInt64(Self.plot * 10) - pixels
    return "\(tenths / 10).\(tenths % 10)"
  }

  var svg: String {
    var markup = Markup()
    let words = lines.map { line in
      "\(line.name): "
        + zip(steps, line.values).map { "\($0) \(self.words($1))" }.joined(separator: ", ")
    }
    markup.element(
      "svg",
      [
        "class": "chart", "width": "100%", "height": "\(Self.height)", "role": "img",
        "aria-label": "By \(axis). " + words.joined(separator: ". "),
      ]
    ) { chart in
      for share: UInt64 in 0...3 {
        let value = floor + (most - floor) * share / 3
        let level = y(value)
        chart.element(
          "line",
          ["class": "grid", "x1": "0", "x2": "100%", "y1": level, "y2": level]
        )
        chart.element(
          "text",
          ["class": "tick", "x": "0", "y": level, "dy": "-3", "text-anchor": "start"],
          text: self.words(value)
        )
      }
      for (step, name) in steps.enumerated() {
        chart.element(
          "text",
          [
            "class": "tick", "x": x(step), "y": "\(Self.plot + 20)", "text-anchor": "middle",
          ],
          text: name
        )
      }
      for (position, line) in lines.enumerated() { draw(line, "s\(position % 6)", &chart) }
    }
    return markup.text
  }

  private func draw(_ line: Line, _ mark: String, _ chart: inout Markup) {
    for step in line.values.indices.dropFirst() {
      chart.element(
        "line",
        [
          "class": "series \(mark)", "x1": x(step - 1), "y1": y(line.values[step - 1]),
          "x2": x(step), "y2": y(line.values[step]),
        ]
      )
    }
    for (step, value) in line.values.enumerated() {
      chart.element(
        "circle",
        ["class": "dot \(mark)", "cx": x(step), "cy": y(value), "r": "3.5"]
      ) {
        $0.element("title", text: "\(line.name), \(steps[step]): \(words(value))")
      }
    }
  }
}
