"""More operators whose split rules `make-splits.py` measures: the rarer kinds of the catalogue."""

import numpy as np

from split_cases import Case, Input, constant, data, floats, ints, weight

MICROSOFT = "com.microsoft"


def numbers(*shape, low, high, role="data", dtype="int64"):
    """Whole numbers from low to high, tried with every other one of them."""
    return Input(tuple(shape), role, dtype,
                 draw=lambda rng: rng.integers(low, high + 1, shape).astype(dtype),
                 others=tuple(range(low, high + 1)))


def scale(*shape):
    return weight(*shape, low=0.02, high=0.05, others=(0.013, 0.09))


def zero(*shape):
    return weight(*shape, dtype="uint8")


def bytes_(*shape, role="data"):
    return Input(tuple(shape), role, "uint8")


def functions():
    shape = (2, 3, 4, 3)
    narrow = {"low": -0.9, "high": 0.9}
    for op in ("Acos", "Asin", "Atanh"):
        yield Case(op, [data(*shape, **narrow, others=(-0.5, 0.5))])
    yield Case("Acosh", [data(*shape, low=1.5, high=3.0, others=(1.25, 4.0))])
    for op in ("Asinh", "Atan", "Cosh", "Sinh", "Tan"):
        yield Case(op, [data(*shape, **narrow, others=(-0.5, 0.5))])
    yield Case("BitwiseNot", [data(*shape, dtype="int32")], {}, 18)
    yield Case("Celu", [data(*shape)], {"alpha": 0.7})
    yield Case("IsInf", [data(*shape, others=(np.inf, -np.inf))])
    yield Case("IsNaN", [data(*shape, others=(np.nan,))])
    yield Case("Shrink", [data(*shape)], {"lambd": 0.3, "bias": 0.1})
    yield Case("Swish", [data(*shape, others=(-2.0, 2.0))], {"alpha": 1.5}, 24, engine="reference")
    yield Case("Gelu", [data(*shape)], {}, 20)
    yield Case("Mish", [data(*shape)], {}, 18)
    yield Case("CastLike", [data(*shape), constant(np.zeros(2, np.int32))], {}, 19)
    yield Case("DynamicQuantizeLinear", [data(*shape)], {}, 17, 3)
    yield Case("Dropout", [data(*shape)], {}, 17, 2)
    yield Case("QuickGelu", [data(*shape)], {"alpha": 1.7}, domain=MICROSOFT)
    yield Case("FastGelu", [data(2, 3, 4, 5)], domain=MICROSOFT)
    yield Case("FastGelu", [data(2, 3, 4, 5), weight(5)], domain=MICROSOFT)
    yield Case("BiasGelu", [data(2, 3, 4, 5), weight(5)], domain=MICROSOFT)
    yield Case("BitShift", [bytes_(*shape), numbers(3, 1, 1, low=0, high=3, dtype="uint8")],
               {"direction": "LEFT"})
    yield Case("BitShift", [bytes_(3, 4), numbers(2, 3, 4, low=0, high=3, dtype="uint8")],
               {"direction": "RIGHT"})
    for op in ("BitwiseAnd", "BitwiseOr", "BitwiseXor"):
        yield Case(op, [data(2, 3, 1, 3, dtype="int32"), data(1, 4, 3, dtype="int32")], {}, 18)
    # Every broadcasting kind along four axes, one of which the second input has not.
    for op in ("Add", "Sub", "Mul", "Div", "Pow", "Min", "Max", "Sum", "Mean", "Equal", "Greater",
               "GreaterOrEqual", "Less", "LessOrEqual"):
        bounds = {"low": 1.0, "high": 1.0} if op == "Equal" else {"low": 0.5, "high": 2.0}
        yield Case(op, [data(2, 3, 1, 5, **bounds), data(3, 4, 1, **bounds)])
    yield Case("Mod", [data(2, 3, 1, 5, low=3, high=9), data(3, 4, 1, low=2, high=3)], {"fmod": 1})
    yield Case("Mod", [data(2, 3, 1, 5, dtype="int32"), numbers(3, 4, 1, low=2, high=9,
                                                                dtype="int32")])
    for op in ("And", "Or", "Xor"):
        yield Case(op, [data(2, 3, 1, 5, dtype="bool"), data(3, 4, 1, dtype="bool")])
    yield Case("Not", [data(*shape, dtype="bool")])
    yield Case("Where", [data(2, 1, 4, 1, dtype="bool"), data(3, 1, 5), data(1, 3, 4, 1)])


def windows():
    """Kinds of window beside Conv, ConvTranspose and the plain pools."""
    rng = np.random.default_rng(11)

    def drawn(rank, dilated):
        kernel = rng.integers(1, 4, rank).tolist()
        dilations = rng.integers(1, 3, rank).tolist() if dilated else [1] * rank
        pads = [int(rng.integers(0, k)) for k in kernel * 2]
        sizes = [int((k - 1) * d + 1 + rng.integers(2, 6)) for k, d in zip(kernel, dilations)]
        a = {"strides": rng.integers(1, 4, rank).tolist(), "pads": pads}
        return kernel, sizes, {**a, "dilations": dilations} if dilated else a

    for number in range(6):
        group = 1 + number % 2
        kernel, sizes, a = drawn(2, True)
        yield Case("ConvInteger", [bytes_(2, 2 * group, *sizes),
                                   bytes_(2 * group, 2, *kernel, role="weight"), zero(), zero()],
                   {**a, "group": group}, 10)
    for number in range(6):
        group = 1 + number % 2
        kernel, sizes, a = drawn(2, True)
        channels = 2 * group
        yield Case("QLinearConv", [bytes_(2, channels, *sizes), scale(), zero(),
                                   bytes_(channels, 2, *kernel, role="weight"), scale(channels),
                                   constant(np.array(0, np.uint8)),
                                   weight(low=0.2, high=0.4), zero(),
                                   Input((channels,), "weight", "int32", others=(-30000, 30000))],
                   {**a, "group": group})
    for number in range(6):
        group = 1 + number % 2
        kernel, sizes, a = drawn(2, True)
        inputs = [data(2, 2 * group, *sizes), weight(2 * group, 2, *kernel), weight(2 * group)]
        yield Case("FusedConv", inputs, {**a, "group": group, "activation": "Relu"},
                   domain=MICROSOFT)
    yield Case("FusedConv", [data(2, 3, 6, 5), weight(4, 3, 3, 3), weight(4), data(2, 4, 6, 5)],
               {"pads": [1, 1, 1, 1], "activation": "Relu"}, domain=MICROSOFT)
    for number in range(4):
        kernel, sizes, a = drawn(2, False)
        yield Case("LpPool", [data(2, 3, *sizes)], {**a, "kernel_shape": kernel, "p": 2,
                                                    "ceil_mode": number % 2}, 18)
    for number in range(4):
        kernel, sizes, a = drawn(2, False)
        yield Case("QLinearAveragePool", [bytes_(2, 3, *sizes), scale(), zero(), scale(), zero()],
                   {**a, "kernel_shape": kernel, "count_include_pad": number % 2},
                   domain=MICROSOFT)
    yield Case("QLinearGlobalAveragePool", [bytes_(2, 3, 4, 3), scale(), zero(), scale(), zero()],
               domain=MICROSOFT)
    for op in ("GlobalAveragePool", "GlobalMaxPool", "GlobalLpPool"):
        yield Case(op, [data(2, 3, 3, 2)])
    for group, pad in ((2, "SAME_UPPER"), (4, "SAME_LOWER"), (1, "VALID")):
        for dilation in (1, 2) if pad == "VALID" else (1,):
            strides = [1, 1] if dilation == 2 else [2, 3]
            yield Case("Conv", [data(2, 4, 9, 8), weight(4, 4 // group, 3, 2), weight(4)],
                       {"group": group, "auto_pad": pad, "strides": strides,
                        "dilations": [dilation, 1]})
    for a in ({"auto_pad": "SAME_UPPER"}, {"auto_pad": "SAME_LOWER"}, {"output_shape": [10, 9]},
              {"auto_pad": "VALID", "dilations": [2, 1]}):
        yield Case("ConvTranspose", [data(1, 4, 5, 4), weight(4, 2, 3, 3)],
                   {"strides": [2, 2], "group": 2, **a})
    for a in ({"dilations": [2, 2], "ceil_mode": 1, "strides": [2, 3], "pads": [1, 1, 1, 1]},
              {"ceil_mode": 1, "strides": [3, 2], "pads": [1, 0, 1, 1]}):
        yield Case("MaxPool", [data(2, 2, 11, 10)], {"kernel_shape": [3, 3], **a})
    yield Case("MaxPool", [data(2, 3, 6, 6)], {"kernel_shape": [2, 2], "strides": [2, 2]}, 17, 2)
    yield Case("MaxUnpool", [data(2, 3, 2, 2),
                             constant(np.arange(24, dtype=np.int64).reshape(2, 3, 2, 2) * 4)],
               {"kernel_shape": [2, 2], "strides": [2, 2]})
    offsets = {"low": -2.5, "high": 2.5}
    for group, more in ((1, []), (2, []), (1, [weight(4), data(2, 9, 4, 3)]), (2, [weight(4)])):
        yield Case("DeformConv", [data(2, 4, 4, 3), weight(4, 4 // group, 3, 3),
                                  data(2, 18, 4, 3, **offsets)] + more,
                   {"pads": [1, 1, 1, 1], "kernel_shape": [3, 3], "group": group}, 19, draws=8)
    yield Case("DeformConv", [data(1, 4, 5, 5), weight(4, 2, 2, 2), data(1, 16, 2, 2, **offsets)],
               {"strides": [2, 2], "kernel_shape": [2, 2], "group": 2, "offset_group": 2}, 19,
               draws=8)


def regions():
    def boxes(count):
        def draw(rng):
            ends = np.sort(rng.uniform(0, 4, (count, 2, 2)), axis=1)
            return ends.reshape(count, 4).astype(np.float32)
        return Input((count, 4), draw=draw, others=(0.0, 1.3, 3.7))

    def placed(count):
        def draw(rng):
            ends = np.sort(rng.integers(0, 4, (count, 2, 2)), axis=1).reshape(count, 4)
            return np.hstack([rng.integers(0, 2, (count, 1)), ends]).astype(np.float32)
        return Input((count, 5), draw=draw, others=(0.0, 1.0))

    for mode in ("avg", "max"):
        yield Case("RoiAlign", [data(2, 3, 4, 4), boxes(4), numbers(4, low=0, high=1)],
                   {"output_height": 3, "output_width": 2, "sampling_ratio": 2, "mode": mode}, 16,
                   draws=16)
    yield Case("MaxRoiPool", [data(2, 3, 4, 4), placed(4)], {"pooled_shape": [3, 2]}, draws=24)
    for mode in ("bilinear", "nearest", "bicubic"):
        for padding in ("zeros", "border"):
            yield Case("GridSample", [data(2, 3, 3, 3), data(2, 4, 5, 2)],
                       {"mode": "linear" if mode == "bilinear" else
                        "cubic" if mode == "bicubic" else mode, "padding_mode": padding},
                       20, draws=16)
    yield Case("GridSample", [data(2, 2, 2, 3, 2), data(2, 3, 2, 4, 3)], {"mode": "linear"}, 20,
               draws=16)
    yield Case("AffineGrid", [data(2, 2, 3), ints(2, 3, 4, 5)], {"align_corners": 0}, 20)
    yield Case("AffineGrid", [data(3, 3, 4), ints(3, 2, 2, 3, 4)], {"align_corners": 1}, 20)
    for mode in ("nearest", "linear"):
        yield Case("Upsample", [data(2, 3, 4, 3), floats(1, 1, 2, 3)], {"mode": mode}, 9)
    yield Case("Resize", [data(2, 3, 4, 6), floats(1, 1, 2, 0.5)], {"mode": "nearest"}, 10)
    yield Case("Resize", [data(2, 3, 4, 3), None, floats(1, 1, 2, 2)],
               {"mode": "nearest", "coordinate_transformation_mode": "asymmetric",
                "nearest_mode": "floor"})


def products():
    for equation, shapes in (("ij,jk->ik", ((4, 3), (3, 5))), ("bij,bjk->bik", ((2, 4, 3), (2, 3, 5))),
                             ("bhid,bhjd->bhij", ((2, 3, 4, 2), (2, 3, 5, 2))),
                             ("bihd,bjhd->bhij", ((2, 4, 3, 2), (2, 5, 3, 2))),
                             ("ij->ji", ((4, 5),)), ("ij->i", ((4, 5),)), ("i,j->ij", ((4,), (5,))),
                             ("abc,c->ab", ((2, 3, 4), (4,))), ("bij,jk", ((2, 4, 3), (3, 5))),
                             ("ij,ij,ik->jk", ((4, 3), (4, 3), (4, 5))),
                             ("bchw,oc->bohw", ((2, 3, 4, 5), (6, 3)))):
        yield Case("Einsum", [data(*shape) for shape in shapes], {"equation": equation})
    for a, b, more in (((2, 3, 4, 5), (2, 3, 5, 6), {}),
                       ((2, 3, 5, 4), (2, 3, 5, 6), {"transA": 1}),
                       ((2, 3, 4, 5), (1, 3, 6, 5), {"transB": 1, "alpha": 0.5}),
                       ((4, 5), (5, 3), {"alpha": 2.0}), ((5, 4), (3, 5), {"transA": 1, "transB": 1})):
        yield Case("FusedMatMul", [data(*a), data(*b)], more, domain=MICROSOFT)
    for a, b, more in (((4, 5), (5, 3), {}), ((5, 4), (3, 5), {"transA": 1, "transB": 1})):
        yield Case("FusedGemm", [data(*a), weight(*b), weight(3)],
                   {**more, "activation": "Relu"}, domain=MICROSOFT)
        yield Case("FusedGemm", [data(*a), weight(*b), weight(4, 1)],
                   {**more, "alpha": 0.5, "beta": 2.0, "activation": "Relu"}, domain=MICROSOFT)
    yield Case("MatMulInteger", [bytes_(2, 3, 4, 5), bytes_(1, 3, 5, 6)], {}, 10)
    yield Case("MatMulInteger", [bytes_(4, 5), bytes_(5, 3, role="weight"), zero(), zero(3)], {}, 10)
    yield Case("QLinearMatMul", [bytes_(2, 3, 4, 5), scale(), zero(), bytes_(2, 3, 5, 6), scale(),
                                 zero(), weight(low=0.2, high=0.4), zero()])
    for kind, tail in (("QLinearAdd", (3, 4, 1)), ("QLinearMul", (2, 1, 4, 5)),
                       ("QLinearAdd", (5,)), ("QLinearMul", (2, 3, 4, 5))):
        yield Case(kind, [bytes_(2, 3, 4, 5), scale(), zero(), bytes_(*tail), scale(), zero(),
                          scale() if kind == "QLinearAdd" else weight(low=0.2, high=0.4), zero()],
                   domain=MICROSOFT)
    yield Case("QLinearSigmoid", [bytes_(2, 3, 4, 5), scale(), zero(), scale(), zero()],
               domain=MICROSOFT)
    yield Case("QLinearLeakyRelu", [bytes_(2, 3, 4, 5), scale(), zero(), scale(), zero()],
               {"alpha": 0.2}, domain=MICROSOFT)
    for axis, tail in ((1, (2, 2, 4, 5)), (-1, (2, 3, 4, 2)), (0, (1, 3, 4, 5))):
        yield Case("QLinearConcat", [scale(), zero(), bytes_(2, 3, 4, 5), scale(), zero(),
                                     bytes_(*tail), scale(), zero()], {"axis": axis},
                   domain=MICROSOFT)
    for axis in (0, 1, 2, -1):
        yield Case("QuantizeLinear", [data(2, 3, 4, 5), scale((2, 3, 4, 5)[axis]),
                                      zero((2, 3, 4, 5)[axis])], {"axis": axis})
        yield Case("DequantizeLinear", [bytes_(2, 3, 4, 5), scale((2, 3, 4, 5)[axis]),
                                        zero((2, 3, 4, 5)[axis])], {"axis": axis})
    yield Case("DequantizeLinear", [bytes_(2, 3, 4, 6), scale(2, 3, 4, 3), zero(2, 3, 4, 3)],
               {"axis": 3, "block_size": 2}, 21)


def statistics():
    shape = (2, 4, 5, 3)
    yield Case("MeanVarianceNormalization", [data(*shape)])
    yield Case("MeanVarianceNormalization", [data(*shape)], {"axes": [1, 3]})
    for axis in (0, 1, 2, -1):
        for op in ("Hardmax", "Softmax", "LogSoftmax"):
            yield Case(op, [data(*shape)], {"axis": axis})
        yield Case("LpNormalization", [data(*shape)], {"axis": axis, "p": 1 + axis % 2})
    yield Case("Hardmax", [data(3, 2, 4)], {"axis": 1}, 11)
    for axis in (1, 2, -1):
        scaled = shape[axis:]
        yield Case("RMSNormalization", [data(*shape), weight(*scaled)], {"axis": axis}, 23)
        yield Case("LayerNormalization", [data(*shape), weight(*scaled), weight(*scaled)],
                   {"axis": axis})
    yield Case("SimplifiedLayerNormalization", [data(2, 3, 4, 6), weight(6)], {"axis": -1}, 17)
    yield Case("SimplifiedLayerNormalization", [data(2, 3, 6), weight(6)], {"axis": -1}, 17)
    yield Case("SkipLayerNormalization", [data(2, 3, 6), data(2, 3, 6), weight(6), weight(6),
                                          weight(6)], {"epsilon": 1e-5}, domain=MICROSOFT)
    yield Case("SkipLayerNormalization", [data(4, 6), data(4, 6), weight(6)], {"epsilon": 1e-5},
               domain=MICROSOFT)
    for size in (1, 3, 5):
        yield Case("LRN", [data(2, 6, 3, 2)], {"size": size, "alpha": 0.3, "beta": 0.75})
    for op in ("ReduceL1", "ReduceL2", "ReduceLogSum", "ReduceLogSumExp", "ReduceMax", "ReduceMean",
               "ReduceMin", "ReduceProd", "ReduceSum", "ReduceSumSquare"):
        for axes, keep in (((2, 3), 1), ((0,), 1), ((1,), 0)):
            drawn = data(2, 3, 4, 3, low=0.5, high=2.0, others=(0.3, 3.5))
            if op == "ReduceSum":
                yield Case(op, [drawn, ints(*axes)], {"keepdims": keep})
            else:
                yield Case(op, [drawn], {"axes": list(axes), "keepdims": keep})
    for op in ("ArgMax", "ArgMin"):
        yield Case(op, [data(2, 3, 4, 3)], {"axis": 1, "keepdims": 1})
        yield Case(op, [data(2, 3, 4, 3)], {"axis": -1, "keepdims": 1})
    for axis in (1, 3):
        yield Case("TopK", [data(2, 4, 3, 5), ints(2)], {"axis": axis}, 17, 2)
    for axis in (0, 1, 3):
        for more in ({}, {"exclusive": 1}, {"reverse": 1}):
            yield Case("CumSum", [data(2, 4, 3, 3), constant(np.array(axis, np.int64))], more)
    yield Case("Det", [data(2, 3, 4, 5, 3, 3)], {}, 17)


def layouts():
    for upper in (0, 1):
        yield Case("Trilu", [data(2, 3, 4, 5)], {"upper": upper})
        for k in (-1, 2):
            yield Case("Trilu", [data(2, 2, 5, 4), constant(np.array(k, np.int64))],
                       {"upper": upper})
    yield Case("ReverseSequence", [data(4, 3, 2, 3), constant(np.array([2, 4, 1], np.int64))],
               {"batch_axis": 1, "time_axis": 0})
    yield Case("ReverseSequence", [data(3, 4, 3, 2), constant(np.array([2, 4, 1], np.int64))],
               {"batch_axis": 0, "time_axis": 1})
    for to in ((2, 2, 6, 3), (2, 5, 3, 4)):
        yield Case("CenterCropPad", [data(2, 3, 5, 4), ints(*to)], {}, 18)
    yield Case("CenterCropPad", [data(2, 3, 5, 4), ints(4, 7)], {"axes": [-1, 2]}, 18)
    yield Case("Slice", [data(3, 4, 9, 8), ints(1, 7, 0), ints(3, 0, 8), ints(0, 2, 3),
                         ints(1, -2, 3)])
    for mode in ("reflect", "edge", "constant", "wrap"):
        yield Case("Pad", [data(3, 4, 5, 4), ints(1, 0, 2, 1, 0, 2, 1, 3)], {"mode": mode}, 19)
    yield Case("Tile", [data(2, 3, 2, 3), ints(2, 1, 3, 2)])
    yield Case("Expand", [data(3, 1, 5), ints(2, 1, 4, 1)])
    yield Case("Split", [data(4, 4, 6, 5), ints(2, 4)], {"axis": 2}, 17, 2)
    yield Case("Split", [data(4, 4, 6, 5), ints(6)], {"axis": 2}, 17, 1)
    yield Case("Concat", [data(2, 2, 3, 4), data(2, 2, 3, 3)], {"axis": 3})
    for shape, axis in (((2, 3, 4, 3), 1), ((2, 3, 4, 3), 3)):
        yield Case("Flatten", [data(*shape)], {"axis": axis})
    yield Case("Squeeze", [data(2, 1, 3, 1, 4, 5), ints(1, 3)])
    yield Case("Unsqueeze", [data(3, 4, 5), ints(1)])
    yield Case("Unsqueeze", [data(3, 4, 5), ints(0)])
    yield Case("Transpose", [data(3, 2, 5, 4)], {"perm": [2, 0, 3, 1]})
    yield Case("ConstantOfShape", [ints(2, 3, 4, 5)])
    yield Case("EyeLike", [data(4, 5)])
    yield Case("Range", [constant(np.array(value, np.int64)) for value in (1, 11, 2)])
    for op in ("BlackmanWindow", "HammingWindow", "HannWindow"):
        yield Case(op, [constant(np.array(7, np.int64))])


def lookups():
    # Positions that are known: neighbours, every second one, backwards, and in no order.
    for axis, index in ((1, [1, 2, 3]), (2, [0, 2, 4]), (3, [4, 3, 2, 1]), (1, [5, 0, 3, 3]),
                        (0, [-1, 0]), (2, [[0, 1], [2, 3]])):
        yield Case("Gather", [data(3, 6, 5, 5), constant(np.array(index, np.int64))],
                   {"axis": axis})
    # Positions that are known at run time only.
    yield Case("Gather", [data(3, 5, 2), numbers(4, low=0, high=4)], {"axis": 1}, draws=24)
    yield Case("Gather", [data(5, 2), numbers(2, 3, low=0, high=4)], {"axis": 0}, draws=24)
    for axis in (0, 1, 3):
        yield Case("GatherElements", [data(3, 3, 2, 3), numbers(3, 3, 2, 3, low=0, high=2)],
                   {"axis": axis}, draws=8)
    yield Case("GatherND", [data(3, 3, 4, 2), numbers(4, 3, 1, low=0, high=2)], {}, draws=16)
    yield Case("GatherND", [data(3, 3, 4, 2), numbers(3, 4, 1, low=0, high=2)],
               {"batch_dims": 1}, draws=16)
    yield Case("GatherND", [data(3, 3, 4), numbers(5, 2, low=0, high=2)], {}, draws=24)
    for op, opset in (("ScatterElements", 18), ("Scatter", 10)):
        for axis in (0, 2, 3):
            shape = [2, 3, 4, 3]
            shape[axis] = 2
            yield Case(op, [data(2, 3, 4, 3), numbers(*shape, low=0, high=1), data(*shape)],
                       {"axis": axis}, opset)
    yield Case("ScatterElements", [data(2, 3, 4, 3), numbers(2, 3, 2, 3, low=0, high=3),
                                   data(2, 3, 2, 3)], {"axis": 2, "reduction": "add"}, 18)
    yield Case("ScatterElements", [data(4, 3), numbers(2, 2, low=0, high=3), data(2, 2)],
               {"axis": 0}, 18)
    yield Case("ScatterND", [data(3, 3, 4, 2), numbers(2, 1, low=0, high=2), data(2, 3, 4, 2)], {},
               18)
    yield Case("ScatterND", [data(3, 3, 4, 2), numbers(3, 2, low=0, high=2), data(3, 4, 2)], {}, 18)
    for axis in (0, 1, -1):
        yield Case("OneHot", [numbers(2, 3, 4, low=0, high=4), ints(5),
                              constant(np.array([0, 1], np.float32))], {"axis": axis})
    for axis in (1, 2):
        yield Case("Compress", [data(3, 4, 4, 3),
                                constant(np.array([True, False, True, True]))], {"axis": axis})
    yield Case("Compress", [data(3, 4), constant(np.array([True, False, True, True]))])


def recurrences():
    steps, batch, size, hidden = 4, 3, 2, 3
    for op, gates in (("LSTM", 4), ("GRU", 3), ("RNN", 1)):
        for direction in ("forward", "reverse", "bidirectional"):
            ways = 2 if direction == "bidirectional" else 1
            inputs = [data(steps, batch, size), weight(ways, gates * hidden, size),
                      weight(ways, gates * hidden, hidden)]
            states = [weight(ways, 2 * gates * hidden), None, data(ways, batch, hidden)]
            if op == "LSTM":
                states.append(data(ways, batch, hidden))
            gentle = {"others": (-1.5, 1.5)}
            for item in inputs + [state for state in states if state]:
                item.others = gentle["others"]
            a = {"hidden_size": hidden, "direction": direction}
            yield Case(op, inputs, a)
            yield Case(op, inputs + states, a)
            lengths = constant(np.array([4, 2, 3], np.int32))
            yield Case(op, inputs + [states[0], lengths], a)
        yield Case(op, inputs + states, a, 17, 2)
        first = [data(batch, steps, size, others=(-1.5, 1.5)),
                 weight(1, gates * hidden, size, others=(-1.5, 1.5)),
                 weight(1, gates * hidden, hidden, others=(-1.5, 1.5))]
        yield Case(op, first, {"hidden_size": hidden, "layout": 1}, 17, engine="reference")
    weights = [data(steps, batch, size, others=(-1.5, 1.5)),
               weight(1, 3 * hidden, size, others=(-1.5, 1.5)),
               weight(1, 3 * hidden, hidden, others=(-1.5, 1.5)),
               weight(1, 6 * hidden, others=(-1.5, 1.5))]
    yield Case("GRU", weights, {"hidden_size": hidden, "linear_before_reset": 1})


def attentions():
    def near(*shape, role="data"):
        return Input(tuple(shape), role, others=(-3.0, 3.0))

    for causal in (0, 1):
        a = {"is_causal": causal}
        yield Case("Attention", [near(2, 4, 3, 2), near(2, 4, 5, 2), near(2, 4, 5, 3)], a, 23)
        yield Case("Attention", [near(2, 4, 3, 2), near(2, 2, 5, 2), near(2, 2, 5, 3)], a, 23)
        yield Case("Attention", [near(2, 3, 4), near(2, 5, 4), near(2, 5, 6)],
                   {**a, "q_num_heads": 2, "kv_num_heads": 2}, 23)
    for mask in ((3, 5), (2, 1, 3, 5), (1, 4, 3, 5), (2, 4, 3, 5)):
        yield Case("Attention", [near(2, 4, 3, 2), near(2, 4, 5, 2), near(2, 4, 5, 3),
                                 near(*mask)], {}, 23)
    yield Case("Attention", [near(2, 3, 8), near(2, 5, 4), near(2, 5, 4), near(2, 1, 3, 5)],
               {"q_num_heads": 4, "kv_num_heads": 2}, 23)
    for shape, more in (((2, 3, 4, 4), {}), ((2, 4, 12), {"num_heads": 3}),
                        ((2, 3, 4, 4), {"interleaved": 1})):
        caches = [near(6, 2, role="weight"), near(6, 2, role="weight")]
        known = constant(np.array([[0, 1, 2, 3], [2, 3, 4, 5]], np.int64))
        yield Case("RotaryEmbedding", [near(*shape)] + caches + [known], more, 23)
        yield Case("RotaryEmbedding", [near(*shape)] + caches + [numbers(2, 4, low=0, high=5)],
                   more, 23, draws=32)
        whole = [near(2, 4, 2, role="weight"), near(2, 4, 2, role="weight")]
        yield Case("RotaryEmbedding", [near(*shape)] + whole, more, 23)
    yield Case("RotaryEmbedding", [near(2, 3, 4, 6), near(2, 4, 2), near(2, 4, 2)],
               {"rotary_embedding_dim": 4, "num_heads": 3}, 23)


def language_models():
    """Weights of four bits in blocks of sixteen, and the normalisation around them."""
    for leading in ((4,), (2, 3)):
        yield Case("MatMulNBits", [data(*leading, 32), bytes_(5, 2, 8, role="weight"),
                                   weight(10)],
                   {"K": 32, "N": 5, "bits": 4, "block_size": 16}, domain=MICROSOFT)
    yield Case("MatMulNBits", [data(2, 3, 4, 32), bytes_(5, 2, 8, role="weight"), weight(10),
                               bytes_(5, role="weight")],
               {"K": 32, "N": 5, "bits": 4, "block_size": 16}, domain=MICROSOFT)
    yield Case("SkipSimplifiedLayerNormalization", [data(2, 3, 6), data(2, 3, 6), weight(6)],
               {"epsilon": 1e-5}, domain=MICROSOFT)
    yield Case("SkipSimplifiedLayerNormalization", [data(4, 6), data(4, 6), weight(6), weight(6)],
               {"epsilon": 1e-5}, domain=MICROSOFT)


def further_cases():
    """Every case of this file, in order."""
    for group in (functions, windows, regions, products, statistics, layouts, lookups, recurrences,
                  attentions, language_models):
        yield from group()
