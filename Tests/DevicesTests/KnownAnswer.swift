import Graphs
import Testing

/// An operator, a backend, and the rules by which the backend is known to refuse it.
struct KnownAnswer: CustomTestStringConvertible {
  let backend: String
  let what: String
  let probe: Probe
  var precision: ElementType?
  var part: Slice?
  /// The rules that refuse it; empty where it is accepted.
  let refusals: [String]

  var testDescription: String { "\(backend): \(what)" }

  static func accepts(
    _ backend: String,
    _ what: String,
    _ probe: Probe,
    precision: ElementType? = nil,
    part: Slice? = nil
  ) -> KnownAnswer {
    KnownAnswer(
      backend: backend,
      what: what,
      probe: probe,
      precision: precision,
      part: part,
      refusals: []
    )
  }

  static func refuses(
    _ backend: String,
    _ what: String,
    _ probe: Probe,
    precision: ElementType? = nil,
    part: Slice? = nil,
    by rules: String...
  ) -> KnownAnswer {
    KnownAnswer(
      backend: backend,
      what: what,
      probe: probe,
      precision: precision,
      part: part,
      refusals: rules
    )
  }
}

extension Probe {
  static let image = Input.data([1, 64, 56, 56])

  /// A convolution of 64 channels at 56×56.
  static func conv(
    group: Int = 1,
    outputs: Int = 64,
    kernel: Int = 3,
    dilation: Int64 = 1,
    stride: Int64 = 1,
    bias: Bool = false,
    weights: (([Int], ElementType) -> Input)? = nil
  ) -> Probe {
    let shape = [outputs, 64 / group, kernel, kernel]
    return Probe(
      .conv,
      [image, weights?(shape, .float32) ?? .weight(shape)] + (bias ? [.weight([outputs])] : []),
      to: [1, outputs, 56, 56],
      with: ("group", .integer(Int64(group))),
      ("dilations", .integers([dilation, dilation])),
      ("strides", .integers([stride, stride]))
    )
  }

  /// An operator whose one output has the shape of its inputs.
  static func elementwise(
    _ kind: OperatorKind,
    inputs: Int = 1,
    shape: [Int] = [1, 64, 56, 56],
    type: ElementType = .float32
  ) -> Probe {
    Probe(
      kind,
      Array(repeating: .data(shape, type), count: inputs),
      outputs: [.data(shape, type)]
    )
  }

  static func concat(_ channels: [Int], axis: Int64 = 1) -> Probe {
    Probe(
      .concat,
      channels.map { .data([1, $0, 8, 8]) },
      to: [1, channels.reduce(0, +), 8, 8],
      with: ("axis", .integer(axis))
    )
  }

  static func split(_ channels: [Int], axis: Int64 = 1) -> Probe {
    Probe(
      .split,
      [.data([1, channels.reduce(0, +), 8, 8])],
      outputs: channels.map { .data([1, $0, 8, 8]) },
      with: ("axis", .integer(axis))
    )
  }

  static func mean(axes: [Int64], keepdims: Int64 = 1, rank: Int = 4) -> Probe {
    Probe(
      .reduceMean,
      [.data(Array(repeating: 8, count: rank))],
      to: Array(repeating: 8, count: keepdims == 1 ? rank : rank - axes.count),
      with: ("axes", .integers(axes)),
      ("keepdims", .integer(keepdims))
    )
  }

  static func clip(_ lowest: Int64, _ highest: Int64) -> Probe {
    Probe(
      .clip,
      [image, .integers([lowest]), .integers([highest])],
      to: [1, 64, 56, 56]
    )
  }

  static func resize(_ mode: String, to size: Int, corners: String = "half_pixel") -> Probe {
    Probe(
      .resize,
      [.data([1, 8, 32, 32]), .absent, .absent, .integers([1, 8, Int64(size), Int64(size)])],
      to: [1, 8, size, size],
      with: ("mode", .text(mode)),
      ("coordinate_transformation_mode", .text(corners))
    )
  }

  static func matMul(_ left: [Int], _ right: Input, to output: [Int]) -> Probe {
    Probe(.matMul, [.data(left), right], to: output)
  }

  static func pad(_ pads: [Int64], mode: String = "constant") -> Probe {
    Probe(
      .pad,
      [image, .integers(pads)],
      to: [1, 64, 58, 58],
      with: ("mode", .text(mode))
    )
  }
}
