#!/usr/bin/env python3
"""Writes Models/codl-*.graph.json (pitfall.graph/1) from Scripts/codl-operators.json.

    python3 Scripts/make-codl-graphs.py           write the files
    python3 Scripts/make-codl-graphs.py --check   fail if a file is not what would be written

CoDL publishes flattened lists of operators with the padded size of each input. A graph is made of
a list by these rules, in this order:

1.  Each listed operator becomes one operator with the index it has in the list: `Conv_4`,
    `MaxPool_5`, `Gemm_18` (a fully connected operator, behind a Flatten of its input). Weights and
    biases are fp32. All pools are MaxPool; the lists do not say which kind they are.
2.  It reads the result of the operator listed before it, unless WIRING says what it reads. WIRING
    holds what the shapes and the published architectures of PoseNet and RetinaFace explain: joined
    channels (Concat), sums in a feature pyramid (Add), upsampling (Resize) and subsampling
    (MaxPool).
3.  Pads are what the padded input has more than the tensor that is read, half of it in front,
    rounded down. A smaller listed input is fine where the operator's output is the same, as with
    a pool that ignores the last row of an odd height.
4.  Where the shapes still differ, the list has left something out (depthwise and transposed
    convolutions, the global pool of MobileNetV1). Then a Resize (nearest neighbour) to the shape
    that the list gives, `Resize_before_4`, comes in between. It stands for the missing operators:
    it keeps the data on its way through the network, does no multiply-accumulates, moves as few
    bytes as any operator that makes the shape, and every backend with a GPU has it.

Nothing else is added: no activations (they are fused), no residual additions. The
multiply-accumulates of a graph are therefore those of the list.
"""

import json
import pathlib
import sys

HERE = pathlib.Path(__file__).resolve().parent
MODELS = HERE.parent / "Models"

# What an operator reads when it is not the result of the one before. A number stands for the
# result of the listed operator of that index.
WIRING = {
    # Each stage reads the features (17) joined with the belief maps of the stage before.
    "codl-posenet": {
        20: ("concat", [17, 19]),
        27: ("concat", [17, 26]),
    },
    # A feature pyramid over the stages 7, 10, 22 and 49 of the backbone, and a context module and
    # two heads at each of its five levels. Stage 50 is the top of the pyramid.
    "codl-retinaface": {
        51: ("upsample", 50),
        52: 22,
        53: ("upsample", ("add", [51, 52])),
        54: 10,
        55: ("upsample", ("add", [53, 54])),
        56: 7,
        **{
            index: source
            for first, level, last_head in [
                (57, ("add", [55, 56]), 82),
                (62, ("add", [53, 54]), 83),
                (67, ("add", [51, 52]), 84),
                (72, 50, 85),
                (77, ("subsample", 50), 86),
            ]
            for index, source in [
                (first, level),
                (first + 1, level),
                (first + 2, level),
                (first + 3, ("concat", [first, first + 1, first + 2])),
                (first + 4, first + 3),
                (last_head, first + 3),
            ]
        },
    },
}

# Models whose first convolution is listed without pads; others have half the kernel on each side.
UNPADDED_INPUT = {"codl-alexnet"}


class Graph:
    """A graph under construction; tensors are known by name."""

    def __init__(self, name):
        self.name = name
        self.tensors = {}
        self.operators = []

    def tensor(self, name, shape, element_type="fp32", role=None, constant=None):
        assert name not in self.tensors, name
        entry = {"name": name, "type": element_type, "shape": list(shape)}
        if role:
            entry["role"] = role
        if constant is not None:
            entry["constant"] = constant
        self.tensors[name] = entry
        return name

    def shape(self, tensor):
        return self.tensors[tensor]["shape"]

    def operator(self, name, kind, inputs, shape, **attributes):
        """Adds an operator and returns its output."""
        output = self.tensor(name + "_out", shape)
        entry = {"name": name, "type": kind}
        if attributes:
            entry["attributes"] = attributes
        entry["inputs"] = inputs
        entry["outputs"] = [output]
        self.operators.append(entry)
        return output

    def resize(self, name, source, shape):
        sizes = self.tensor(name + ".sizes", [4], "int64", "weight", list(shape))
        return self.operator(
            name, "Resize", [source, None, None, sizes], shape,
            coordinate_transformation_mode="asymmetric", mode="nearest", nearest_mode="floor")

    def document(self):
        read = {tensor for entry in self.operators for tensor in entry["inputs"]}
        made = [tensor for entry in self.operators for tensor in entry["outputs"]]
        return {
            "format": "pitfall.graph/1",
            "name": self.name,
            "tensors": list(self.tensors.values()),
            "operators": self.operators,
            "outputs": [tensor for tensor in made if tensor not in read],
        }


class Builder:
    """Turns one list into a graph."""

    def __init__(self, name, listed):
        self.graph = Graph(name)
        self.listed = listed
        self.wiring = WIRING.get(name, {})
        self.results = []
        self.derived = {}

    def build(self):
        first = self.listed[0]
        size = [padded - 2 * (first["kernel"] // 2) for padded in padded_size(first)]
        if self.graph.name in UNPADDED_INPUT:
            size = padded_size(first)
        source = self.graph.tensor("input", [1, first["in_c"], *size], role="input")
        for index, entry in enumerate(self.listed):
            if index in self.wiring:
                source = self.source(self.wiring[index], index)
            make = self.fully_connected if entry["kind"] == "fully_connected" else self.window
            source = make(index, entry, source)
            self.results.append(source)
        return self.graph

    def source(self, wire, index):
        """The tensor that a wire stands for; the same wire is built once."""
        if isinstance(wire, int):
            return self.results[wire]
        key = repr(wire)
        if key not in self.derived:
            self.derived[key] = self.derive(*wire, index)
        return self.derived[key]

    def derive(self, how, what, index):
        graph = self.graph
        if how in ("concat", "add"):
            sources = [self.source(wire, index) for wire in what]
            shapes = [graph.shape(source) for source in sources]
            assert len({tuple(shape[2:]) for shape in shapes}) == 1, (graph.name, index, shapes)
            if how == "add":
                assert shapes[0] == shapes[1]
                return graph.operator(f"Add_before_{index}", "Add", sources, shapes[0])
            shape = [1, sum(shape[1] for shape in shapes), *shapes[0][2:]]
            return graph.operator(f"Concat_before_{index}", "Concat", sources, shape, axis=1)
        source = self.source(what, index)
        batch, channels, height, width = graph.shape(source)
        if how == "upsample":
            shape = [batch, channels, 2 * height, 2 * width]
            return graph.resize(f"Resize_before_{index}", source, shape)
        assert how == "subsample", how
        shape = [batch, channels, (height + 1) // 2, (width + 1) // 2]
        return graph.operator(
            f"MaxPool_before_{index}", "MaxPool", [source], shape,
            kernel_shape=[1, 1], strides=[2, 2])

    def window(self, index, entry, source):
        """A convolution or a pool."""
        graph = self.graph
        kernel, stride = entry["kernel"], entry["stride"]
        outputs = [(padded - kernel) // stride + 1 for padded in padded_size(entry)]
        pads = self.pads(entry, graph.shape(source), outputs)
        if pads is None:
            # Odd kernels read a padded tensor; where nothing is known, the same half on each side.
            margin = kernel // 2 if kernel % 2 else 0
            size = [padded - 2 * margin for padded in padded_size(entry)]
            source = graph.resize(
                f"Resize_before_{index}", source, [1, entry["in_c"], *size])
            pads = self.pads(entry, graph.shape(source), outputs)
        attributes = {"kernel_shape": [kernel, kernel], "pads": pads, "strides": [stride, stride]}
        if entry["kind"] == "pool":
            shape = [1, entry["in_c"], *outputs]
            return graph.operator(f"MaxPool_{index}", "MaxPool", [source], shape, **attributes)
        name = f"Conv_{index}"
        inputs = [source, *self.weights(name, [entry["out_c"], entry["in_c"], kernel, kernel])]
        return graph.operator(name, "Conv", inputs, [1, entry["out_c"], *outputs], **attributes)

    def pads(self, entry, shape, outputs):
        """The pads [top, left, bottom, right] that make the listed size, or None."""
        if shape[1] != entry["in_c"]:
            return None
        kernel, stride = entry["kernel"], entry["stride"]
        before, after = [], []
        for extent, padded, output in zip(shape[2:], padded_size(entry), outputs):
            total = max(0, padded - extent)
            if total > 2 * kernel or (extent + total - kernel) // stride + 1 != output:
                return None
            before.append(total // 2)
            after.append(total - total // 2)
        return before + after

    def fully_connected(self, index, entry, source):
        graph = self.graph
        shape = [1, entry["in_c"], entry["in_h"], entry["in_w"]]
        features = entry["in_c"] * entry["in_h"] * entry["in_w"]
        if graph.shape(source) != [1, features]:
            if graph.shape(source) != shape:
                source = graph.resize(f"Resize_before_{index}", source, shape)
            source = graph.operator(
                f"Flatten_before_{index}", "Flatten", [source], [1, features], axis=1)
        name = f"Gemm_{index}"
        inputs = [source, *self.weights(name, [entry["out_c"], features])]
        return graph.operator(name, "Gemm", inputs, [1, entry["out_c"]], transB=1)

    def weights(self, name, shape):
        return [
            self.graph.tensor(name + ".weight", shape, role="weight"),
            self.graph.tensor(name + ".bias", shape[:1], role="weight"),
        ]


def padded_size(entry):
    return [entry["in_h_padded"], entry["in_w_padded"]]


def listed_multiply_accumulates(listed):
    """The multiply-accumulates of a list, from the list alone."""
    total = 0
    for entry in listed:
        if entry["kind"] == "conv":
            work = entry["in_c"] * entry["out_c"] * entry["kernel"] ** 2
            for padded in padded_size(entry):
                work *= (padded - entry["kernel"]) // entry["stride"] + 1
            total += work
        elif entry["kind"] == "fully_connected":
            total += entry["in_c"] * entry["in_h"] * entry["in_w"] * entry["out_c"]
    return total


def check(document):
    """Infers every shape again by ONNX's rules, and returns the multiply-accumulates."""
    tensors = {tensor["name"]: tensor for tensor in document["tensors"]}
    assert len(tensors) == len(document["tensors"]), "a tensor's name comes twice"
    known = {name for name, tensor in tensors.items() if "role" in tensor}
    total = 0
    for entry in document["operators"]:
        inputs = [name for name in entry["inputs"] if name is not None]
        assert known.issuperset(inputs), f"{entry['name']} reads what is not computed yet"
        shapes = [tensors[name]["shape"] for name in inputs]
        shape, work = inferred(entry, shapes, tensors[inputs[-1]].get("constant"))
        output, = entry["outputs"]
        assert output not in known and tensors[output]["shape"] == shape, (entry, shape)
        known.add(output)
        total += work
    assert known == set(tensors) and known.issuperset(document["outputs"])
    return total


def inferred(entry, shapes, constant):
    """The output shape and the multiply-accumulates of an operator."""
    attributes, first = entry.get("attributes", {}), shapes[0]
    kind = entry["type"]
    if kind in ("Conv", "MaxPool"):
        pads = attributes.get("pads", [0, 0, 0, 0])
        extents = [
            (first[2 + axis] + pads[axis] + pads[2 + axis] - kernel) // stride + 1
            for axis, (kernel, stride) in enumerate(
                zip(attributes["kernel_shape"], attributes["strides"]))
        ]
        if kind == "MaxPool":
            return [*first[:2], *extents], 0
        weight, bias = shapes[1:]
        assert weight[1:] == [first[1], *attributes["kernel_shape"]] and bias == weight[:1]
        work = weight[0] * weight[1] * weight[2] * weight[3] * extents[0] * extents[1]
        return [1, weight[0], *extents], work
    if kind == "Gemm":
        assert shapes[1][1] == first[1] and shapes[2] == shapes[1][:1]
        return [1, shapes[1][0]], first[1] * shapes[1][0]
    if kind == "Flatten":
        return [1, first[1] * first[2] * first[3]], 0
    if kind == "Concat":
        return [1, sum(shape[1] for shape in shapes), *first[2:]], 0
    if kind == "Resize":
        return constant, 0
    assert kind == "Add" and shapes[0] == shapes[1], kind
    return first, 0


def text(document):
    """JSON with one tensor or operator on a line."""
    lines = ["{"]
    lines += [f'  "{key}": {json.dumps(document[key])},' for key in ("format", "name")]
    for key in ("tensors", "operators"):
        entries = ["    " + json.dumps(entry) for entry in document[key]]
        lines += [f'  "{key}": [', ",\n".join(entries), "  ],"]
    lines += [f'  "outputs": {json.dumps(document["outputs"])}', "}"]
    return "\n".join(lines) + "\n"


def main():
    is_check = sys.argv[1:] == ["--check"]
    if sys.argv[1:] and not is_check:
        sys.exit(__doc__.split("\n\n")[1])
    lists = json.loads((HERE / "codl-operators.json").read_text())["models"]
    stale = []
    for name, model in lists.items():
        document = Builder(name, model["operators"]).build().document()
        work, listed = check(document), listed_multiply_accumulates(model["operators"])
        assert work == listed, (name, work, listed)
        path = MODELS / f"{name}.graph.json"
        if is_check:
            if not path.exists() or path.read_text() != text(document):
                stale.append(path.name)
        else:
            path.write_text(text(document))
        inserted = [
            entry["name"] for entry in document["operators"] if "_before_" in entry["name"]]
        print(f"{name}: {len(model['operators'])} listed operators, {work} multiply-accumulates; "
              f"inserted: {', '.join(inserted) or 'none'}")
    if stale:
        sys.exit(f"not up to date: {', '.join(stale)}; run python3 Scripts/make-codl-graphs.py")


if __name__ == "__main__":
    main()
