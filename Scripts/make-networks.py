#!/usr/bin/env python3
"""Writes Specs/measurements/networks/*.graph.json: standard networks as mobile runtimes run them.

    python3 Scripts/make-networks.py           write the files
    python3 Scripts/make-networks.py --check   fail if a file is not what would be written

The graphs have no weights, and biases are left out. Normalisation is folded into the convolutions and simple activations
(ReLU and its clipped forms) are part of the operator before them, as ncnn, TensorFlow Lite and QNN
run them; swish, hard swish and the gates of squeeze-and-excitation stay operators of their own.
Architectures are those of the papers that each function names, with the sizes of ncnn's benchmark
(github.com/Tencent/ncnn, benchmark/*.param): batch 1, 224x224 unless said otherwise.
"""

import json
import pathlib
import sys

FOLDER = pathlib.Path(__file__).resolve().parent.parent / "Specs" / "measurements" / "networks"


class Net:
    """A graph under construction. A value is the pair of a tensor's name and its shape."""

    def __init__(self, name, size=224, channels=3):
        self.name = name
        self.tensors = []
        self.operators = []
        self.input = self.tensor("input", [1, channels, size, size], "input")

    def tensor(self, name, shape, role=None):
        entry = {"name": name, "type": "fp32", "shape": list(shape)}
        if role:
            entry["role"] = role
        self.tensors.append(entry)
        return (name, list(shape))

    def add(self, kind, inputs, shape, weights=(), **attributes):
        name = f"{kind}_{len(self.operators)}"
        names = [value[0] for value in inputs]
        for label, extents in weights:
            names.append(self.tensor(f"{name}.{label}", extents, "weight")[0])
        result = self.tensor(f"{name}_out", shape)
        self.operators.append(
            {"name": name, "type": kind, "attributes": attributes, "inputs": names,
             "outputs": [result[0]]}
        )
        return result

    def conv(self, x, out, k=1, s=1, groups=1, pad=None):
        kh, kw = k if isinstance(k, tuple) else (k, k)
        ph, pw = (kh // 2, kw // 2) if pad is None else (pad, pad)
        _, c, h, w = x[1]
        oh, ow = (h + 2 * ph - kh) // s + 1, (w + 2 * pw - kw) // s + 1
        attributes = {"kernel_shape": [kh, kw], "pads": [ph, pw, ph, pw], "strides": [s, s]}
        if groups > 1:
            attributes["group"] = groups
        weights = [("weight", [out, c // groups, kh, kw])]
        return self.add("Conv", [x], [1, out, oh, ow], weights, **attributes)

    def depthwise(self, x, k=3, s=1):
        return self.conv(x, x[1][1], k, s, groups=x[1][1])

    def pool(self, x, k, s, kind="MaxPool", pad=0, ceil=False):
        _, c, h, w = x[1]

        def extent(size):
            steps = size + 2 * pad - k
            count = (-(-steps // s) if ceil else steps // s) + 1
            return count - 1 if ceil and (count - 1) * s >= size + pad else count

        attributes = {"kernel_shape": [k, k], "pads": [pad] * 4, "strides": [s, s]}
        if ceil:
            attributes["ceil_mode"] = 1
        return self.add(kind, [x], [1, c, extent(h), extent(w)], **attributes)

    def mean(self, x):
        return self.add("GlobalAveragePool", [x], [1, x[1][1], 1, 1])

    def dense(self, x, out):
        if len(x[1]) == 4:
            size = x[1][1] * x[1][2] * x[1][3]
            x = self.add("Flatten", [x], [1, size])
        weights = [("weight", [out, x[1][1]])]
        return self.add("Gemm", [x], [1, out], weights, transB=1)

    def plus(self, x, y):
        return self.add("Add", [x, y], x[1])

    def times(self, x, y):
        return self.add("Mul", [x, y], x[1])

    def concat(self, values):
        shape = list(values[0][1])
        shape[1] = sum(value[1][1] for value in values)
        return self.add("Concat", values, shape, axis=1)

    def hard_swish(self, x):
        return self.add("HardSwish", [x], x[1])

    def swish(self, x):
        return self.add("Swish", [x], x[1])

    def gate(self, x, hidden, hard):
        y = self.conv(self.conv(self.mean(x), hidden), x[1][1])
        return self.times(x, self.add("HardSigmoid" if hard else "Sigmoid", [y], y[1]))

    def shuffle(self, x, groups):
        _, c, h, w = x[1]
        shape = self.tensor(f"shuffle_{len(self.operators)}.shape", [5], "weight")
        self.tensors[-1].update(type="int64", constant=[1, groups, c // groups, h, w])
        y = self.add("Reshape", [x, shape], [1, groups, c // groups, h, w])
        y = self.add("Transpose", [y], [1, c // groups, groups, h, w], perm=[0, 2, 1, 3, 4])
        shape = self.tensor(f"shuffle_{len(self.operators)}.shape", [4], "weight")
        self.tensors[-1].update(type="int64", constant=[1, c, h, w])
        return self.add("Reshape", [y, shape], [1, c, h, w])

    def document(self):
        return {
            "format": "pitfall.graph/1", "name": self.name, "tensors": self.tensors,
            "operators": self.operators, "outputs": [self.operators[-1]["outputs"][0]],
        }


def squeezenet():
    """SqueezeNet 1.1 (arXiv 1602.07360), 227x227."""
    n = Net("squeezenet", 227)
    x = n.pool(n.conv(n.input, 64, 3, 2, pad=0), 3, 2, ceil=True)

    def fire(x, squeeze, expand):
        y = n.conv(x, squeeze)
        return n.concat([n.conv(y, expand), n.conv(y, expand, 3)])

    x = n.pool(fire(fire(x, 16, 64), 16, 64), 3, 2, ceil=True)
    x = n.pool(fire(fire(x, 32, 128), 32, 128), 3, 2, ceil=True)
    for squeeze, expand in ((48, 192), (48, 192), (64, 256), (64, 256)):
        x = fire(x, squeeze, expand)
    n.mean(n.conv(x, 1000))
    return n


def mobilenet():
    """MobileNet (arXiv 1704.04861)."""
    n = Net("mobilenet")
    x = n.conv(n.input, 32, 3, 2)
    plan = [(64, 1), (128, 2), (128, 1), (256, 2), (256, 1), (512, 2)]
    plan += [(512, 1)] * 5 + [(1024, 2), (1024, 1)]
    for out, stride in plan:
        x = n.conv(n.depthwise(x, 3, stride), out)
    n.dense(n.mean(x), 1000)
    return n


def inverted(n, x, expand, out, k, stride, activation=None, gate=None):
    """An inverted residual (arXiv 1801.04381), perhaps with a gate on its inner channels."""
    activation = activation or (lambda value: value)
    y = activation(n.conv(x, expand)) if expand != x[1][1] else x
    y = n.depthwise(y, k, stride)
    if gate and gate[1]:
        y = n.gate(y, gate[0], True)
        y = activation(y)
    elif gate:
        y = n.gate(activation(y), gate[0], False)
    else:
        y = activation(y)
    y = n.conv(y, out)
    return n.plus(x, y) if stride == 1 and x[1][1] == out else y


def stages(n, x, plan, **options):
    for factor, out, count, stride, k in plan:
        for block in range(count):
            x = inverted(n, x, x[1][1] * factor, out, k, stride if block == 0 else 1, **options)
    return x


def mobilenet_v2():
    """MobileNetV2 (arXiv 1801.04381)."""
    n = Net("mobilenet_v2")
    x = n.conv(n.input, 32, 3, 2)
    x = stages(n, x, [(1, 16, 1, 1, 3), (6, 24, 2, 2, 3), (6, 32, 3, 2, 3), (6, 64, 4, 2, 3),
                      (6, 96, 3, 1, 3), (6, 160, 3, 2, 3), (6, 320, 1, 1, 3)])
    n.dense(n.mean(n.conv(x, 1280)), 1000)
    return n


def mobilenet_v3():
    """MobileNetV3 large (arXiv 1905.02244)."""
    n = Net("mobilenet_v3")
    x = n.hard_swish(n.conv(n.input, 16, 3, 2))
    rows = [
        (3, 16, 16, 0, 0, 1), (3, 64, 24, 0, 0, 2), (3, 72, 24, 0, 0, 1), (5, 72, 40, 1, 0, 2),
        (5, 120, 40, 1, 0, 1), (5, 120, 40, 1, 0, 1), (3, 240, 80, 0, 1, 2), (3, 200, 80, 0, 1, 1),
        (3, 184, 80, 0, 1, 1), (3, 184, 80, 0, 1, 1), (3, 480, 112, 1, 1, 1),
        (3, 672, 112, 1, 1, 1), (5, 672, 160, 1, 1, 2), (5, 960, 160, 1, 1, 1),
        (5, 960, 160, 1, 1, 1)]
    for k, expand, out, gated, hard, stride in rows:
        size = max(8, int(expand / 4 + 4) // 8 * 8)
        x = inverted(n, x, expand, out, k, stride, n.hard_swish if hard else None,
                     (size, True) if gated else None)
    x = n.mean(n.hard_swish(n.conv(x, 960)))
    n.dense(n.hard_swish(n.conv(x, 1280)), 1000)
    return n


def shufflenet():
    """ShuffleNet, 3 groups (arXiv 1707.01083)."""
    n = Net("shufflenet")
    x = n.pool(n.conv(n.input, 24, 3, 2), 3, 2, pad=1)
    for stage, (out, count) in enumerate(((240, 4), (480, 8), (960, 4))):
        for block in range(count):
            stride = 2 if block == 0 else 1
            target = out - x[1][1] if stride == 2 else out
            groups = 1 if stage == 0 and block == 0 else 3
            y = n.shuffle(n.conv(x, out // 4, groups=groups), 3)
            y = n.conv(n.depthwise(y, 3, stride), target, groups=3)
            if stride == 2:
                x = n.concat([n.pool(x, 3, 2, "AveragePool", pad=1), y])
            else:
                x = n.plus(x, y)
    n.dense(n.mean(x), 1000)
    return n


def shufflenet_v2():
    """ShuffleNetV2, half width (arXiv 1807.11164)."""
    n = Net("shufflenet_v2")
    x = n.pool(n.conv(n.input, 24, 3, 2), 3, 2, pad=1)
    for out, count in ((48, 4), (96, 8), (192, 4)):
        half = out // 2
        left = n.conv(n.depthwise(x, 3, 2), half)
        right = n.conv(n.depthwise(n.conv(x, half), 3, 2), half)
        x = n.shuffle(n.concat([left, right]), 2)
        for _ in range(count - 1):
            _, c, h, w = x[1]
            parts = []
            name = f"Split_{len(n.operators)}"
            for side in "ab":
                parts.append(n.tensor(f"{name}_{side}", [1, half, h, w]))
            n.operators.append({"name": name, "type": "Split", "attributes": {"axis": 1,
                                "num_outputs": 2}, "inputs": [x[0]],
                                "outputs": [part[0] for part in parts]})
            y = n.conv(n.depthwise(n.conv(parts[1], half), 3), half)
            x = n.shuffle(n.concat([parts[0], y]), 2)
    n.dense(n.mean(n.conv(x, 1024)), 1000)
    return n


def mnasnet():
    """MNASNet-A1 without gates, i.e. B1 (arXiv 1807.11626)."""
    n = Net("mnasnet")
    x = n.conv(n.depthwise(n.conv(n.input, 32, 3, 2)), 16)
    x = stages(n, x, [(3, 24, 3, 2, 3), (3, 40, 3, 2, 5), (6, 80, 3, 2, 5), (6, 96, 2, 1, 3),
                      (6, 192, 4, 2, 5), (6, 320, 1, 1, 3)])
    n.dense(n.mean(n.conv(x, 1280)), 1000)
    return n


def proxylessnasnet():
    """ProxylessNAS for phones (arXiv 1812.00332)."""
    n = Net("proxylessnasnet")
    x = n.conv(n.input, 32, 3, 2)
    x = n.conv(n.depthwise(x), 16)
    rows = [(32, 2, [(3, 5), (3, 3)]), (40, 2, [(3, 7), (3, 3), (3, 5), (3, 5)]),
            (80, 2, [(6, 7), (3, 5), (3, 5), (3, 5)]), (96, 1, [(6, 5), (3, 5), (3, 5), (3, 5)]),
            (192, 2, [(6, 7), (6, 7), (3, 7), (3, 7)]), (320, 1, [(6, 7)])]
    for out, stride, blocks in rows:
        for block, (factor, k) in enumerate(blocks):
            x = inverted(n, x, x[1][1] * factor, out, k, stride if block == 0 else 1)
    n.dense(n.mean(n.conv(x, 1280)), 1000)
    return n


def efficientnet_b0():
    """EfficientNet-B0 (arXiv 1905.11946)."""
    n = Net("efficientnet_b0")
    x = n.swish(n.conv(n.input, 32, 3, 2))
    for factor, out, count, stride, k in [
        (1, 16, 1, 1, 3), (6, 24, 2, 2, 3), (6, 40, 2, 2, 5), (6, 80, 3, 2, 3),
        (6, 112, 3, 1, 5), (6, 192, 4, 2, 5), (6, 320, 1, 1, 3),
    ]:
        for block in range(count):
            x = inverted(n, x, x[1][1] * factor, out, k, stride if block == 0 else 1, n.swish,
                         (x[1][1] // 4, False))
    n.dense(n.mean(n.swish(n.conv(x, 1280))), 1000)
    return n


def regnety_400m():
    """RegNetY-400MF (arXiv 2003.13678)."""
    n = Net("regnety_400m")
    x = n.conv(n.input, 32, 3, 2)
    for out, count in ((48, 1), (104, 3), (208, 6), (440, 6)):
        for block in range(count):
            stride = 2 if block == 0 else 1
            size = x[1][1] // 4
            y = n.conv(n.conv(x, out), out, 3, stride, groups=out // 8)
            y = n.conv(n.gate(y, size, False), out)
            side = n.conv(x, out, 1, stride) if stride == 2 else x
            x = n.plus(side, y)
    n.dense(n.mean(x), 1000)
    return n


def googlenet():
    """GoogLeNet (arXiv 1409.4842)."""
    n = Net("googlenet")
    x = n.pool(n.conv(n.input, 64, 7, 2), 3, 2, ceil=True)
    x = n.pool(n.conv(n.conv(x, 64), 192, 3), 3, 2, ceil=True)

    def inception(x, a, b1, b3, c1, c5, d):
        return n.concat([n.conv(x, a), n.conv(n.conv(x, b1), b3, 3), n.conv(n.conv(x, c1), c5, 5),
                         n.conv(n.pool(x, 3, 1, pad=1), d)])

    x = inception(x, 64, 96, 128, 16, 32, 32)
    x = n.pool(inception(x, 128, 128, 192, 32, 96, 64), 3, 2, ceil=True)
    x = inception(x, 192, 96, 208, 16, 48, 64)
    x = inception(x, 160, 112, 224, 24, 64, 64)
    x = inception(x, 128, 128, 256, 24, 64, 64)
    x = inception(x, 112, 144, 288, 32, 64, 64)
    x = n.pool(inception(x, 256, 160, 320, 32, 128, 128), 3, 2, ceil=True)
    x = inception(x, 256, 160, 320, 32, 128, 128)
    x = inception(x, 384, 192, 384, 48, 128, 128)
    n.dense(n.mean(x), 1000)
    return n


def resnet(name, blocks, deep):
    """ResNet (arXiv 1512.03385); ncnn's ResNet-50 strides in the first 1x1 convolution."""
    n = Net(name)
    x = n.pool(n.conv(n.input, 64, 7, 2), 3, 2, pad=1)
    for stage, count in enumerate(blocks):
        width = 64 << stage
        for block in range(count):
            stride = 2 if stage and block == 0 else 1
            out = width * 4 if deep else width
            if deep:
                y = n.conv(n.conv(n.conv(x, width, 1, stride), width, 3), out)
            else:
                y = n.conv(n.conv(x, width, 3, stride), width, 3)
            side = n.conv(x, out, 1, stride) if x[1] != y[1] else x
            x = n.plus(side, y)
    n.dense(n.mean(x), 1000)
    return n


def alexnet():
    """AlexNet with groups (the Caffe model), 227x227."""
    n = Net("alexnet", 227)
    x = n.pool(n.add("LRN", [y := n.conv(n.input, 96, 11, 4, pad=0)], y[1], size=5), 3, 2)
    y = n.conv(x, 256, 5, groups=2)
    x = n.pool(n.add("LRN", [y], y[1], size=5), 3, 2)
    x = n.conv(n.conv(n.conv(x, 384, 3), 384, 3, groups=2), 256, 3, groups=2)
    x = n.pool(x, 3, 2)
    n.dense(n.dense(n.dense(x, 4096), 4096), 1000)
    return n


def vgg16():
    """VGG-16 (arXiv 1409.1556)."""
    n = Net("vgg16")
    x = n.input
    for width, count in ((64, 2), (128, 2), (256, 3), (512, 3), (512, 3)):
        for _ in range(count):
            x = n.conv(x, width, 3)
        x = n.pool(x, 2, 2)
    n.dense(n.dense(n.dense(x, 4096), 4096), 1000)
    return n


def networks():
    return [
        squeezenet(), mobilenet(), mobilenet_v2(), mobilenet_v3(), shufflenet(),
        shufflenet_v2(), mnasnet(), proxylessnasnet(),
        efficientnet_b0(), regnety_400m(), googlenet(), resnet("resnet18", (2, 2, 2, 2), False),
        resnet("resnet50", (3, 4, 6, 3), True), alexnet(), vgg16(),
    ]


def text(document):
    """One tensor or operator a line."""
    lines = ['{"format": "pitfall.graph/1", "name": %s,' % json.dumps(document["name"])]
    for key in ("tensors", "operators"):
        rows = ",\n".join(json.dumps(row, separators=(",", ":")) for row in document[key])
        lines.append(f'"{key}": [\n{rows}],')
    lines.append('"outputs": %s}' % json.dumps(document["outputs"]))
    return "\n".join(lines) + "\n"


def main():
    FOLDER.mkdir(parents=True, exist_ok=True)
    wrong = []
    for net in networks():
        path = FOLDER / f"{net.name}.graph.json"
        wanted = text(net.document())
        if "--check" in sys.argv:
            if not path.exists() or path.read_text() != wanted:
                wrong.append(path.name)
        else:
            path.write_text(wanted)
    if wrong:
        sys.exit("not up to date: " + ", ".join(wrong))


if __name__ == "__main__":
    main()
