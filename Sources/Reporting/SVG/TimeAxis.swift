import Checking
import Quantities

/// Grid lines at round times, and their labels.
struct TimeAxis {
  let scale: ChartScale

  /// Draws lines between two heights, and the labels at a third.
  func draw(from top: Int, to bottom: Int, labels: Int, _ chart: inout Markup) {
    for (position, tick) in scale.ticks.enumerated() {
      let x = scale.position(tick)
      chart.element(
        "line",
        ["class": "grid", "x1": x, "x2": x, "y1": "\(top)", "y2": "\(bottom)"]
      )
      let share = ChartScale.thousandths(tick, of: scale.span)
      guard share < 95_000 else { continue }
      chart.element(
        "text",
        [
          "class": position % 2 == 1 ? "tick minor" : "tick", "x": x, "y": "\(labels)",
          "text-anchor": position == 0 ? "start" : share > 93_000 ? "end" : "middle",
        ],
        text: tick == 0 ? "0" : Nanoseconds(tick).inRoundWords
      )
    }
  }
}

extension Nanoseconds {
  /// The time without needless digits, such as `15 ms`, for an axis.
  var inRoundWords: String {
    let parts = inWords.split(separator: " ")
    guard let number = parts.first, let unit = parts.last, number.contains(".") else {
      return inWords
    }
    var digits = String(number)
    while digits.last == "0" { digits.removeLast() }
    if digits.last == "." { digits.removeLast() }
    return "\(digits) \(unit)"
  }
}
