import Checking
import Quantities

/// One horizontal bar of parts that add up to something.
struct StackedBar {
  /// One part, drawn in the pattern of its class.
  struct Part {
    /// The CSS class.
    let name: String
    /// What it is, for people.
    let title: String
    let amount: UInt64
    /// The amount in words.
    let words: String

    init(_ name: String, _ title: String, _ time: Nanoseconds) {
      self.name = name
      self.title = title
      amount = time.amount
      words = time.inWords
    }

    init(_ name: String, _ title: String, count: Int) {
      self.name = name
      self.title = title
      amount = UInt64(count)
      words = "\(count)"
    }

    init(_ name: String, _ title: String, _ size: Bytes) {
      self.name = name
      self.title = title
      amount = size.amount
      words = size.inShort
    }
  }

  /// What the whole bar shows, for people who do not see it.
  let summary: String
  let parts: [Part]
  let scale: ChartScale
  /// Whether the bar has only half of the page's width where the page is wide.
  var isHalfWidth = false
  /// An amount that the bar is held against, with its name.
  var mark: (amount: UInt64, title: String)?

  var svg: String {
    let shown = parts.filter { $0.amount > 0 }
    let words = shown.map { "\($0.title) \($0.words)" }
    var markup = Markup()
    markup.element(
      "svg",
      [
        "class": "chart bar", "width": "100%", "height": "28", "role": "img",
        "aria-label": "\(summary): " + words.joined(separator: ", "),
      ]
    ) { chart in
      var start: UInt64 = 0
      for part in shown {
        draw(part, from: start, &chart)
        start += part.amount
      }
      if let mark {
        let x = scale.position(mark.amount)
        chart.element("line", ["class": "limit", "x1": x, "x2": x, "y1": "0", "y2": "28"]) {
          $0.element("title", text: mark.title)
        }
      }
    }
    return markup.text
  }

  private func draw(_ part: Part, from start: UInt64, _ chart: inout Markup) {
    let x = scale.position(start)
    let room = ChartScale.thousandths(part.amount, of: scale.span)
    chart.element(
      "rect",
      [
        "class": "\(part.name) edged", "x": x, "y": "4",
        "width": ChartScale.percent(max(room, 200)), "height": "20",
      ]
    ) { $0.element("title", text: "\(part.title): \(part.words)") }
    guard ["compute", "weights", "live"].contains(part.name) else { return }
    guard
      let fits = TextRoom.className(characters: part.words.count, in: isHalfWidth ? room / 2 : room)
    else { return }
    chart.element(
      "text",
      [
        "class": "on \(fits)", "x": scale.position(start + part.amount / 2), "y": "18",
        "text-anchor": "middle",
      ],
      text: part.words
    )
  }
}
