import Devices
import Documents
import Plans
import Quantities

/// The graph in bands of layers from left to right, coloured by processor.
struct GraphChart {
  let sketch: GraphSketch
  private let device: Device
  private let layers: GraphLayers
  private let codes: ProcessorCodes
  private let layersInBand: Int
  /// The top of each band in pixels, and the bottom of the last.
  private let tops: [Int]

  private static let boxHeight = 30

  init(_ program: Program) {
    sketch = GraphSketch(program)
    device = program.device
    layers = GraphLayers(sketch)
    codes = ProcessorCodes(program.device)
    let bands = max((layers.layerCount + 15) / 16, 1)
    layersInBand = max((layers.layerCount + bands - 1) / bands, 6)
    let slots = layers.places + layers.routes.flatMap(\.places)
    var tops = [0]
    for band in 0..<bands {
      let count = layersInBand
      let lowest = slots.filter { $0.layer / count == band }.map(\.middle).max() ?? 0
      tops.append(tops[band] + lowest + GraphLayers.nodeHeight / 2 + 10)
    }
    self.tops = tops
  }

  /// How many edges are left out.
  var omittedEdges: Int { layers.omitted }

  var svg: String {
    var markup = Markup()
    let copied = sketch.edges.filter(\.isCopied).count
    markup.element(
      "svg",
      [
        "class": "chart graph", "width": "100%", "height": "\(tops.last ?? 0)", "role": "img",
        "aria-label": "The graph in \(layers.layerCount) layers: \(sketch.nodes.count) boxes, "
          + "\(sketch.edges.count) edges, \(copied) of them with copies between pools",
      ]
    ) { chart in
      for route in layers.routes where !route.edge.isCopied { draw(route, &chart) }
      for route in layers.routes where route.edge.isCopied { draw(route, &chart) }
      // On narrow pages either all boxes have their words or none has.
      let isTight = sketch.nodes.contains { room(for: $0.word) != "fits" }
      for (node, place) in zip(sketch.nodes, layers.places) {
        draw(node, place, isTight: isTight, &chart)
      }
    }
    return markup.text
  }

  // MARK: Geometry, in thousandths of a percent and in pixels

  private var cell: UInt64 { 100_000 / UInt64(layersInBand) }
  private var boxWidth: UInt64 { cell * 74 / 100 }

  private func left(_ place: GraphLayers.Place) -> UInt64 {
    UInt64(place.layer % layersInBand) * cell + (cell - boxWidth) / 2
  }

  private func top(_ place: GraphLayers.Place) -> Int { middle(place) - Self.boxHeight / 2 }

  private func middle(_ place: GraphLayers.Place) -> Int {
    tops[place.layer / layersInBand] + place.middle
  }

  // MARK: Edges

  private func draw(_ route: GraphLayers.Route, _ chart: inout Markup) {
    let name = route.edge.isCopied ? "flow copied" : "flow"
    let ends = route.places.indices
    for (position, place) in route.places.enumerated() {
      if position != ends.first, position != ends.index(before: ends.endIndex) {
        line(name, left(place), middle(place), left(place) + boxWidth, middle(place), &chart)
      }
      guard position + 1 < route.places.count else { continue }
      let next = route.places[position + 1]
      let exit = left(place) + boxWidth
      if next.layer / layersInBand == place.layer / layersInBand {
        line(name, exit, middle(place), left(next), middle(next), &chart)
      } else {
        line(name, exit, middle(place), 100_000, middle(place), &chart)
        line(name, 0, middle(next), left(next), middle(next), &chart)
      }
    }
  }

  private func line(
    _ name: String,
    _ x1: UInt64,
    _ y1: Int,
    _ x2: UInt64,
    _ y2: Int,
    _ chart: inout Markup
  ) {
    chart.element(
      "line",
      [
        "class": name, "x1": ChartScale.percent(x1), "y1": "\(y1)",
        "x2": ChartScale.percent(x2), "y2": "\(y2)",
      ]
    )
  }

  // MARK: Boxes

  private func draw(
    _ node: GraphSketch.Node,
    _ place: GraphLayers.Place,
    isTight: Bool,
    _ chart: inout Markup
  ) {
    chart.element("g") { group in
      group.element("title", text: node.title)
      let whole = max(node.shares.reduce(0) { $0 + $1.amount }, 1)
      var start: UInt64 = 0
      if node.shares.isEmpty {
        box("missing", left(place), boxWidth, place, &group)
      }
      for share in node.shares {
        let width = boxWidth * share.amount / whole
        box("p\(share.processor.value % 6)", left(place) + start, width, place, &group)
        start += width
      }
      let letters = node.shares.isEmpty ? "–" : node.shares.map { codes[$0.processor] }.joined()
      let x = ChartScale.percent(left(place) + boxWidth / 2)
      let own = room(for: node.word)
      let fits = own == "fits" && isTight ? "fits medium" : own
      // Where the word below it is left out, the letter stands in the middle of the box.
      let code = fits == "fits" ? "on code" : "on code sole"
      group.element(
        "text",
        ["class": code, "x": x, "y": "\(top(place) + 13)", "text-anchor": "middle"],
        text: letters
      )
      guard let fits else { return }
      group.element(
        "text",
        [
          "class": "on kind \(fits)", "x": x, "y": "\(top(place) + 25)",
          "text-anchor": "middle",
        ],
        text: node.word
      )
    }
  }

  /// From which width of the page on a word fits into a box.
  private func room(for word: String) -> String? {
    TextRoom.className(characters: word.count * 4 / 5, in: boxWidth)
  }

  private func box(
    _ name: String,
    _ x: UInt64,
    _ width: UInt64,
    _ place: GraphLayers.Place,
    _ chart: inout Markup
  ) {
    chart.element(
      "rect",
      [
        "class": name, "x": ChartScale.percent(x), "y": "\(top(place))",
        "width": ChartScale.percent(width), "height": "\(Self.boxHeight)",
      ]
    )
  }
}

/// A letter for each processor, so that colours are never the only sign.
struct ProcessorCodes {
  private let codes: [String]

  init(_ device: Device) {
    var codes: [String] = []
    for processor in device.processors.values {
      let name = escaped(processor.name, limit: 20)
      let letters = name.filter(\.isLetter).map { $0.uppercased() }
      let own = letters.first { !codes.contains($0) }
      codes.append(own ?? "\(codes.count + 1)")
    }
    self.codes = codes
  }

  subscript(_ processor: Index<Processor>) -> String { codes[processor.value] }
}
