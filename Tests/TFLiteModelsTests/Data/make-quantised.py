#!/usr/bin/env python3
"""Writes a small quantised model: an 8-bit convolution and addition between QUANTIZE and DEQUANTIZE,
an operator of the user's own, and a second subgraph.

    pip install ai-edge-litert
    make-quantised.py
"""
import pathlib

import flatbuffers
import numpy
from ai_edge_litert import schema_py_generated as schema

HERE = pathlib.Path(__file__).parent
FLOAT, BYTES, INTEGERS = schema.TensorType.FLOAT32, schema.TensorType.INT8, schema.TensorType.INT32


def tensor(graph, model, name, shape, kind, scales=(), data=None):
    item = schema.TensorT()
    item.name, item.shape, item.type = name, list(shape), kind
    if scales:
        item.quantization = schema.QuantizationParametersT()
        item.quantization.scale = list(scales)
        item.quantization.zeroPoint = [0] * len(scales)
        item.quantization.quantizedDimension = 0
    buffer = schema.BufferT()
    if data is not None:
        buffer.data = list(numpy.asarray(data).tobytes())
    model.buffers.append(buffer)
    item.buffer = len(model.buffers) - 1
    graph.tensors.append(item)
    return len(graph.tensors) - 1


def node(graph, model, kind, inputs, outputs, options=None, options_type=0, custom=None):
    code = schema.OperatorCodeT()
    code.builtinCode = 32 if custom else getattr(schema.BuiltinOperator, kind)
    code.deprecatedBuiltinCode = min(code.builtinCode, 127)
    code.customCode, code.version = custom, 1
    model.operatorCodes.append(code)
    item = schema.OperatorT()
    item.opcodeIndex = len(model.operatorCodes) - 1
    item.inputs, item.outputs = inputs, outputs
    item.builtinOptions, item.builtinOptionsType = options, options_type
    graph.operators.append(item)


def subgraph(model, name):
    graph = schema.SubGraphT()
    graph.name, graph.tensors, graph.operators = name, [], []
    model.subgraphs.append(graph)
    return graph


def main():
    model = schema.ModelT()
    model.version, model.buffers = 3, [schema.BufferT()]
    model.operatorCodes, model.subgraphs = [], []
    graph = subgraph(model, "main")
    image = tensor(graph, model, "image", (1, 8, 8, 4), FLOAT)
    small = tensor(graph, model, "small", (1, 8, 8, 4), BYTES, [0.05])
    filters = tensor(graph, model, "filters", (8, 3, 3, 4), BYTES, [0.01] * 8,
                     numpy.zeros((8, 3, 3, 4), numpy.int8))
    bias = tensor(graph, model, "bias", (8,), INTEGERS, [0.0005] * 8, numpy.zeros(8, numpy.int32))
    felt = tensor(graph, model, "felt", (1, 8, 8, 8), BYTES, [0.1])
    added = tensor(graph, model, "added", (1, 8, 8, 8), BYTES, [0.2])
    mine = tensor(graph, model, "mine", (1, 8, 8, 8), BYTES, [0.2])
    out = tensor(graph, model, "out", (1, 8, 8, 8), FLOAT)
    conv = schema.Conv2DOptionsT()
    conv.padding, conv.strideW, conv.strideH = 0, 1, 1
    conv.dilationWFactor = conv.dilationHFactor = 1
    node(graph, model, "QUANTIZE", [image], [small])
    node(graph, model, "CONV_2D", [small, filters, bias], [felt], conv,
         schema.BuiltinOptions.Conv2DOptions)
    node(graph, model, "ADD", [felt, felt], [added], schema.AddOptionsT(),
         schema.BuiltinOptions.AddOptions)
    node(graph, model, None, [added], [mine], custom="MyOwnOperator")
    node(graph, model, "DEQUANTIZE", [mine], [out])
    graph.inputs, graph.outputs = [image], [out]
    other = subgraph(model, "other")
    left = tensor(other, model, "left", (1, 16), FLOAT)
    right = tensor(other, model, "right", (1, 16), FLOAT)
    node(other, model, "RELU", [left], [right])
    other.inputs, other.outputs = [left], [right]
    builder = flatbuffers.Builder(1 << 12)
    builder.Finish(model.Pack(builder), b"TFL3")
    (HERE / "quantised.tflite").write_bytes(bytes(builder.Output()))


if __name__ == "__main__":
    main()
