"""RetinaFace with a MobileNet of a quarter's width, the network of MACE #519, as a graph file.

The structure is insightface's `mnet.25`: a MobileNet v1 of width 0.25, a pyramid of 64 channels with
depthwise deconvolutions, a context module and three heads on each of three levels; batch
normalisation is part of the convolutions. MACE's benchmark in the issue counts 43 convolutions, 13
depthwise ones, 2 deconvolutions, 3 Softmax, and 945.7 million multiply-accumulates in convolutions
other than depthwise: as many as here. The issue does not say why Softmax falls back; here its operand
is flattened to a rank that MACE's OpenCL kernel does not take.
"""


class Graph:
    def __init__(self, name):
        self.tensors, self.operators, self.outputs = [], [], []
        self.name, self.shapes, self.products = name, {}, 0

    def tensor(self, name, shape, role=None):
        self.shapes[name] = shape
        entry = {"name": name, "type": "fp32", "shape": shape}
        self.tensors.append(entry | ({"role": role} if role else {}))
        return name

    def add(self, kind, name, inputs, extents, **attributes):
        out = self.tensor(name + "_out", extents)
        entry = {"name": name, "type": kind, "inputs": inputs, "outputs": [out]}
        self.operators.append(entry | ({"attributes": attributes} if attributes else {}))
        return out

    def conv(self, name, data, channels, kernel=3, stride=1, groups=1, relu=True):
        _, inside, height, width = self.shapes[data]
        weight = self.tensor(name + "_w", [channels, inside // groups, kernel, kernel], "weight")
        rows, columns = -(-height // stride), -(-width // stride)
        pad = kernel // 2
        self.products += channels * rows * columns * inside // groups * kernel * kernel
        out = self.add("Conv", name, [data, weight], [1, channels, rows, columns],
                       kernel_shape=[kernel, kernel], strides=[stride, stride], group=groups,
                       pads=[pad, pad, pad, pad], dilations=[1, 1])
        return self.relu(name, out) if relu else out

    def relu(self, name, data):
        return self.add("Relu", name + "_relu", [data], self.shapes[data])

    def upsample(self, name, data):
        _, channels, height, width = self.shapes[data]
        weight = self.tensor(name + "_w", [channels, 1, 4, 4], "weight")
        return self.add("ConvTranspose", name, [data, weight],
                        [1, channels, 2 * height, 2 * width], kernel_shape=[4, 4],
                        strides=[2, 2], pads=[1, 1, 1, 1], group=channels, dilations=[1, 1])


def backbone(graph, data):
    """The features at strides 8, 16 and 32."""
    data, kept = graph.conv("conv1", data, 8, stride=2), []
    blocks = [(16, 1), (32, 2), (32, 1), (64, 2), (64, 1), (128, 2), (128, 1), (128, 1), (128, 1),
              (128, 1), (128, 1), (256, 2), (256, 1)]
    for number, (channels, stride) in enumerate(blocks, 2):
        inside = graph.shapes[data][1]
        data = graph.conv(f"dw{number}", data, inside, stride=stride, groups=inside)
        data = graph.conv(f"pw{number}", data, channels, kernel=1)
        if number in (6, 12, 14):
            kept.append(data)
    return kept


def context(graph, name, data):
    left = graph.conv(name + "_conv1", data, 32, relu=False)
    first = graph.conv(name + "_context1", data, 16)
    second = graph.conv(name + "_context2", first, 16, relu=False)
    third = graph.conv(name + "_context3a", first, 16)
    third = graph.conv(name + "_context3b", third, 16, relu=False)
    _, _, height, width = graph.shapes[left]
    joined = graph.add("Concat", name + "_concat", [left, second, third], [1, 64, height, width],
                       axis=1)
    return graph.relu(name + "_concat", joined)


def heads(graph, name, data):
    _, _, height, width = graph.shapes[data]
    scores = graph.conv(name + "_cls", data, 4, kernel=1, relu=False)
    pairs = [1, 2 * height * width, 2]
    flat = graph.add("Reshape", name + "_reshape", [scores], pairs, shape=pairs)
    odds = graph.add("Softmax", name + "_softmax", [flat], pairs, axis=2)
    back = graph.add("Reshape", name + "_back", [odds], [1, 4, height, width],
                     shape=[1, 4, height, width])
    return [back, graph.conv(name + "_bbox", data, 8, kernel=1, relu=False),
            graph.conv(name + "_landmark", data, 20, kernel=1, relu=False)]


def retinaface(extent=640):
    graph = Graph("mace-519")
    graph.tensor("data", [1, 3, extent, extent], "input")
    fine, middle, coarse = backbone(graph, "data")
    coarse = graph.conv("lateral32", coarse, 64, kernel=1)
    middle = graph.conv("lateral16", middle, 64, kernel=1)
    fine = graph.conv("lateral8", fine, 64, kernel=1)
    up = graph.upsample("up16", coarse)
    middle = graph.add("Add", "plus16", [middle, up], graph.shapes[middle])
    middle = graph.conv("aggregate16", middle, 64)
    up = graph.upsample("up8", middle)
    fine = graph.add("Add", "plus8", [fine, up], graph.shapes[fine])
    fine = graph.conv("aggregate8", fine, 64)
    outputs = []
    for name, level in (("stride32", coarse), ("stride16", middle), ("stride8", fine)):
        outputs += heads(graph, name, context(graph, name, level))
    return graph.products, {"format": "pitfall.graph/1", "name": graph.name,
                            "tensors": graph.tensors, "operators": graph.operators,
                            "outputs": outputs}
