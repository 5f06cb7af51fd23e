"""The graphs of the corpus. Shapes are worked out here, not by the product."""


class Graph:
    """A graph in the form of pitfall.graph/1."""

    def __init__(self, name):
        self.name = name
        self.tensors = []
        self.operators = []
        self.shapes = {}
        self.types = {}

    def tensor(self, name, shape, role=None, kind="fp32", constant=None):
        entry = {"name": name, "type": kind, "shape": shape}
        if role:
            entry["role"] = role
        if constant is not None:
            entry["constant"] = constant
        self.tensors.append(entry)
        self.shapes[name] = shape
        self.types[name] = kind
        return name

    def input(self, name, shape, kind="fp32"):
        return self.tensor(name, shape, "input", kind)

    def weight(self, name, shape, kind="fp32", constant=None):
        return self.tensor(name, shape, "weight", kind, constant)

    def operator(self, name, kind, inputs, outputs, attributes=None):
        """Adds an operator whose outputs are pairs of name and shape."""
        for output, shape in outputs:
            self.tensor(output, shape, kind=self.types[inputs[0]])
        entry = {"name": name, "type": kind}
        if attributes:
            entry["attributes"] = attributes
        entry["inputs"] = inputs
        entry["outputs"] = [output for output, _ in outputs]
        self.operators.append(entry)
        return outputs[0][0]

    def conv(self, name, x, out, channels, kernel=3, stride=1, dilation=1, group=1):
        """A convolution padded to the same size (divided by the stride, rounded up)."""
        batch, depth, height, width = self.shapes[x]
        pad = (kernel - 1) * dilation // 2
        w = self.weight(
            name + ".w", [channels, depth // group, kernel, kernel], self.types[x])

        def extent(n):
            return (n + 2 * pad - (kernel - 1) * dilation - 1) // stride + 1

        return self.operator(
            name, "Conv", [x, w], [(out, [batch, channels, extent(height), extent(width)])],
            {"kernel_shape": [kernel] * 2, "strides": [stride] * 2, "pads": [pad] * 4,
             "dilations": [dilation] * 2, "group": group})

    def same(self, name, kind, inputs, out, attributes=None):
        """An operator whose output has the shape of its first input."""
        return self.operator(
            name, kind, inputs, [(out, list(self.shapes[inputs[0]]))], attributes)

    def json(self, outputs):
        return {"format": "pitfall.graph/1", "name": self.name, "tensors": self.tensors,
                "operators": self.operators, "outputs": outputs}


def chain():
    """Two convolutions with a halo of one row, and a Relu between them."""
    g = Graph("chain")
    g.input("x", [1, 8, 32, 32])
    g.conv("conv1", "x", "a", 16)
    g.same("relu", "Relu", ["a"], "b")
    g.conv("conv2", "b", "c", 16)
    return g.json(["c"])


def strided():
    """Convolutions of stride 2: 33 rows to 17 to 9."""
    g = Graph("strided")
    g.input("x", [1, 4, 33, 33])
    g.conv("conv1", "x", "a", 8, stride=2)
    g.conv("conv2", "a", "b", 8, stride=2)
    return g.json(["b"])


def dilated():
    """A convolution of dilation 2: a halo of two rows."""
    g = Graph("dilated")
    g.input("x", [1, 4, 32, 32])
    g.conv("conv1", "x", "a", 8)
    g.conv("conv2", "a", "b", 8, dilation=2)
    return g.json(["b"])


def pooled():
    """A convolution and a 3x3 pool of stride 2 with a window that begins in the last row."""
    g = Graph("pooled")
    g.input("x", [1, 4, 32, 32])
    g.conv("conv", "x", "a", 8)
    g.operator(
        "pool", "MaxPool", ["a"], [("b", [1, 8, 16, 16])],
        {"kernel_shape": [3, 3], "strides": [2, 2], "ceil_mode": 1})
    return g.json(["b"])


def residual():
    """A residual block."""
    g = Graph("residual")
    g.input("x", [1, 8, 16, 16])
    g.conv("conv0", "x", "s", 8)
    g.conv("conv1", "s", "a", 8)
    g.same("relu1", "Relu", ["a"], "b")
    g.conv("conv2", "b", "c", 8)
    g.same("add", "Add", ["c", "s"], "d")
    g.same("relu2", "Relu", ["d"], "y")
    return g.json(["y"])


def inception():
    """Four branches that meet in a concatenation of channels."""
    g = Graph("inception")
    g.input("x", [1, 16, 16, 16])
    g.conv("one", "x", "b1", 16, kernel=1)
    g.conv("three", "x", "b2", 16, kernel=3)
    g.conv("five", "x", "b3", 8, kernel=5)
    g.operator(
        "pool", "MaxPool", ["x"], [("p", [1, 16, 16, 16])],
        {"kernel_shape": [3, 3], "strides": [1, 1], "pads": [1, 1, 1, 1]})
    g.conv("project", "p", "b4", 8, kernel=1)
    g.operator(
        "join", "Concat", ["b1", "b2", "b3", "b4"], [("y", [1, 48, 16, 16])], {"axis": 1})
    return g.json(["y"])


def depthwise():
    """Pointwise, depthwise, pointwise: MobileNet's block."""
    g = Graph("depthwise")
    g.input("x", [1, 8, 16, 16])
    g.conv("expand", "x", "a", 16, kernel=1)
    g.conv("depth", "a", "b", 16, group=16)
    g.conv("project", "b", "y", 8, kernel=1)
    return g.json(["y"])


def attention():
    """One head-batched attention over 16 tokens: 4 heads of 8."""
    g = Graph("attention")
    g.input("q", [4, 16, 8])
    g.input("k", [4, 8, 16])
    g.input("v", [4, 16, 8])
    g.operator("scores", "MatMul", ["q", "k"], [("s", [4, 16, 16])])
    g.same("softmax", "Softmax", ["s"], "p", {"axis": -1})
    g.operator("mix", "MatMul", ["p", "v"], [("y", [4, 16, 8])])
    return g.json(["y"])


def heads():
    """A detector's two outputs from one trunk."""
    g = Graph("heads")
    g.input("x", [1, 8, 16, 16])
    g.conv("trunk", "x", "t", 16)
    g.conv("boxes", "t", "boxes_out", 32, kernel=1)
    g.conv("deep", "t", "u", 32)
    g.conv("classes", "u", "classes_out", 8, kernel=1)
    return g.json(["boxes_out", "classes_out"])


def pieces():
    """A split of channels whose halves are treated apart and joined along the height."""
    g = Graph("pieces")
    g.input("x", [1, 8, 16, 16])
    g.conv("conv", "x", "a", 8)
    g.weight("sizes", [2], "int64", [4, 4])
    g.operator("cut", "Split", ["a", "sizes"],
               [("l", [1, 4, 16, 16]), ("r", [1, 4, 16, 16])], {"axis": 1})
    g.same("left", "Relu", ["l"], "m")
    g.same("right", "Sigmoid", ["r"], "n")
    g.operator("stack", "Concat", ["m", "n"], [("y", [1, 4, 32, 16])], {"axis": 2})
    return g.json(["y"])


def classifier():
    """The end of a classifier: mean over height and width, matrix, softmax of rank 3."""
    g = Graph("classifier")
    g.input("x", [1, 8, 8, 8])
    g.conv("conv", "x", "a", 8)
    g.weight("axes", [2], "int64", [2, 3])
    g.operator("mean", "ReduceMean", ["a", "axes"], [("m", [1, 8])], {"keepdims": 0})
    g.weight("fc.w", [10, 8])
    g.operator("fc", "Gemm", ["m", "fc.w"], [("f", [1, 10])], {"transB": 1})
    g.weight("shape", [3], "int64", [1, 2, 5])
    g.operator("reshape", "Reshape", ["f", "shape"], [("r", [1, 2, 5])])
    g.same("softmax", "Softmax", ["r"], "y", {"axis": -1})
    return g.json(["y"])


def bytewise():
    """An 8-bit chain for a DSP, with a dilation in its second convolution."""
    g = Graph("bytewise")
    g.input("x", [1, 4, 16, 16], "int8")
    g.conv("conv1", "x", "a", 8)
    g.conv("conv2", "a", "b", 8, dilation=2)
    g.same("relu", "Relu", ["b"], "y")
    return g.json(["y"])


def batch():
    """Two convolutions over a batch of four."""
    g = Graph("batch")
    g.input("x", [4, 4, 16, 16])
    g.conv("conv1", "x", "a", 8)
    g.conv("conv2", "a", "b", 8)
    return g.json(["b"])


def heavy():
    """Convolutions that are worth sharing."""
    g = Graph("heavy")
    g.input("x", [1, 64, 56, 56])
    for number, (source, target) in enumerate(zip("xabc", "abcd"), start=1):
        g.conv(f"conv{number}", source, target, 64)
    return g.json(["d"])


def branches():
    """Two branches that are wide inside and narrow at both ends."""
    g = Graph("branches")
    g.input("x", [1, 4, 16, 16])
    g.conv("left-wide", "x", "wide-l", 64, kernel=1)
    g.conv("left-narrow", "wide-l", "l", 4, kernel=1)
    g.conv("right-wide", "x", "wide-r", 64, kernel=1)
    g.conv("right-narrow", "wide-r", "r", 4, kernel=1)
    g.same("add", "Add", ["l", "r"], "y")
    return g.json(["y"])


def dense():
    """Two matrices: the first has 51,200 bytes of weights."""
    g = Graph("dense")
    g.input("x", [1, 128])
    g.weight("fc1.w", [100, 128])
    g.operator("fc1", "Gemm", ["x", "fc1.w"], [("h", [1, 100])], {"transB": 1})
    g.weight("fc2.w", [10, 100])
    g.operator("fc2", "Gemm", ["h", "fc2.w"], [("y", [1, 10])], {"transB": 1})
    return g.json(["y"])


ALL = [branches, dense, chain, strided, dilated, pooled, residual, inception, depthwise, attention, heads,
       pieces, classifier, bytewise, batch, heavy]
