/// Lines of ratios over steps on a scale of doublings, with the least value of each marked.
struct CurveChart {
  /// A line; its values are in thousandths, at least one.
  struct Line {
    let name: String
    let values: [UInt64]
  }

  /// What the chart is of.
  let name: String
  /// What stands below each step.
  let steps: [String]
  let lines: [Line]
  /// The greatest value that there is room for, in thousandths; the same for charts to be compared.
  let most: UInt64

  private static let plot = 150
  private static let margin = 12

  /// The doublings that the scale has lines for, at least one.
  private var doublings: Int { max((Self.height(of: most) + 1_023) / 1_024, 1) }

  /// How many 1024ths of a doubling a value lies above one, not less than none.
  private static func height(of thousandths: UInt64) -> Int {
    var value = max(thousandths, 1_000)
    var height = 0
    while value >= 2_000 {
      value = (value + 1) / 2
      height += 1_024
    }
    // Each squaring asks for the next binary digit of the logarithm.
    var square = value * 1_000
    for digit in 1...10 {
      square = square / 1_000 * square / 1_000
      guard square >= 2_000_000 else { continue }
      square /= 2
      height += 1_024 >> digit
    }
    return height
  }

  private func x(_ step: Int) -> String {
    let share = steps.count < 2 ? 50_000 : step * 86_000 / (steps.count - 1)
    return ChartScale.percent(UInt64(share + 9_000))
  }

  private func y(_ height: Int) -> String {
    let tenths = (Self.plot - Self.margin) * 10 * height / (doublings * 1_024)
    let level = Self.plot * 10 - tenths
    return "\(level / 10).\(level % 10)"
  }

  var svg: String {
    var markup = Markup()
    let words = lines.map { line in
      "\(line.name): "
        + zip(steps, line.values).map { "\($0) \(StudyNumber.factor($1))" }.joined(separator: ", ")
    }
    markup.element(
      "svg",
      [
        "class": "chart", "width": "100%", "height": "\(Self.plot + 26)", "role": "img",
        "aria-label": "\(name). " + words.joined(separator: ". "),
      ]
    ) { chart in
      for doubling in 0...doublings {
        let level = y(doubling * 1_024)
        chart.element(
          "line",
          ["class": "grid", "x1": "0", "x2": "100%", "y1": level, "y2": level]
        )
        chart.element(
          "text",
          ["class": "tick", "x": "0", "y": level, "dy": "-3", "text-anchor": "start"],
          text: "\(1 << doubling)×"
        )
      }
      for (step, name) in steps.enumerated() {
        chart.element(
          "text",
          ["class": "tick", "x": x(step), "y": "\(Self.plot + 20)", "text-anchor": "middle"],
          text: name
        )
      }
      for (position, line) in lines.enumerated() { draw(line, "s\(position % 6)", &chart) }
      for (position, line) in lines.enumerated() { mark(line, "s\(position % 6)", &chart) }
    }
    return markup.text
  }

  private func draw(_ line: Line, _ mark: String, _ chart: inout Markup) {
    let heights = line.values.map(Self.height)
    for step in heights.indices.dropFirst() {
      chart.element(
        "line",
        [
          "class": "series \(mark)", "stroke-linecap": "round", "x1": x(step - 1),
          "y1": y(heights[step - 1]), "x2": x(step), "y2": y(heights[step]),
        ]
      )
    }
  }

  /// A dot for each value, a filled one for the least.
  private func mark(_ line: Line, _ mark: String, _ chart: inout Markup) {
    let best = line.values.indices.min { line.values[$0] < line.values[$1] }
    for (step, value) in line.values.enumerated() {
      let isBest = step == best
      chart.element(
        "circle",
        [
          "class": "dot \(mark)" + (isBest ? " best" : ""), "cx": x(step),
          "cy": y(Self.height(of: value)), "r": isBest ? "6" : "2.5",
        ]
      ) {
        $0.element(
          "title",
          text: "\(line.name), \(steps[step]): \(StudyNumber.factor(value))"
            + (isBest ? ", the least" : "")
        )
      }
    }
  }
}
