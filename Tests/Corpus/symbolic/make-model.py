#!/usr/bin/env python3
"""Writes batch.onnx, two activations on a tensor whose first dimension is symbolic; needs onnx."""
import pathlib

from onnx import TensorProto, helper, save

shape = ["batch", 4, 8, 8]
values = {name: helper.make_tensor_value_info(name, TensorProto.FLOAT, shape) for name in "xab"}
graph = helper.make_graph(
    [helper.make_node("Relu", ["x"], ["a"], name="first"),
     helper.make_node("Sigmoid", ["a"], ["b"], name="second")],
    "batch", [values["x"]], [values["b"]], value_info=[values["a"]])
model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 13)], ir_version=8)
save(model, pathlib.Path(__file__).parent / "batch.onnx")
