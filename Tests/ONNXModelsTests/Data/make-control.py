#!/usr/bin/env python3
"""Makes models with control flow and says what ONNX Runtime runs of them.

    pip install torch onnx onnxruntime
    python3 make-control.py

Writes control/*.onnx and control/expected.json: for values of the symbolic dimensions the shapes of
the outputs and, from ONNX Runtime's profile, how often it ran the operators that Pitfall keeps.
"""

import collections
import json
import os

import numpy
import onnx
import onnxruntime
import torch
from onnx import TensorProto, helper

FOLDER = os.path.join(os.path.dirname(os.path.abspath(__file__)), "control")
KEPT = ["Conv", "Gemm", "Relu", "Squeeze", "Add", "Mul", "Sigmoid"]


class Branches(torch.nn.Module):
    """One convolution or another, by the batch; the batch of one is taken away after it."""

    def __init__(self):
        super().__init__()
        self.one = torch.nn.Conv2d(3, 8, 3)
        self.many = torch.nn.Conv2d(3, 8, 3)

    def forward(self, x):
        if x.size(0) == 1:
            y = self.one(x)
        else:
            y = self.many(x)
        if x.size(0) == 1:
            y = y.squeeze(0)
        return y


class Turns(torch.nn.Module):
    """A layer as often as the batch has rows."""

    def __init__(self):
        super().__init__()
        self.layer = torch.nn.Linear(8, 8)

    def forward(self, x):
        for _ in range(x.size(0)):
            x = torch.relu(self.layer(x))
        return x


def export(name, module, example, axes):
    torch.manual_seed(0)
    torch.onnx.export(
        torch.jit.script(module().eval()), (example,), f"{FOLDER}/{name}.onnx", opset_version=14,
        input_names=["x"], output_names=["y"], dynamic_axes=axes, dynamo=False,
    )


def value(name, shape, kind=TensorProto.FLOAT):
    return helper.make_tensor_value_info(name, kind, shape)


def save(name, graph):
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)], ir_version=8)
    onnx.checker.check_model(model)
    onnx.save(model, f"{FOLDER}/{name}.onnx")


def scanning():
    """A loop of three turns that leaves a row behind in each, with an If inside."""
    taken = helper.make_graph(
        [helper.make_node("Mul", ["state", "state"], ["chosen"])], "then", [], [value("chosen", [4])]
    )
    other = helper.make_graph(
        [helper.make_node("Sigmoid", ["state"], ["chosen"])], "else", [], [value("chosen", [4])]
    )
    body = helper.make_graph(
        [
            helper.make_node("Constant", [], ["zero"], value=helper.make_tensor("v", 7, [], [0])),
            helper.make_node("Equal", ["turn", "zero"], ["first"]),
            helper.make_node("If", ["first"], ["changed"], then_branch=taken, else_branch=other),
            helper.make_node("Add", ["changed", "x"], ["next"]),
            helper.make_node("Identity", ["next"], ["row"]),
            helper.make_node("Identity", ["goes"], ["goes_on"]),
        ],
        "body",
        [value("turn", [], 7), value("goes", [], 9), value("state", [4])],
        [value("goes_on", [], 9), value("next", [4]), value("row", [4])],
    )
    count = helper.make_tensor("count", 7, [], [3])
    loop = helper.make_node("Loop", ["count", "", "x"], ["last", "rows"], body=body)
    outputs = [value("last", [4]), value("rows", [3, 4])]
    save("scanning", helper.make_graph([loop], "g", [value("x", [4])], outputs, [count]))


def expectation(name, dims):
    options = onnxruntime.SessionOptions()
    options.graph_optimization_level = onnxruntime.GraphOptimizationLevel.ORT_DISABLE_ALL
    options.enable_profiling = True
    options.profile_file_prefix = "/tmp/make-control"
    session = onnxruntime.InferenceSession(
        f"{FOLDER}/{name}.onnx", options, providers=["CPUExecutionProvider"]
    )
    feeds = {
        item.name: numpy.ones([dims.get(d, d) for d in item.shape], numpy.float32)
        for item in session.get_inputs()
    }
    results = session.run(None, feeds)
    profile = session.end_profiling()
    counts = collections.Counter()
    for event in json.load(open(profile)):
        if event.get("name", "").endswith("_kernel_time"):
            counts[event["args"]["op_name"]] += 1
    os.remove(profile)
    return {
        "model": name,
        "dims": dims,
        "outputs": {o.name: list(r.shape) for o, r in zip(session.get_outputs(), results)},
        "ran": {kind: counts[kind] for kind in KEPT if counts[kind]},
    }


def main():
    os.makedirs(FOLDER, exist_ok=True)
    export("branches", Branches, torch.ones(1, 3, 8, 8), {"x": {0: "batch"}})
    export("turns", Turns, torch.ones(2, 8), {"x": {0: "batch"}})
    scanning()
    cases = [("branches", {"batch": n}) for n in (1, 3)]
    cases += [("turns", {"batch": n}) for n in (1, 4)] + [("scanning", {})]
    with open(f"{FOLDER}/expected.json", "w") as file:
        json.dump([expectation(*case) for case in cases], file, indent=2)
        file.write("\n")


if __name__ == "__main__":
    main()
