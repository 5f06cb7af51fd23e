#!/usr/bin/env python3
"""Writes a model whose dense layers have weights of 8 bits and fewer, packed as TensorFlow Lite does.

    pip install ai-edge-litert
    make-narrow.py
"""
import importlib.util
import pathlib

import flatbuffers
import numpy
from ai_edge_litert import schema_py_generated as schema

HERE = pathlib.Path(__file__).parent
spec = importlib.util.spec_from_file_location("made", HERE / "make-quantised.py")
made = importlib.util.module_from_spec(spec)
spec.loader.exec_module(made)

FLOAT = schema.TensorType.FLOAT32


def main():
    model = schema.ModelT()
    model.version, model.buffers = 3, [schema.BufferT()]
    model.operatorCodes, model.subgraphs = [], []
    graph = made.subgraph(model, "main")
    last = made.tensor(graph, model, "x", (1, 9), FLOAT)
    graph.inputs = [last]
    for name, bits in (("INT4", 4), ("UINT4", 4), ("INT2", 2),
                       ("FLOAT8_E4M3FN", 8), ("FLOAT8_E5M2", 8)):
        packed = numpy.zeros((9 * 9 * bits + 7) // 8, numpy.uint8)
        weights = made.tensor(graph, model, name, (9, 9), getattr(schema.TensorType, name), [0.5],
                              packed)
        result = made.tensor(graph, model, "after " + name, (1, 9), FLOAT)
        made.node(graph, model, "FULLY_CONNECTED", [last, weights, -1], [result],
                  schema.FullyConnectedOptionsT(), schema.BuiltinOptions.FullyConnectedOptions)
        last = result
    graph.outputs = [last]
    builder = flatbuffers.Builder(1 << 12)
    builder.Finish(model.Pack(builder), b"TFL3")
    (HERE / "narrow.tflite").write_bytes(bytes(builder.Output()))


main()
