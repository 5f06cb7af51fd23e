/// Lines over steps of equal width, such as a cost over granularities.
package struct LineChart: Sendable {
  /// A line; its values are in thousandths, one for each step, nil where there is none.
  ///
  /// What is missing leaves a gap: the values beside it are not joined.
  package struct Line: Sendable {
    let name: String
    let values: [UInt64?]

    /// Makes a line.
    package init(name: String, values: [UInt64?]) {
      self.name = name
      self.values = values
    }

    /// The values that there are, with the steps that they stand at.
    fileprivate var points: [(step: Int, value: UInt64)] {
      values.enumerated().compactMap { step, value in value.map { (step, $0) } }
    }
  }

  /// How high values lie.
  package enum Scale: Sendable {
    /// In proportion to the greatest.
    case even
    /// By how often they double one, with room for a value that charts to be compared share.
    case doublings(upTo: UInt64)
  }

  /// What the chart is of.
  let name: String
  /// What stands below each step.
  let steps: [String]
  let lines: [Line]
  let scale: Scale
  /// Whether the least value of each line is marked.
  let marksLeast: Bool
  /// How values are written.
  let words: @Sendable (UInt64) -> String

  /// Makes a chart.
  package init(
    name: String,
    steps: [String],
    lines: [Line],
    scale: Scale = .even,
    marksLeast: Bool = false,
    words: @escaping @Sendable (UInt64) -> String
  ) {
    self.name = name
    self.steps = steps
    self.lines = lines
    self.scale = scale
    self.marksLeast = marksLeast
    self.words = words
  }

  private static let plot = 150
  private static let margin = 12

  /// The chart as markup.
  package var svg: String {
    var markup = Markup()
    let words = lines.map { line in
      "\(line.name): "
        + line.points.map { "\(steps[$0.step]) \(self.words($0.value))" }.joined(separator: ", ")
    }
    markup.element(
      "svg",
      [
        "class": "chart", "width": "100%", "height": "\(Self.plot + 26)", "role": "img",
        "aria-label": "\(name). " + words.joined(separator: ". "),
      ]
    ) { chart in
      for (value, title) in grid {
        let level = y(value)
        chart.element(
          "line",
          ["class": "grid", "x1": "0", "x2": "100%", "y1": level, "y2": level]
        )
        chart.element(
          "text",
          ["class": "tick", "x": "0", "y": level, "dy": "-3", "text-anchor": "start"],
          text: title
        )
      }
      for (step, name) in steps.enumerated() {
        chart.element(
          "text",
          ["class": "tick", "x": x(step), "y": "\(Self.plot + 20)", "text-anchor": "middle"],
          text: name
        )
      }
      // Dots lie above all lines, so that none hides another line's least value.
      for (position, line) in lines.enumerated() { draw(line, "s\(position % 6)", &chart) }
      for (position, line) in lines.enumerated() { dot(line, "s\(position % 6)", &chart) }
    }
    return markup.text
  }

  private func draw(_ line: Line, _ mark: String, _ chart: inout Markup) {
    for (from, to) in zip(line.points, line.points.dropFirst()) where from.step + 1 == to.step {
      chart.element(
        "line",
        [
          "class": "series \(mark)", "stroke-linecap": "round", "x1": x(from.step),
          "y1": y(from.value), "x2": x(to.step), "y2": y(to.value),
        ]
      )
    }
  }

  private func dot(_ line: Line, _ mark: String, _ chart: inout Markup) {
    let least = marksLeast ? line.points.min { $0.value < $1.value }?.step : nil
    for (step, value) in line.points {
      let isLeast = step == least
      chart.element(
        "circle",
        [
          "class": "dot \(mark)" + (isLeast ? " best" : ""), "cx": x(step), "cy": y(value),
          "r": isLeast ? "6" : marksLeast ? "2.5" : "3.5",
        ]
      ) {
        $0.element(
          "title",
          text: "\(line.name), \(steps[step]): \(words(value))" + (isLeast ? ", the least" : "")
        )
      }
    }
  }

  // MARK: Places

  private func x(_ step: Int) -> String {
    let share = steps.count < 2 ? 50_000 : step * 86_000 / (steps.count - 1)
    return ChartScale.percent(UInt64(share + 9_000))
  }

  private func y(_ value: UInt64) -> String {
    let tenths = Self.plot * 10 - Int(height(of: value))
    return "\(tenths / 10).\(tenths % 10)"
  }

  /// How far above the lowest line a value lies, in tenths of a pixel.
  private func height(of value: UInt64) -> UInt64 {
    let room = UInt64(Self.plot - Self.margin) * 10
    switch scale {
    case .even: return room * value / greatest
    case .doublings(upTo: let most):
      return room * Self.doublings(of: value) / (Self.whole(most) * 1_024)
    }
  }

  private var greatest: UInt64 { max(lines.flatMap(\.points).map(\.value).max() ?? 1, 1) }

  /// The values that lines across the chart show.
  private var grid: [(value: UInt64, title: String)] {
    switch scale {
    case .even:
      (0...3)
        .map { (third: UInt64) in
          let value = greatest * third / 3
          return (value, words(value))
        }
    case .doublings(upTo: let most):
      (0...Self.whole(most)).map { (1_000 << $0, "\(1 << $0)×") }
    }
  }

  /// The doublings of one up to a value, rounded up, at least one.
  private static func whole(_ value: UInt64) -> UInt64 {
    max((doublings(of: value) + 1_023) / 1_024, 1)
  }

  /// How many 1024ths of a doubling a value in thousandths lies above one, not less than none.
  private static func doublings(of thousandths: UInt64) -> UInt64 {
    var value = max(thousandths, 1_000)
    var doublings: UInt64 = 0
    while value >= 2_000 {
      value = (value + 1) / 2
      doublings += 1_024
    }
    // Each squaring asks for the next binary digit of the logarithm.
    var square = value * 1_000
    for digit in 1...10 {
      square = square / 1_000 * square / 1_000
      guard square >= 2_000_000 else { continue }
      square /= 2
      doublings += 1_024 >> digit
    }
    return doublings
  }
}
