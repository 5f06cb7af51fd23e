/// A layered layout: each node to the right of everything it depends on, and edges that pass a
/// layer hold room free in it.
///
/// Layers are the longest paths from the sources. In each layer, nodes and passing edges are
/// sorted by the middle of what comes before them, and each takes the first free place at or below
/// the height of its topmost predecessor.
struct GraphLayers {
  /// A place: the layer from the left, and the middle in pixels from the top.
  struct Place: Hashable {
    let layer: Int
    let middle: Int
  }

  /// The room that a node takes, and the room that a passing edge takes, in pixels.
  static let nodeHeight = 40
  static let passageHeight = 16

  /// An edge as the places it passes, its ends included.
  struct Route {
    let edge: GraphSketch.Edge
    let places: [Place]
  }

  /// The place of each node.
  private(set) var places: [Place] = []
  /// The edges that are drawn.
  private(set) var routes: [Route] = []
  /// How many edges are too long to be drawn.
  private(set) var omitted = 0
  /// How many layers there are.
  let layerCount: Int

  /// How many layers all edges together may pass.
  private static let passageLimit = 6_000

  init(_ sketch: GraphSketch) {
    var layers = [Int](repeating: 0, count: sketch.nodes.count)
    for edge in sketch.edges.sorted(by: { $0.target < $1.target }) {
      layers[edge.target] = max(layers[edge.target], layers[edge.source] + 1)
    }
    layerCount = (layers.max() ?? -1) + 1
    var board = Board(layers, layerCount)
    var chains: [(edge: GraphSketch.Edge, slots: [Int])] = []
    var passages = 0
    for edge in sketch.edges {
      passages += layers[edge.target] - layers[edge.source] - 1
      guard passages <= Self.passageLimit else {
        omitted += 1
        passages -= layers[edge.target] - layers[edge.source] - 1
        continue
      }
      var slots = [edge.source]
      for layer in stride(from: layers[edge.source] + 1, to: layers[edge.target], by: 1) {
        slots.append(board.addPassage(in: layer, after: slots[slots.count - 1]))
      }
      slots.append(edge.target)
      board.connect(slots[slots.count - 2], to: edge.target)
      chains.append((edge, slots))
    }
    board.settle()
    places = sketch.nodes.indices.map { board.place(of: $0) }
    routes = chains.map { Route(edge: $0.edge, places: $0.slots.map { board.place(of: $0) }) }
  }

  /// The slots of all layers: first the nodes, then the passages.
  private struct Board {
    private var layerOf: [Int]
    private var before: [[Int]]
    private var members: [[Int]]
    private var middles: [Int]
    private let nodeCount: Int

    init(_ layers: [Int], _ layerCount: Int) {
      layerOf = layers
      nodeCount = layers.count
      before = Array(repeating: [], count: layers.count)
      middles = Array(repeating: 0, count: layers.count)
      members = Array(repeating: [], count: layerCount)
      for (node, layer) in layers.enumerated() { members[layer].append(node) }
    }

    mutating func addPassage(in layer: Int, after slot: Int) -> Int {
      layerOf.append(layer)
      before.append([slot])
      middles.append(0)
      members[layer].append(layerOf.count - 1)
      return layerOf.count - 1
    }

    mutating func connect(_ slot: Int, to node: Int) {
      before[node].append(slot)
    }

    mutating func settle() {
      for layer in members.indices {
        let wishes = members[layer]
          .map { slot in
            (slot: slot, mean: mean(before: slot), isPassage: slot >= nodeCount)
          }
          .sorted {
            ($0.mean, $0.isPassage ? 1 : 0, $0.slot) < ($1.mean, $1.isPassage ? 1 : 0, $1.slot)
          }
        var free = 0
        for item in wishes {
          let half = (item.isPassage ? passageHeight : nodeHeight) / 2
          let wish = before[item.slot].map { middles[$0] }.min() ?? 0
          middles[item.slot] = max(free + half, wish)
          free = middles[item.slot] + half
        }
      }
    }

    /// The mean height of what comes before.
    private func mean(before slot: Int) -> Int {
      guard !before[slot].isEmpty else { return 0 }
      return before[slot].reduce(0) { $0 + middles[$1] } / before[slot].count
    }

    func place(of slot: Int) -> Place { Place(layer: layerOf[slot], middle: middles[slot]) }
  }
}
