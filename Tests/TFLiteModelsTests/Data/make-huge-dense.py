#!/usr/bin/env python3
"""Makes a TensorFlow Lite model of one dense layer whose result has more elements than can be counted.

    pip install tensorflow
    python3 make-huge-dense.py

Reduces Data/open-batch.tflite to one FULLY_CONNECTED and writes Data/huge-dense.tflite. No buffer
has a size that fits its tensor: readers must refuse the file by its shapes.
"""

import os

import flatbuffers
from tensorflow.lite.python import schema_py_generated as schema

FOLDER = os.path.dirname(os.path.abspath(__file__))


def main():
    with open(f"{FOLDER}/open-batch.tflite", "rb") as file:
        model = schema.ModelT.InitFromObj(schema.Model.GetRootAs(file.read(), 0))
    graph = model.subgraphs[0]
    dense = next(
        operator
        for operator in graph.operators
        if model.operatorCodes[operator.opcodeIndex].builtinCode
        == schema.BuiltinOperator.FULLY_CONNECTED
    )
    given, weight = dense.inputs[0], dense.inputs[1]
    dense.inputs = [given, weight]
    graph.tensors[given].shape = [1 << 20, 1 << 19, 1]
    graph.tensors[given].shapeSignature = None
    graph.tensors[weight].shape = [(1 << 31) - 1, 1]
    graph.tensors[dense.outputs[0]].shape = [1, (1 << 31) - 1]
    graph.tensors[dense.outputs[0]].shapeSignature = [-1, (1 << 31) - 1]
    graph.operators = [dense]
    graph.inputs, graph.outputs = [given], [dense.outputs[0]]
    model.signatureDefs = None
    builder = flatbuffers.Builder(0)
    builder.Finish(model.Pack(builder), b"TFL3")
    with open(f"{FOLDER}/huge-dense.tflite", "wb") as file:
        file.write(bytes(builder.Output()))


if __name__ == "__main__":
    main()
