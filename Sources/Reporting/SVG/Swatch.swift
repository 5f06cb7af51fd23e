/// A small sample of a chart's sign for a legend.
enum Swatch {
  /// A filled box of a class.
  case filled(String)
  /// A line of a class.
  case line(String)
  /// A thin bar of a class.
  case bar(String)
  /// A processor's box with a pattern of a class over it.
  case overlaid(String)

  /// A bar with a notch.
  case notch
  /// A filled dot, as for the least value of a line.
  case dot
  /// A processor's box whose first half has a pattern of a class over it.
  case begun(String)

  /// The legend's entry.
  func item(_ name: String) -> PageBlock.LegendItem {
    PageBlock.LegendItem(swatch: svg, name: name)
  }

  private var svg: String {
    var markup = Markup()
    markup.element("svg", ["width": "26", "height": "14", "aria-hidden": "true"]) { chart in
      switch self {
      case .filled(let name): box(name, 1, 12, &chart)
      case .bar(let name): box(name, 5, 4, &chart)
      case .overlaid(let name):
        box("p0", 1, 12, &chart)
        box(name, 1, 12, &chart)
      case .begun(let name):
        box("p0", 1, 12, &chart)
        box(name, 1, 12, &chart, width: 10)
      case .notch:
        box("whole", 1, 12, &chart)
        chart.element("line", ["class": "notch", "x1": "13", "x2": "13", "y1": "1", "y2": "13"])
      case .dot:
        chart.element("circle", ["class": "dot s0 best", "cx": "13", "cy": "7", "r": "6"])
      case .line(let name):
        chart.element("line", ["class": name, "x1": "0", "x2": "26", "y1": "7", "y2": "7"])
      }
    }
    return markup.text
  }

  private func box(
    _ name: String,
    _ y: Int,
    _ height: Int,
    _ chart: inout Markup,
    width: Int = 24
  ) {
    chart.element(
      "rect",
      ["class": name, "x": "1", "y": "\(y)", "width": "\(width)", "height": "\(height)"]
    )
  }
}
