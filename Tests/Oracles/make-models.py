"""Exports models without weights and what ONNX Runtime says of them. See README.md."""

import collections
import json
import pathlib
import tempfile
import warnings
from math import prod

import numpy as np
import onnx
import onnxruntime as ort
import torch
from onnx import TensorProto, numpy_helper
from torch import nn

KEPT = 16  # initializers of at most this many elements, and all integers, keep their values
FLOATS = (TensorProto.FLOAT, TensorProto.FLOAT16, TensorProto.DOUBLE)
HERE = pathlib.Path(__file__).parent / "models"


def vision():
    """torchvision, also where its compiled part was built for another PyTorch."""
    try:
        import torchvision
    except RuntimeError:
        import sys
        for name in [name for name in sys.modules if name.startswith("torchvision")]:
            del sys.modules[name]
        library = torch.library.Library("torchvision", "FRAGMENT")
        for name in ("nms", "qnms"):
            library.define(f"{name}(Tensor boxes, Tensor scores, float threshold) -> Tensor")
        vision.library = library
        import torchvision
    return torchvision.models


class DoubleConv(nn.Sequential):
    def __init__(self, inputs, outputs):
        super().__init__(nn.Conv2d(inputs, outputs, 3, padding=1, bias=False),
                         nn.BatchNorm2d(outputs), nn.ReLU(),
                         nn.Conv2d(outputs, outputs, 3, padding=1, bias=False),
                         nn.BatchNorm2d(outputs), nn.ReLU())


class UNet(nn.Module):
    """The U-Net with padded convolutions; `bilinear` upsamples in place of deconvolution."""

    def __init__(self, width, bilinear):
        super().__init__()
        sizes = [width * 2 ** level for level in range(5)]
        self.first = DoubleConv(3, sizes[0])
        self.down = nn.ModuleList(DoubleConv(a, b) for a, b in zip(sizes, sizes[1:]))
        self.grow = nn.ModuleList(
            nn.Sequential(nn.Upsample(scale_factor=2, mode="bilinear"), nn.Conv2d(b, a, 1))
            if bilinear else nn.ConvTranspose2d(b, a, 2, stride=2)
            for a, b in reversed(list(zip(sizes, sizes[1:]))))
        self.up = nn.ModuleList(DoubleConv(2 * a, a) for a in reversed(sizes[:-1]))
        self.last = nn.Conv2d(width, 2, 1)

    def forward(self, x):
        kept = [self.first(x)]
        for down in self.down:
            kept.append(down(nn.functional.max_pool2d(kept[-1], 2)))
        x = kept.pop()
        for grow, up in zip(self.grow, self.up):
            x = up(torch.cat([kept.pop(), grow(x)], dim=1))
        return self.last(x)


class Detector(nn.Module):
    """Backbone and heads of a torchvision detector, without anchors and suppression."""

    def __init__(self, whole):
        super().__init__()
        self.backbone, self.head = whole.backbone, whole.head

    def forward(self, x):
        out = self.head(list(self.backbone(x).values()))
        return out["bbox_regression"], out["cls_logits"]


def models():
    """File name, module, input shape, exporter and its options."""
    m = vision()
    plain, image = {"opset_version": 17, "dynamo": False}, (1, 3, 224, 224)
    yield "vit_b_16", m.vit_b_16(), image, plain
    yield "densenet121", m.densenet121(), image, plain
    inception = m.inception_v3(init_weights=False)
    yield "inception_v3", inception, (1, 3, 299, 299), plain
    yield "efficientnet_b0", m.efficientnet_b0(), image, plain
    yield "shufflenet_v2-batch", m.shufflenet_v2_x1_0(), image, dynamic(plain, {0: "batch"})
    yield "mobilenet_v3_large-dynamo", m.mobilenet_v3_large(), image, {
        "opset_version": 20, "dynamo": True, "external_data": False, "verbose": False}
    ssd = m.detection.ssdlite320_mobilenet_v3_large(weights=None, weights_backbone=None)
    yield "ssdlite320", Detector(ssd), (1, 3, 320, 320), plain
    yield "unet", UNet(32, False), (1, 3, 256, 256), plain
    yield "unet-bilinear-dynamic", UNet(16, True), (1, 3, 256, 192), dynamic(
        plain, {0: "batch", 2: "height", 3: "width"})


def dynamic(options, axes):
    """The options with symbolic dimensions of the input."""
    return {**options, "input_names": ["image"], "dynamic_axes": {"image": axes}}


def exported(module, shape, options):
    module.eval()
    with tempfile.TemporaryDirectory() as folder, warnings.catch_warnings():
        warnings.simplefilter("ignore")
        path = pathlib.Path(folder) / "model.onnx"
        torch.onnx.export(module, (torch.zeros(shape),), path, **options)
        return onnx.load(path)


def run(model, shape):
    """The shape of every tensor that a node writes, from running the model with each an output."""
    probe = onnx.ModelProto()
    probe.CopyFrom(model)
    names = [name for node in model.graph.node for name in node.output if name]
    del probe.graph.output[:]
    probe.graph.output.extend(onnx.ValueInfoProto(name=name) for name in names)
    options = ort.SessionOptions()
    options.graph_optimization_level = ort.GraphOptimizationLevel.ORT_DISABLE_ALL
    options.log_severity_level = 3
    session = ort.InferenceSession(probe.SerializeToString(), options,
                                   providers=["CPUExecutionProvider"])
    results = session.run(names, {session.get_inputs()[0].name: np.zeros(shape, np.float32)})
    return {name: list(result.shape) for name, result in zip(names, results)}


def described(model, shape, shapes):
    """The entry of expected.json; README.md defines its counts."""
    graph, known = model.graph, dict(shapes)
    known.update({item.name: list(item.dims) for item in graph.initializer})
    known[graph.input[0].name] = list(shape)
    assert all(node.op_type not in ("If", "Loop", "Scan") for node in graph.node)
    operations = 0
    for node in graph.node:
        if node.op_type in ("Conv", "ConvTranspose"):
            pixels = known[node.output[0] if node.op_type == "Conv" else node.input[0]]
            operations += prod(pixels) * prod(known[node.input[1]][1:])
        elif node.op_type in ("MatMul", "Gemm"):
            flipped = any(a.name == "transA" and a.i for a in node.attribute)
            depth = known[node.input[0]][-2 if flipped else -1]
            operations += prod(known[node.output[0]]) * depth
    named = {item.dim_param: size for item, size
             in zip(graph.input[0].type.tensor_type.shape.dim, shape) if item.dim_param}
    return {**({"dims": named} if named else {}), "nodes": len(graph.node),
            "opset": {item.domain or "ai.onnx": item.version for item in model.opset_import},
            "operators": dict(sorted(collections.Counter(n.op_type for n in graph.node).items())),
            "multiply_accumulates": operations,
            "float_parameters": sum(prod(item.dims) for item in graph.initializer
                                    if item.data_type in FLOATS),
            "shapes": shapes}


def strip(model):
    """Points every weight at a file that is not there, and drops shapes and exporter's notes."""
    graph = model.graph
    for index, item in enumerate(graph.initializer):
        if item.data_type in FLOATS and prod(item.dims) > KEPT:
            bare = TensorProto(name=item.name, data_type=item.data_type, dims=item.dims)
            bare.data_location = TensorProto.EXTERNAL
            bare.external_data.add(key="location", value="weights.bin")
            graph.initializer[index].CopyFrom(bare)
        else:
            item.CopyFrom(numpy_helper.from_array(numpy_helper.to_array(item), item.name))
    del graph.value_info[:]
    del model.metadata_props[:]
    del graph.metadata_props[:]
    model.doc_string = graph.doc_string = ""
    for node in graph.node:
        node.doc_string = ""
        del node.metadata_props[:]


def main():
    torch.manual_seed(0)
    HERE.mkdir(exist_ok=True)
    expected = {}
    for name, module, shape, options in models():
        model = exported(module, shape, options)
        shapes = run(model, shape)
        expected[f"{name}.onnx"] = described(model, shape, shapes)
        strip(model)
        (HERE / f"{name}.onnx").write_bytes(model.SerializeToString(deterministic=True))
        entry = expected[f"{name}.onnx"]
        print(name, entry["nodes"], entry["multiply_accumulates"], entry["float_parameters"])
    lines = ",\n".join(f"{json.dumps(name)}:{json.dumps(entry, separators=(',', ':'))}"
                       for name, entry in expected.items())
    (HERE / "expected.json").write_text("{" + lines + "}\n")


if __name__ == "__main__":
    main()
