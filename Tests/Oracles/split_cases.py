"""The operators, attributes and shapes whose split rules `make-splits.py` measures."""

from dataclasses import dataclass, field

import numpy as np


@dataclass
class Input:
    """One input: `data` and `weight` are fed, `constant` is an initializer with a value."""
    shape: tuple
    role: str = "data"
    dtype: str = "float32"
    value: object = None
    low: float = -1.0
    high: float = 1.0
    others: tuple = None  # the values that are tried for each element, where not far off
    draw: object = None  # the values, drawn with a random generator, where not uniform


@dataclass
class Case:
    """One operator with its attributes and inputs; an absent optional input is None."""
    op: str
    inputs: list
    attributes: dict = field(default_factory=dict)
    opset: int = 17
    outputs: int = 1
    domain: str = ""
    engine: str = "onnxruntime"  # what runs the whole and the parts
    draws: int = 4


def data(*shape, **more):
    return Input(tuple(shape), **more)


def weight(*shape, **more):
    return Input(tuple(shape), role="weight", **more)


def ints(*values):
    return Input((len(values),), "constant", "int64", np.array(values, np.int64))


def floats(*values):
    return Input((len(values),), "constant", "float32", np.array(values, np.float32))


def constant(array):
    return Input(array.shape, "constant", str(array.dtype), array)


def convolutions():
    def conv(x, m, kernel, bias=False, **a):
        group = a.get("group", 1)
        inputs = [data(*x), weight(m, x[1] // group, *kernel)]
        return Case("Conv", inputs + ([weight(m)] if bias else []), a)

    yield conv((2, 3, 9), 4, (3,), bias=True)
    yield conv((1, 3, 11), 4, (3,), pads=[1, 1], strides=[2])
    yield conv((1, 2, 12), 3, (3,), pads=[2, 2], dilations=[2])
    yield conv((1, 2, 13), 3, (4,), pads=[0, 3], strides=[3], bias=True)
    yield conv((1, 2, 12), 2, (1,), strides=[2])
    yield conv((1, 2, 10), 2, (3,), auto_pad="SAME_UPPER", strides=[2])
    yield conv((1, 2, 10), 2, (3,), auto_pad="SAME_LOWER", strides=[2])
    yield conv((1, 4, 10), 6, (3,), group=2, pads=[1, 1])
    yield conv((2, 3, 8, 7), 4, (3, 3), pads=[1, 1, 1, 1], bias=True)
    yield conv((1, 3, 8, 7), 4, (3, 3))
    yield conv((1, 3, 8, 7), 4, (1, 1), bias=True)
    yield conv((1, 3, 9, 8), 4, (3, 3), pads=[1, 1, 1, 1], strides=[2, 2])
    yield conv((1, 3, 8, 8), 4, (3, 3), pads=[1, 1, 1, 1], strides=[2, 2], bias=True)
    yield conv((1, 3, 11, 10), 4, (7, 7), pads=[3, 3, 3, 3], strides=[2, 2])
    yield conv((1, 3, 8, 8), 4, (1, 1), strides=[2, 2])
    yield conv((1, 3, 9, 9), 4, (1, 1), strides=[3, 2])
    yield conv((1, 2, 10, 9), 3, (3, 3), pads=[2, 2, 2, 2], dilations=[2, 2])
    yield conv((1, 2, 11, 9), 3, (3, 3), pads=[1, 0, 2, 3], dilations=[2, 1], strides=[2, 1])
    yield conv((1, 2, 9, 9), 3, (3, 3), dilations=[3, 3], pads=[3, 3, 3, 3])
    yield conv((1, 2, 8, 9), 3, (3, 2), pads=[0, 1, 2, 0], strides=[1, 2])
    yield conv((1, 2, 8, 9), 3, (1, 7), pads=[0, 3, 0, 3])
    yield conv((1, 2, 9, 8), 3, (7, 1), pads=[3, 0, 3, 0])
    yield conv((1, 2, 9, 8), 3, (5, 5), pads=[2, 2, 2, 2], strides=[2, 1])
    yield conv((1, 2, 6, 6), 3, (2, 2), strides=[3, 3])
    for pad in ("SAME_UPPER", "SAME_LOWER", "VALID"):
        yield conv((1, 2, 9, 8), 3, (3, 3), auto_pad=pad, strides=[2, 2], bias=True)
        yield conv((1, 2, 7, 8), 3, (2, 4), auto_pad=pad, strides=[1, 1])
    yield conv((1, 2, 9, 8), 3, (3, 3), auto_pad="SAME_UPPER", strides=[3, 3])
    yield conv((1, 2, 9, 8), 3, (3, 3), auto_pad="VALID", dilations=[2, 2])
    yield conv((2, 4, 6, 6), 4, (3, 3), group=2, pads=[1, 1, 1, 1], bias=True)
    yield conv((1, 6, 6, 6), 9, (3, 3), group=3, strides=[2, 2], pads=[1, 1, 1, 1])
    yield conv((1, 6, 7, 6), 6, (3, 3), group=6, pads=[1, 1, 1, 1], bias=True)
    yield conv((1, 6, 7, 6), 6, (3, 3), group=6, pads=[1, 1, 1, 1], strides=[2, 2])
    yield conv((1, 3, 7, 6), 6, (3, 3), group=3, pads=[1, 1, 1, 1])
    yield conv((1, 4, 9, 9), 4, (5, 5), group=4, auto_pad="SAME_UPPER", strides=[2, 2])
    yield conv((1, 2, 5, 4, 6), 2, (3, 3, 3), pads=[1] * 6, strides=[1, 1, 2])


def transposed():
    def deconv(x, m, kernel, bias=False, **a):
        inputs = [data(*x), weight(x[1], m // a.get("group", 1), *kernel)]
        return Case("ConvTranspose", inputs + ([weight(m)] if bias else []), a)

    yield deconv((1, 3, 6), 2, (3,), strides=[2])
    yield deconv((1, 3, 6), 2, (4,), strides=[2], pads=[1, 1], bias=True)
    yield deconv((2, 3, 5, 4), 4, (2, 2), strides=[2, 2], bias=True)
    yield deconv((1, 3, 5, 4), 2, (3, 3))
    yield deconv((1, 3, 5, 4), 2, (3, 3), pads=[1, 1, 1, 1])
    yield deconv((1, 3, 5, 4), 2, (4, 4), strides=[2, 2], pads=[1, 1, 1, 1])
    yield deconv((1, 3, 5, 4), 2, (3, 3), strides=[2, 2], pads=[1, 1, 1, 1],
                 output_padding=[1, 1], bias=True)
    yield deconv((1, 3, 5, 4), 2, (3, 3), strides=[2, 2], pads=[1, 0, 0, 1])
    yield deconv((1, 2, 4, 4), 2, (2, 2), strides=[3, 3], output_padding=[1, 2])
    yield deconv((1, 2, 5, 4), 2, (3, 3), dilations=[2, 2], pads=[1, 1, 1, 1])
    yield deconv((1, 4, 4, 4), 4, (3, 3), group=2, strides=[2, 2], bias=True)
    yield deconv((1, 4, 4, 4), 4, (4, 4), group=4, strides=[2, 2], pads=[1, 1, 1, 1])


def pools():
    def pool(op, x, kernel, opset=17, **a):
        return Case(op, [data(*x)], {"kernel_shape": list(kernel), **a}, opset)

    for op in ("MaxPool", "AveragePool"):
        yield pool(op, (2, 3, 9), (3,), strides=[2])
        yield pool(op, (1, 2, 10), (3,), strides=[2], ceil_mode=1)
        yield pool(op, (1, 2, 8, 8), (2, 2), strides=[2, 2])
        yield pool(op, (1, 3, 9, 8), (3, 3), strides=[2, 2], pads=[1, 1, 1, 1])
        yield pool(op, (2, 2, 8, 7), (3, 3), strides=[1, 1], pads=[1, 1, 1, 1])
        yield pool(op, (1, 2, 10, 8), (3, 3), strides=[2, 2], ceil_mode=1)
        yield pool(op, (1, 2, 9, 8), (2, 2), strides=[2, 2], ceil_mode=1)
        yield pool(op, (1, 2, 10, 9), (3, 3), strides=[2, 2], ceil_mode=1, pads=[1, 1, 1, 1])
        yield pool(op, (1, 2, 10, 8), (3, 3), strides=[3, 3], ceil_mode=1, pads=[1, 0, 1, 0])
        yield pool(op, (1, 2, 8, 9), (3, 2), strides=[1, 2], pads=[0, 1, 2, 0])
        yield pool(op, (1, 2, 7, 7), (5, 5), strides=[1, 1], pads=[2, 2, 2, 2])
        yield pool(op, (1, 2, 9, 9), (2, 2), strides=[3, 3])
        for pad in ("SAME_UPPER", "SAME_LOWER", "VALID"):
            yield pool(op, (1, 2, 9, 8), (3, 3), strides=[2, 2], auto_pad=pad)
        yield pool(op, (1, 2, 6, 6), (2, 2), strides=[1, 1], auto_pad="SAME_UPPER")
        yield pool(op, (1, 1, 5, 6, 4), (2, 2, 2), strides=[1, 2, 2])
    yield pool("MaxPool", (1, 2, 10, 9), (3, 3), dilations=[2, 2])
    yield pool("MaxPool", (1, 2, 10, 9), (3, 3), dilations=[2, 2], pads=[2, 2, 2, 2],
               strides=[2, 1])
    yield pool("MaxPool", (1, 2, 10, 9), (2, 2), dilations=[3, 2], ceil_mode=1, strides=[2, 2])
    for x, k, s, p, c in (((1, 2, 9, 8), 3, 2, 1, 0), ((1, 2, 8, 8), 3, 1, 1, 0),
                          ((1, 2, 10, 9), 3, 2, 1, 1), ((1, 2, 10, 8), 3, 2, 0, 1),
                          ((1, 2, 9, 9), 4, 3, 2, 1)):
        yield pool("AveragePool", x, (k, k), opset=19, strides=[s, s], pads=[p] * 4,
                   ceil_mode=c, count_include_pad=1)
    yield pool("AveragePool", (1, 2, 9, 8), (3, 2), strides=[2, 1], pads=[1, 0, 2, 1],
               count_include_pad=1)
    yield pool("AveragePool", (1, 2, 10, 9), (3, 3), opset=19, dilations=[2, 2],
               pads=[2, 2, 2, 2])
    yield pool("AveragePool", (1, 2, 10, 9), (3, 3), opset=19, dilations=[2, 1],
               strides=[2, 2], pads=[1, 1, 1, 1], count_include_pad=1)
    yield pool("LpPool", (1, 2, 9, 8), (3, 3), strides=[2, 2], pads=[1, 1, 1, 1], p=2)
    yield pool("LpPool", (1, 2, 8, 8), (2, 2), strides=[2, 2], p=1)
    for op in ("GlobalAveragePool", "GlobalMaxPool", "GlobalLpPool"):
        yield Case(op, [data(2, 4, 4, 3)])
        yield Case(op, [data(1, 3, 5)])


def elementwise():
    shape = (2, 3, 4, 3)
    for op, a in (("Relu", {}), ("LeakyRelu", {"alpha": 0.1}), ("Sigmoid", {}), ("Tanh", {}),
                  ("HardSigmoid", {"alpha": 0.2, "beta": 0.5}), ("HardSwish", {}), ("Erf", {}),
                  ("Elu", {"alpha": 1.0}), ("Selu", {}), ("Softplus", {}), ("Softsign", {}),
                  ("Exp", {}), ("Neg", {}), ("Abs", {}), ("Floor", {}), ("Ceil", {}),
                  ("Round", {}), ("Sin", {}), ("Cos", {}), ("Identity", {}), ("Sign", {}),
                  ("ThresholdedRelu", {"alpha": 0.5})):
        yield Case(op, [data(*shape)], a)
    for op in ("Log", "Sqrt", "Reciprocal"):
        yield Case(op, [data(*shape, low=0.5, high=2.0)])
    yield Case("Relu", [data(5)])
    yield Case("Sigmoid", [data(4, 5)])
    yield Case("Gelu", [data(2, 3, 4)], {}, 20)
    yield Case("Gelu", [data(2, 3, 4)], {"approximate": "tanh"}, 20)
    yield Case("Mish", [data(2, 3, 4)], {}, 18)
    yield Case("Clip", [data(*shape), weight(), weight(low=2.0, high=6.0)])
    yield Case("Clip", [data(*shape), None, weight(low=2.0, high=6.0)])
    yield Case("Dropout", [data(*shape)])
    yield Case("Cast", [data(*shape)], {"to": 7})
    yield Case("Cast", [data(*shape)], {"to": 10})
    yield Case("Cast", [data(2, 5, dtype="int32")], {"to": 1})
    yield Case("Cast", [data(2, 5, dtype="bool")], {"to": 1})
    yield Case("Not", [data(2, 5, dtype="bool")])
    for slope in ((3, 1, 1), (1,), (2, 3, 4, 3), (3,), (1, 4, 1)):
        yield Case("PRelu", [data(*shape), weight(*slope, low=0.1, high=0.5)])
    pairs = (((4,), (4,)), ((3, 4), (4,)), ((3, 4), (3, 1)), ((3, 1), (1, 4)), ((4,), (3, 4)),
             ((2, 3, 4), (3, 4)), ((2, 3, 4), (2, 1, 4)), ((2, 3, 4), (1,)), ((2, 3, 4), ()),
             ((1, 3, 1), (2, 1, 4)), ((2, 3, 4, 3), (3, 1, 1)), ((2, 3, 4, 3), (2, 3, 1, 1)),
             ((2, 3, 4, 3), (2, 3, 4, 3)), ((3, 1, 1), (2, 3, 4, 3)), ((1, 3, 4, 1), (2, 1, 1, 3)),
             ((2, 3, 4, 3), (1, 1, 4, 3)), ((2, 3, 4, 3), (3,)), ((2, 1, 4, 3), (2, 3, 1, 3)))
    for a, b in pairs:
        yield Case("Add", [data(*a), data(*b)])
    for op in ("Mul", "Sub", "Div", "Pow", "Min", "Max"):
        for a, b in pairs[5:18:3] + pairs[1:4]:
            yield Case(op, [data(*a, low=0.5, high=2.0), data(*b, low=0.5, high=2.0)])
    yield Case("Mod", [data(3, 4, low=3, high=9), data(4, low=2, high=3)], {"fmod": 1})
    for op in ("Equal", "Less", "Greater", "LessOrEqual", "GreaterOrEqual"):
        low = 1.0 if op == "Equal" else -1.0
        for a, b in (pairs[5], pairs[10], pairs[9]):
            yield Case(op, [data(*a, low=low), data(*b, low=low)])
    for op in ("And", "Or", "Xor"):
        yield Case(op, [data(2, 3, 4, dtype="bool"), data(3, 1, dtype="bool")])
    for op in ("Sum", "Mean", "Min", "Max"):
        yield Case(op, [data(2, 3, 4), data(3, 1), data(1, 1, 4)])
    for c, x, y in (((3, 4), (3, 4), (3, 4)), ((3, 1), (4,), (2, 3, 4)), ((2, 1, 4), (3, 1), (1,)),
                    ((1, 1, 4, 3), (2, 3, 4, 3), ()), ((2, 3, 4, 3), (3, 1, 1), (1, 3, 1, 3))):
        yield Case("Where", [data(*c, dtype="bool"), data(*x), data(*y)])


def products():
    for a, b in (((4, 5), (5, 3)), ((2, 4, 5), (2, 5, 3)), ((2, 4, 5), (5, 3)), ((4, 5), (2, 5, 3)),
                 ((2, 1, 4, 5), (3, 5, 3)), ((2, 3, 4, 5), (2, 3, 5, 3)),
                 ((1, 3, 4, 5), (2, 1, 5, 3)),
                 ((2, 3, 4, 5), (5, 3)), ((5,), (5, 3)), ((4, 5), (5,)), ((2, 4, 5), (5,))):
        yield Case("MatMul", [data(*a), data(*b)])
    for ta in (0, 1):
        for tb in (0, 1):
            for c in (None, (), (3,), (1, 3), (4, 1), (4, 3)):
                a = (5, 4) if ta else (4, 5)
                b = (3, 5) if tb else (5, 3)
                more = [] if c is None else [weight(*c)]
                yield Case("Gemm", [data(*a), weight(*b)] + more,
                           {"transA": ta, "transB": tb, "alpha": 0.5, "beta": 2.0})


def normalizations():
    for op in ("Softmax", "LogSoftmax"):
        for shape, axis in (((3, 5), -1), ((2, 3, 4), 1), ((2, 3, 4), 0), ((2, 3, 4, 3), -1),
                            ((2, 3, 4, 3), 1)):
            yield Case(op, [data(*shape)], {"axis": axis})
    yield Case("Softmax", [data(3, 2, 4)], {"axis": 1}, 11)
    for shape, axis in (((3, 6), -1), ((2, 3, 6), -1), ((2, 3, 4, 3), 1), ((2, 3, 4, 3), 2),
                        ((2, 3, 4), 0)):
        scale = shape[axis:]
        yield Case("LayerNormalization", [data(*shape), weight(*scale), weight(*scale)],
                   {"axis": axis})
    yield Case("LayerNormalization", [data(2, 3, 6), weight(6)], {"axis": -1})
    for shape in ((2, 4, 5, 3), (1, 3, 6), (4, 5)):
        c = shape[1]
        yield Case("BatchNormalization", [data(*shape), weight(c), weight(c), weight(c),
                                          weight(c, low=0.5, high=1.5)], {"epsilon": 1e-5})
    for shape in ((2, 4, 4, 3), (1, 3, 6)):
        yield Case("InstanceNormalization", [data(*shape), weight(shape[1]), weight(shape[1])])
    for groups in (1, 2, 3, 6):
        yield Case("GroupNormalization", [data(2, 6, 3, 4), weight(6), weight(6)],
                   {"num_groups": groups}, 21)
    for size in (3, 5):
        yield Case("LRN", [data(1, 8, 3, 4)], {"size": size, "alpha": 0.1, "beta": 0.75})
    yield Case("LpNormalization", [data(2, 4, 3)], {"axis": 1, "p": 2})


def layouts():
    yield Case("Concat", [data(2, 3), data(2, 2)], {"axis": 1})
    yield Case("Concat", [data(2, 3), data(4, 3)], {"axis": 0})
    yield Case("Concat", [data(1, 3, 4, 3), data(1, 2, 4, 3), data(1, 4, 4, 3)], {"axis": 1})
    yield Case("Concat", [data(1, 3, 4, 3), data(1, 3, 2, 3)], {"axis": -2})
    yield Case("Concat", [data(5), data(1), data(3)], {"axis": 0})
    yield Case("Split", [data(2, 6, 4), ints(2, 1, 3)], {"axis": 1}, 17, 3)
    yield Case("Split", [data(4, 3)], {"axis": 0}, 17, 2)
    yield Case("Split", [data(2, 7, 3)], {"axis": -2, "num_outputs": 3}, 18, 3)

    def cut(shape, starts, ends, axes=None, steps=None):
        more = [ints(*starts), ints(*ends)] + ([ints(*axes)] if axes else [])
        return Case("Slice", [data(*shape)] + more + ([ints(*steps)] if steps else []))

    yield cut((8, 5), (1, 0), (7, 4))
    yield cut((2, 9, 4), (2,), (8,), (1,))
    yield cut((2, 9, 4), (1,), (9,), (1,), (2,))
    yield cut((2, 9, 4), (-1,), (-100,), (1,), (-1,))
    yield cut((2, 9, 4), (7, 3), (0, 0), (1, 2), (-3, -1))
    yield cut((2, 9, 8), (0, 1), (9, 8), (1, 2), (3, 2))
    yield cut((2, 9, 4), (-5,), (2 ** 63 - 1,), (-2,), (1,))
    for mode in ("constant", "reflect", "edge"):
        for shape, pads in (((6,), (2, 3)), ((2, 7, 5), (0, 2, 1, 0, 3, 1)),
                            ((1, 2, 6, 5), (0, 0, 1, 2, 0, 0, 2, 1)), ((3, 4), (0, 2, 0, 1))):
            yield Case("Pad", [data(*shape), ints(*pads)], {"mode": mode})
    yield Case("Pad", [data(1, 2, 6, 5), ints(0, 0, -1, 2, 0, 0, -2, 1)], {"mode": "constant"})
    yield Case("Pad", [data(2, 5), ints(1, 1, 0, 2), weight()], {"mode": "constant"})
    for shape, perm in (((3, 4), None), ((2, 3, 4), (0, 2, 1)), ((2, 3, 4, 5), (0, 2, 3, 1)),
                        ((2, 3, 4, 5), (0, 3, 1, 2)), ((2, 3, 4, 3), (0, 2, 1, 3)),
                        ((2, 3, 4), (2, 0, 1))):
        yield Case("Transpose", [data(*shape)], {"perm": list(perm)} if perm else {})
    for shape, to in (((4, 6), (4, 2, 3)), ((4, 2, 3), (4, 6)), ((2, 3, 4), (6, 4)),
                      ((6, 4), (2, 3, 4)), ((2, 3, 4), (0, -1)), ((2, 3, 4), (-1,)),
                      ((4, 6), (6, 4)), ((1, 3, 4, 3), (1, 3, 12)), ((2, 6, 2), (2, 2, 3, 2)),
                      ((3, 4), (3, 1, 4)), ((2, 12, 3), (2, 3, 4, 3)), ((8, 3), (4, 6))):
        yield Case("Reshape", [data(*shape), ints(*to)])
    for shape, axis in (((2, 3, 4), 1), ((2, 3, 4), 2), ((2, 3, 4), 0), ((1, 5, 1, 1), 1),
                        ((4, 2, 3, 2), 1)):
        yield Case("Flatten", [data(*shape)], {"axis": axis})
    yield Case("Squeeze", [data(2, 1, 3, 1), ints(1, 3)])
    yield Case("Squeeze", [data(1, 4, 1)])
    yield Case("Squeeze", [data(1, 4, 1, 3), ints(-2)])
    yield Case("Unsqueeze", [data(3, 4), ints(0, 2)])
    yield Case("Unsqueeze", [data(3, 4), ints(-1)])
    for mode in ("DCR", "CRD"):
        yield Case("DepthToSpace", [data(1, 8, 3, 4)], {"blocksize": 2, "mode": mode})
        yield Case("DepthToSpace", [data(2, 9, 3, 2)], {"blocksize": 3, "mode": mode})
    yield Case("SpaceToDepth", [data(1, 2, 6, 8)], {"blocksize": 2})
    yield Case("SpaceToDepth", [data(2, 2, 6, 3)], {"blocksize": 3})
    for shape, to in (((3, 1), (3, 4)), ((1, 4), (3, 4)), ((4,), (2, 3, 4)), ((2, 1, 4), (1, 3, 1)),
                      ((), (3, 2))):
        yield Case("Expand", [data(*shape), ints(*to)])
    for shape, times in (((4,), (3,)), ((2, 3), (2, 2)), ((2, 3, 4), (1, 1, 3)), ((1, 4), (3, 1))):
        yield Case("Tile", [data(*shape), ints(*times)])


def resizes():
    def resize(shape, scales=None, sizes=None, opset=17, **a):
        tail = [None, floats(*scales)] if scales else [None, None, ints(*sizes)]
        return Case("Resize", [data(*shape)] + tail, a, opset)

    up, down = (1, 1, 2, 2), (1, 1, 0.5, 0.5)
    for where in ("asymmetric", "half_pixel"):
        for rounding in ("floor", "round_prefer_floor"):
            for shape, scales in (((1, 2, 4, 3), up), ((1, 2, 8, 6), down),
                                  ((1, 1, 4, 3), (1, 1, 3, 4))):
                yield resize(shape, scales, mode="nearest", nearest_mode=rounding,
                             coordinate_transformation_mode=where)
    for where in ("asymmetric", "half_pixel", "align_corners", "pytorch_half_pixel"):
        for shape, scales in (((1, 2, 5, 4), up), ((1, 2, 8, 6), down)):
            yield resize(shape, scales, mode="linear", coordinate_transformation_mode=where)
    yield resize((1, 2, 4, 3), (1, 1, 4, 3), mode="linear",
                 coordinate_transformation_mode="half_pixel")
    yield resize((1, 2, 4, 3), sizes=(1, 2, 8, 6), mode="nearest", nearest_mode="floor",
                 coordinate_transformation_mode="asymmetric")
    yield resize((1, 2, 4, 4), sizes=(1, 2, 7, 5), mode="linear",
                 coordinate_transformation_mode="half_pixel")
    yield resize((1, 1, 6, 6), up, mode="cubic", coordinate_transformation_mode="half_pixel")


def reductions():
    for op in ("ReduceMean", "ReduceMax", "ReduceMin", "ReduceSum", "ReduceL2"):
        for shape, axes, keep in (((3, 4), (1,), 1), ((2, 3, 4), (0,), 0),
                                  ((2, 3, 4, 3), (2, 3), 1), ((2, 3, 4, 3), (2, 3), 0),
                                  ((2, 3, 4), (-1,), 1), ((2, 3, 4, 3), (1,), 0)):
            if op == "ReduceSum":
                yield Case(op, [data(*shape), ints(*axes)], {"keepdims": keep})
            else:
                yield Case(op, [data(*shape)], {"axes": list(axes), "keepdims": keep})
        yield Case(op, [data(2, 3, 4), ints(1)], {"keepdims": 1}, 18)
    yield Case("ReduceMean", [data(2, 3)], {"keepdims": 1})
    for op in ("ArgMax", "ArgMin"):
        for shape, axis, keep in (((3, 5), 1, 1), ((2, 4, 3), 1, 0), ((4, 3), 0, 0)):
            yield Case(op, [data(*shape)], {"axis": axis, "keepdims": keep})
    yield Case("CumSum", [data(3, 5), constant(np.array(1, np.int64))])


def lookups():
    for shape, axis, index in (((6, 4), 0, [1, 4, 2]), ((6, 4), 0, 3),
                               ((3, 6), 1, [[0, 2], [5, 3]]), ((2, 6, 3), 1, [5, 0]),
                               ((2, 3, 6), -1, [1, 2, 3, 4]), ((8, 3), 0, [[7, 1, 1, 0]])):
        yield Case("Gather", [data(*shape), constant(np.array(index, np.int64))], {"axis": axis})
    index = constant(np.array([[0, 3], [1, 2], [3, 0]], np.int64))
    yield Case("GatherElements", [data(3, 4), index], {"axis": 1})


def quantized():
    def scale(*shape):
        return weight(*shape, low=0.02, high=0.05)

    def zero(*shape):
        return weight(*shape, dtype="uint8")

    yield Case("QuantizeLinear", [data(2, 3, 4), scale(), zero()])
    yield Case("QuantizeLinear", [data(2, 3, 4), scale(3), zero(3)], {"axis": 1})
    yield Case("QuantizeLinear", [data(2, 3, 4, 2), scale(4), zero(4)], {"axis": -2})
    yield Case("DequantizeLinear", [data(2, 3, 4, dtype="uint8"), scale(), zero()])
    yield Case("DequantizeLinear", [data(2, 3, 4, dtype="uint8"), scale(3), zero(3)], {"axis": 1})
    yield Case("DequantizeLinear", [data(4, 3, dtype="uint8"), scale(4)], {"axis": 0})
    yield Case("MatMulInteger", [data(3, 4, dtype="uint8"), data(4, 5, dtype="uint8")])
    yield Case("QLinearMatMul", [data(3, 4, dtype="uint8"), scale(), zero(),
                                 weight(4, 5, dtype="uint8"), scale(), zero(),
                                 weight(low=0.2, high=0.4), zero()])
    for a in ({"pads": [1, 1, 1, 1], "strides": [2, 2]}, {"pads": [0, 1, 2, 0]}):
        yield Case("QLinearConv", [data(1, 2, 7, 6, dtype="uint8"), scale(), zero(),
                                   weight(3, 2, 3, 3, dtype="uint8"), scale(), zero(),
                                   weight(low=0.2, high=0.4), zero()], a)


def random_windows():
    """Sliding windows with drawn attributes; the same ones each time."""
    rng = np.random.default_rng(7)
    for number in range(72):
        op = ("Conv", "MaxPool", "AveragePool", "ConvTranspose")[number % 4]
        kernel, strides = rng.integers(1, 5, 2).tolist(), rng.integers(1, 4, 2).tolist()
        dilations = rng.integers(1, 3, 2).tolist() if op != "AveragePool" else [1, 1]
        limits = [min(k, 4) for k in kernel]
        pads = [int(rng.integers(0, k)) for k in limits * 2]
        sizes = [int((k - 1) * d + 1 + rng.integers(2, 7)) for k, d in zip(kernel, dilations)]
        a = {"strides": strides, "pads": pads}
        if op != "AveragePool":
            a["dilations"] = dilations
        group = int(rng.integers(1, 3))
        if op == "Conv":
            yield Case(op, [data(1, 2 * group, *sizes), weight(2 * group, 2, *kernel)],
                       {**a, "group": group})
        elif op == "ConvTranspose":
            extra = [int(rng.integers(0, stride)) for stride in strides]
            yield Case(op, [data(1, 2 * group, *(size // 2 + 1 for size in sizes)),
                            weight(2 * group, 2, *kernel), weight(2 * group)],
                       {**a, "group": group, "output_padding": extra})
        else:
            more = {"count_include_pad": int(rng.integers(0, 2))} if op == "AveragePool" else {}
            yield Case(op, [data(1, 1, *sizes)], {**a, **more, "kernel_shape": kernel,
                                                  "ceil_mode": int(rng.integers(0, 2))}, 19)


def all_cases():
    """Every case, in the order of the file."""
    for group in (convolutions, transposed, pools, elementwise, products, normalizations, layouts,
                  resizes, reductions, lookups, quantized, random_windows):
        yield from group()
