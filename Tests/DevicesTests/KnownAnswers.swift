import Graphs
import Testing

@Suite("What backends are known to accept and refuse")
struct KnownAnswers {
  @Test(arguments: mace + maceQuantised + tensorFlowLite + nnapi + others)
  func isSo(_ answer: KnownAnswer) throws {
    let found = try answer.probe.refusals(
      by: answer.backend,
      precision: answer.precision,
      part: answer.part
    )
    #expect(found == answer.refusals)
  }

  static let mace: [KnownAnswer] = [
    .refuses(
      "mace-gpu",
      "MatMul",
      .matMul([2, 3], .data([3, 4]), to: [2, 4]),
      by: "operator-kind"
    ),
    .refuses("mace-gpu", "Transpose", .elementwise(.transpose), by: "operator-kind"),
    .refuses("mace-gpu", "Gather", .elementwise(.gather), by: "operator-kind"),
    .refuses("mace-gpu", "Slice", .elementwise(.slice), by: "operator-kind"),
    .refuses("mace-gpu", "Cast", .elementwise(.cast), by: "operator-kind"),
    .refuses("mace-gpu", "Unsqueeze", .elementwise(.unsqueeze), by: "operator-kind"),
    .accepts("mace-gpu", "Conv", .conv()),
    .accepts("mace-gpu", "Conv in fp16", .conv(), precision: .float16),
    .refuses("mace-gpu", "Conv in int8", .conv(), precision: .int8, by: "element-type"),
    .accepts("mace-gpu", "depthwise Conv", .conv(group: 64)),
    .refuses(
      "mace-gpu",
      "depthwise Conv with multiplier 2",
      .conv(group: 64, outputs: 128),
      by: "depthwise-multiplier"
    ),
    .accepts("mace-gpu", "Relu of rank 4", .elementwise(.relu)),
    .refuses(
      "mace-gpu",
      "Relu of rank 2",
      .elementwise(.relu, shape: [1, 10]),
      by: "activation-rank"
    ),
    .accepts("mace-gpu", "Softmax of rank 2", .elementwise(.softmax, shape: [1, 1000])),
    .refuses(
      "mace-gpu",
      "Softmax of rank 3",
      .elementwise(.softmax, shape: [1, 8, 1000]),
      by: "softmax-rank"
    ),
    .accepts("mace-gpu", "Softmax of rank 4", .elementwise(.softmax)),
    .accepts("mace-gpu", "Concat of 2 with odd channels", .concat([3, 5])),
    .refuses(
      "mace-gpu",
      "Concat of 3, one with 6 channels",
      .concat([4, 6, 8]),
      by: "concat-channels"
    ),
    .accepts("mace-gpu", "Concat of 3 with whole blocks", .concat([4, 12, 8])),
    .accepts("mace-gpu", "Concat with the axis from the end", .concat([4, 4], axis: -3)),
    .refuses("mace-gpu", "Concat of rows", .concat([4, 4], axis: 2), by: "concat-axis"),
    .accepts("mace-gpu", "Split in whole blocks", .split([32, 32])),
    .refuses("mace-gpu", "Split inside a block", .split([30, 34]), by: "split-channels"),
    .refuses("mace-gpu", "Split of columns", .split([32, 32], axis: -1), by: "split-axis"),
    .accepts("mace-gpu", "mean over height and width", .mean(axes: [2, 3])),
    .accepts("mace-gpu", "mean over width and height from the end", .mean(axes: [-1, -2])),
    .accepts("mace-gpu", "mean over channels", .mean(axes: [1])),
    .refuses("mace-gpu", "mean over height", .mean(axes: [2]), by: "reduce-axes"),
    .refuses(
      "mace-gpu",
      "mean that drops dimensions",
      .mean(axes: [2, 3], keepdims: 0),
      by: "reduce-keepdims"
    ),
    .refuses(
      "mace-gpu",
      "mean of rank 3",
      .mean(axes: [2], rank: 3),
      by: "reduce-rank",
      "reduce-axes"
    ),
    .accepts(
      "mace-gpu",
      "Add of a channel vector",
      Probe(.add, [Probe.image, .weight([56])], to: [1, 64, 56, 56])
    ),
    .refuses(
      "mace-gpu",
      "Add of a matrix",
      Probe(.add, [Probe.image, .weight([56, 56])], to: [1, 64, 56, 56]),
      by: "eltwise-weight-rank"
    ),
    .accepts(
      "mace-gpu",
      "Reshape to a constant shape",
      Probe(.reshape, [.data([1, 6, 2, 2]), .integers([1, 4, 6])], to: [1, 4, 6])
    ),
    .refuses(
      "mace-gpu",
      "Reshape to a computed shape",
      Probe(.reshape, [.data([1, 6, 2, 2]), .data([3], .int64)], to: [1, 4, 6]),
      by: "reshape-shape"
    ),
    .refuses(
      "mace-gpu",
      "Flatten of rank 3",
      Probe(.flatten, [.data([1, 2, 3])], to: [1, 6]),
      by: "flatten-rank"
    ),
    .refuses(
      "mace-gpu",
      "Squeeze to rank 3",
      Probe(.squeeze, [.data([1, 6, 2, 1])], to: [1, 6, 2]),
      by: "squeeze-rank"
    ),
    .refuses(
      "mace-gpu",
      "group normalisation in groups of 6",
      Probe(
        .groupNormalization,
        [.data([1, 12, 8, 8]), .weight([12]), .weight([12])],
        to: [1, 12, 8, 8],
        with: ("num_groups", .integer(2))
      ),
      by: "group-norm-channels"
    ),
    .accepts(
      "mace-gpu",
      "half of the channels",
      .conv(),
      part: Slice(dimension: 1, range: 32..<64)
    ),
    .refuses(
      "mace-gpu",
      "channels from inside a block",
      .conv(),
      part: Slice(dimension: 1, range: 30..<64),
      by: "channel-block"
    ),
    .accepts(
      "mace-gpu",
      "rows from anywhere",
      .conv(),
      part: Slice(dimension: 2, range: 7..<19)
    ),
    .accepts("mace-cpu", "an unknown operator", .elementwise(.opaque)),
  ]

  static let maceQuantised: [KnownAnswer] = [
    .refuses("mace-hexagon", "Conv in fp32", .conv(), by: "element-type"),
    .accepts("mace-hexagon", "Conv in int8", .conv(), precision: .int8),
    .refuses(
      "mace-hexagon",
      "Conv with dilation",
      .conv(dilation: 2),
      precision: .uint8,
      by: "conv-dilation"
    ),
    .refuses(
      "mace-hexagon",
      "mean that drops dimensions",
      .mean(axes: [2, 3], keepdims: 0),
      precision: .int8,
      by: "reduce-keepdims"
    ),
    .refuses(
      "mace-hexagon",
      "Transpose",
      .elementwise(.transpose),
      precision: .int8,
      by: "operator-kind"
    ),
    .refuses(
      "mace-hexagon",
      "nearest Resize",
      .resize("nearest", to: 64),
      precision: .int8,
      by: "resize-mode"
    ),
    .refuses(
      "mace-hexagon",
      "reflecting Pad",
      .pad([0, 0, 1, 1, 0, 0, 1, 1], mode: "reflect"),
      precision: .int8,
      by: "pad-constant"
    ),
    .accepts(
      "mace-hexagon",
      "QuantizeLinear",
      Probe(.quantizeLinear, [Probe.image, .weight([1])], to: [1, 64, 56, 56])
    ),
    .refuses("mace-apu", "Conv without bias", .conv(), by: "conv-bias"),
    .accepts("mace-apu", "Conv with bias", .conv(bias: true)),
    .refuses("mace-apu", "Sub", .elementwise(.sub, inputs: 2), by: "operator-kind"),
    .refuses(
      "mace-apu",
      "Relu of rank 5",
      .elementwise(.relu, shape: [1, 2, 3, 4, 5]),
      by: "ranks"
    ),
    .refuses("mace-apu", "Pad of channels", .pad([0, 1, 0, 0, 0, 0, 0, 0]), by: "pad-axes"),
    .accepts("mace-apu", "Pad of rows", .pad([0, 0, 1, 0, 0, 0, 1, 0])),
    .refuses("mace-apu", "Split", .split([32, 32]), by: "operator-kind"),
  ]

  static let tensorFlowLite: [KnownAnswer] = [
    .refuses("tflite-gpu", "ArgMax", .elementwise(.argMax), by: "operator-kind"),
    .refuses("tflite-gpu", "Squeeze", .elementwise(.squeeze), by: "operator-kind"),
    .refuses("tflite-gpu", "Expand", .elementwise(.expand), by: "operator-kind"),
    .refuses("tflite-gpu", "Or", .elementwise(.or, inputs: 2, type: .bool), by: "operator-kind"),
    .accepts("tflite-gpu", "And", .elementwise(.and, inputs: 2, type: .bool)),
    .accepts("tflite-gpu", "MatMul", .matMul([2, 3], .data([3, 4]), to: [2, 4])),
    .refuses(
      "tflite-gpu",
      "Slice of rank 2",
      .elementwise(.slice, shape: [4, 4]),
      by: "slice-rank"
    ),
    .refuses(
      "tflite-gpu",
      "edge Pad",
      .pad([0, 0, 1, 1, 0, 0, 1, 1], mode: "edge"),
      by: "pad-mode"
    ),
    .refuses(
      "tflite-gpu",
      "Mul of a row by a column",
      Probe(.mul, [.data([4, 1]), .data([1, 5])], to: [4, 5]),
      by: "mutual-broadcast"
    ),
    .refuses(
      "tflite-gpu",
      "Add of ranks 2 and 4",
      Probe(.add, [Probe.image, .data([56, 56])], to: [1, 64, 56, 56]),
      by: "broadcast-rank"
    ),
    .refuses(
      "tflite-gpu",
      "Gather by a matrix",
      Probe(.gather, [.weight([100, 8]), .data([2, 3], .int64)], to: [2, 3, 8]),
      by: "gather-indices"
    ),
    .refuses("tflite-gpu", "Sum of 3", .elementwise(.sum, inputs: 3), by: "add-n-inputs"),
    .refuses("tflite-hexagon", "Conv in fp16", .conv(), precision: .float16, by: "element-type"),
    .refuses("tflite-hexagon", "stride 4", .conv(stride: 4), precision: .int8, by: "conv-stride"),
    .refuses(
      "tflite-hexagon",
      "Conv with dilation",
      .conv(dilation: 2),
      precision: .int8,
      by: "conv-dilation"
    ),
    .accepts(
      "tflite-hexagon",
      "depthwise Conv with dilation",
      .conv(group: 64, dilation: 2),
      precision: .int8
    ),
    .refuses(
      "tflite-hexagon",
      "depthwise Conv with dilation and stride",
      .conv(group: 64, dilation: 2, stride: 2),
      precision: .int8,
      by: "depthwise-dilation"
    ),
    .refuses(
      "tflite-hexagon",
      "depthwise Conv 1×1",
      .conv(group: 64, kernel: 1),
      precision: .int8,
      by: "depthwise-filter"
    ),
    .refuses(
      "tflite-hexagon",
      "bilinear Resize to 66",
      .resize("linear", to: 66),
      precision: .int8,
      by: "resize-bilinear-size"
    ),
    .accepts(
      "tflite-hexagon",
      "bilinear Resize to 65",
      .resize("linear", to: 65),
      precision: .int8
    ),
    .accepts(
      "tflite-hexagon",
      "nearest Resize to 66",
      .resize("nearest", to: 66),
      precision: .int8
    ),
    .refuses(
      "tflite-hexagon",
      "ReduceSum",
      .elementwise(.reduceSum),
      precision: .int8,
      by: "operator-kind"
    ),
    .accepts("tflite-hexagon", "Clip to 6", .clip(0, 6), precision: .int8),
    .refuses("tflite-hexagon", "Clip to 5", .clip(0, 5), precision: .int8, by: "clip-range"),
  ]
}
