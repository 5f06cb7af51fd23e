import Graphs

extension KnownAnswers {
  static let nnapi: [KnownAnswer] = [
    .refuses("nnapi-28", "Exp", .elementwise(.exp), by: "operator-kind"),
    .accepts("nnapi-29", "Exp", .elementwise(.exp)),
    .refuses("nnapi-29", "Exp in int8", .elementwise(.exp), precision: .int8, by: "element-type"),
    .refuses("nnapi-27", "Squeeze", .elementwise(.squeeze), by: "operator-kind"),
    .accepts("nnapi-28", "Squeeze", .elementwise(.squeeze)),
    .refuses("nnapi-28", "Conv with dilation", .conv(dilation: 2), by: "no-dilation"),
    .accepts("nnapi-29", "Conv with dilation", .conv(dilation: 2)),
    .refuses("nnapi-27", "grouped Conv", .conv(group: 2), by: "no-groups"),
    .accepts("nnapi-27", "depthwise Conv", .conv(group: 64)),
    .accepts("nnapi-29", "grouped Conv", .conv(group: 2)),
    .refuses("nnapi-29", "half-pixel Resize", .resize("linear", to: 64), by: "resize-corners"),
    .accepts("nnapi-30", "half-pixel Resize", .resize("linear", to: 64)),
    .accepts("nnapi-27", "asymmetric Resize", .resize("linear", to: 64, corners: "asymmetric")),
    .refuses(
      "nnapi-28",
      "Sub in int8",
      .elementwise(.sub, inputs: 2),
      precision: .int8,
      by: "element-type"
    ),
    .accepts("nnapi-29", "Sub in int8", .elementwise(.sub, inputs: 2), precision: .int8),
    .refuses(
      "nnapi-29",
      "Add of int32",
      .elementwise(.add, inputs: 2, type: .int32),
      by: "element-type"
    ),
    .accepts("nnapi-30", "Add of int32", .elementwise(.add, inputs: 2, type: .int32)),
    .refuses(
      "nnapi-30",
      "Add of rank 5",
      .elementwise(.add, inputs: 2, shape: [1, 2, 3, 4, 5]),
      by: "arithmetic-rank"
    ),
    .refuses("nnapi-29", "Split in unequal parts", .split([24, 40]), by: "split-equal"),
    .accepts("nnapi-29", "Split in equal parts", .split([32, 32])),
    .accepts("nnapi-30", "Split in unequal parts", .split([24, 40])),
    .refuses("nnapi-29", "Elu", .elementwise(.elu), by: "operator-kind"),
    .accepts("nnapi-30", "Elu", .elementwise(.elu)),
    .refuses(
      "nnapi-31",
      "MatMul of activations",
      .matMul([2, 4, 3], .data([2, 3, 4]), to: [2, 4, 4]),
      by: "matmul-weights"
    ),
    .accepts(
      "nnapi-feature-level-6",
      "MatMul of activations",
      .matMul([2, 4, 3], .data([2, 3, 4]), to: [2, 4, 4])
    ),
    .refuses(
      "nnapi-feature-level-6",
      "MatMul that broadcasts",
      .matMul([2, 4, 3], .data([1, 3, 4]), to: [2, 4, 4]),
      by: "matmul-broadcast"
    ),
    .refuses(
      "nnapi-feature-level-6",
      "reflecting Pad",
      .pad([0, 0, 1, 1, 0, 0, 1, 1], mode: "reflect"),
      by: "pad-constant"
    ),
    .accepts(
      "nnapi-feature-level-7",
      "reflecting Pad",
      .pad([0, 0, 1, 1, 0, 0, 1, 1], mode: "reflect")
    ),
  ]

  static let others: [KnownAnswer] = [
    .accepts("qnn-htp", "ArgMax", .elementwise(.argMax)),
    .accepts("qnn-htp", "Gather", .elementwise(.gather)),
    .refuses("qnn-htp", "Mod of floats", .elementwise(.mod, inputs: 2), by: "element-type"),
    .accepts("qnn-htp", "Mod of int32", .elementwise(.mod, inputs: 2, type: .int32)),
    .refuses("qnn-htp", "ReduceProd", .elementwise(.reduceProd), by: "operator-kind"),
    .refuses("neuropilot", "Clip", .clip(0, 6), by: "operator-kind"),
    .refuses("neuropilot", "Gather", .elementwise(.gather), by: "operator-kind"),
    .refuses("neuropilot", "Exp", .elementwise(.exp), by: "operator-kind"),
    .accepts("neuropilot", "HardSwish", .elementwise(.hardSwish)),
    .refuses("coreml", "Reshape", .elementwise(.reshape), by: "operator-kind"),
    .refuses(
      "coreml",
      "Conv with computed weights",
      .conv(weights: Probe.Input.data),
      by: "conv-weights"
    ),
    .refuses(
      "coreml",
      "Gemm of batch 2",
      Probe(.gemm, [.data([2, 8]), .weight([8, 4])], to: [2, 4]),
      by: "fully-connected-batch"
    ),
    .refuses("coreml", "Pad of channels", .pad([0, 1, 0, 0, 0, 0, 0, 0]), by: "pad-axes"),
    .accepts("mnn-opencl", "Transpose", .elementwise(.transpose)),
    .refuses("mnn-opencl", "ArgMax", .elementwise(.argMax), by: "operator-kind"),
    .accepts("mnn-vulkan", "ArgMax", .elementwise(.argMax)),
    .refuses(
      "mnn-nnapi",
      "LayerNormalization",
      .elementwise(.layerNormalization),
      by: "operator-kind"
    ),
    .accepts("mnn-coreml", "LayerNormalization", .elementwise(.layerNormalization)),
    .refuses("mnn-qnn", "PRelu", .elementwise(.prelu, inputs: 2), by: "operator-kind"),
    .accepts("mnn-hiai", "LRN", .elementwise(.lrn)),
    .refuses("mnn-hexagon", "Resize", .resize("linear", to: 64), by: "operator-kind"),
    .accepts("mnn-hexagon", "LSTM", .elementwise(.lstm)),
    .refuses("ncnn-vulkan", "Expand", .elementwise(.expand), by: "operator-kind"),
    .refuses("ncnn-vulkan", "Squeeze", .elementwise(.squeeze), by: "operator-kind"),
    .refuses("ncnn-vulkan", "Tile", .elementwise(.tile), by: "operator-kind"),
    .accepts("ncnn-vulkan", "Conv", .conv()),
    .refuses(
      "ncnn-vulkan",
      "Conv with computed weights",
      .conv(weights: Probe.Input.data),
      by: "conv-weights"
    ),
    .refuses(
      "ncnn-vulkan",
      "MatMul of activations",
      .matMul([2, 4, 3], .data([2, 3, 4]), to: [2, 4, 4]),
      by: "matmul-weights"
    ),
    .accepts(
      "ncnn-vulkan",
      "MatMul with weights",
      .matMul([2, 4, 3], .weight([3, 4]), to: [2, 4, 4])
    ),
    .refuses(
      "ncnn-vulkan",
      "3-D MaxPool",
      .elementwise(.maxPool, shape: [1, 2, 4, 4, 4]),
      by: "pooling-rank"
    ),
    .refuses(
      "ncnn-vulkan",
      "8-bit Attention",
      .elementwise(.attention, inputs: 3),
      precision: .int8,
      by: "attention-type"
    ),
  ]
}
