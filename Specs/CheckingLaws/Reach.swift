import Graphs
import Quantities

/// Elements of a tensor that has at most 64, one bit for each in row-major order.
typealias ElementBits = UInt64

extension Shape {
  /// The elements of a slice, or of the whole tensor.
  func bits(of slice: Slice?) -> ElementBits {
    let count = elementCount
    var result: ElementBits = 0
    guard let slice else { return count == 64 ? .max : (1 << ElementBits(count)) - 1 }
    let inner = dimensions[(slice.dimension + 1)...].reduce(1, *)
    for position in 0..<count
    where slice.range.contains(position / inner % dimensions[slice.dimension]) {
      result |= 1 << ElementBits(position)
    }
    return result
  }
}

/// What small operators read, worked out one position of the output at a time.
///
/// Written from the ONNX operator specification, without the split rules of the catalogue. A part
/// reads of each input an interval along one dimension: from the first to the last position that
/// any of its own positions touches, padding left out.
struct Reach {
  private enum Touch {
    case everything
    case nothing
    case positions(Range<Int>, along: Int)
  }

  let graph: Graph
  let node: Operator

  /// Whether the operator's output can be computed in parts along the dimension.
  var isDivisible: Bool { node.kind != .opaque }

  /// The slice of an input that a part reads, nil for all of it; its range may be empty.
  func slice(ofInput position: Int, for part: Slice?) -> Slice? {
    guard let part, isDivisible, let input = node.inputs[position] else { return nil }
    var least = Int.max
    var most = Int.min
    var dimension: Int?
    for place in part.range {
      switch touch(input: position, along: part.dimension, at: place) {
      case .everything: return nil
      case .nothing: continue
      case .positions(let range, let along):
        dimension = along
        least = min(least, range.lowerBound)
        most = max(most, range.upperBound)
      }
    }
    guard let dimension else { return Slice(dimension: 0, range: 0..<0) }
    let extent = graph.tensors[input].shape[dimension]
    let start = min(max(least, 0), extent)
    return Slice(dimension: dimension, range: start..<max(start, min(most, extent)))
  }

  /// What one position of the output along a dimension touches of an input.
  private func touch(input position: Int, along dimension: Int, at place: Int) -> Touch {
    switch node.typeName {
    case "Conv": convolution(position, dimension, place)
    case "MaxPool":
      dimension < 2
        ? .positions(place..<place + 1, along: dimension)
        : window(dimension, place, node.integers("kernel_shape")[dimension - 2])
    case "Concat": concatenation(position, dimension, place)
    case "MatMul": product(position, dimension, place)
    default: elementwise(position, dimension, place)
    }
  }

  private func convolution(_ position: Int, _ dimension: Int, _ place: Int) -> Touch {
    let input = shape(0)
    let weight = shape(1)
    switch (position, dimension) {
    case (0, 0): return .positions(place..<place + 1, along: 0)
    case (0, 1):
      let groups = input[1] / weight[1]
      let group = place / (weight[0] / groups)
      return .positions(group * weight[1]..<(group + 1) * weight[1], along: 1)
    case (0, _): return window(dimension, place, weight[dimension])
    case (_, 1): return .positions(place..<place + 1, along: 0)
    default: return .everything
    }
  }

  private func window(_ dimension: Int, _ place: Int, _ kernel: Int) -> Touch {
    let start =
      place * node.integers("strides")[dimension - 2]
      - node.integers("pads")[dimension - 2]
    return .positions(start..<start + kernel, along: dimension)
  }

  private func concatenation(_ position: Int, _ dimension: Int, _ place: Int) -> Touch {
    let axis = Int(node.attributes.integer("axis") ?? 0)
    guard dimension == axis else { return .positions(place..<place + 1, along: dimension) }
    let before = (0..<position).reduce(0) { $0 + shape($1)[axis] }
    let own = place - before
    return own < 0 || own >= shape(position)[axis]
      ? .nothing : .positions(own..<own + 1, along: axis)
  }

  private func product(_ position: Int, _ dimension: Int, _ place: Int) -> Touch {
    let input = shape(position)
    let fromEnd = shapeOfOutput.rank - dimension
    if fromEnd == (position == 0 ? 1 : 2) { return .everything }
    guard fromEnd <= input.rank else { return .everything }
    return .positions(place..<place + 1, along: input.rank - fromEnd)
  }

  private func elementwise(_ position: Int, _ dimension: Int, _ place: Int) -> Touch {
    let input = shape(position)
    let own = dimension - (shapeOfOutput.rank - input.rank)
    guard own >= 0, input[own] == shapeOfOutput[dimension] else { return .everything }
    return .positions(place..<place + 1, along: own)
  }

  private func shape(_ position: Int) -> Shape {
    node.inputs[position].map { graph.tensors[$0].shape } ?? .scalar
  }

  private var shapeOfOutput: Shape {
    node.outputs.first.flatMap { $0 }.map { graph.tensors[$0].shape } ?? .scalar
  }
}

extension Operator {
  fileprivate func integers(_ name: String) -> [Int] {
    (attributes.integers(name) ?? []).map { Int($0) }
  }
}
