#!/usr/bin/env python3
"""Takes the weights out of TensorFlow Lite models and notes what the tests expect of them.

    pip install ai-edge-litert onnx
    make-data.py FOLDER-WITH-ORIGINALS

Integers of at most 64 elements are kept, because shapes follow from them; of every other buffer
one byte stays, which says that there is one. Shapes and operator counts are those of the schema's
own Python classes; multiply-accumulates are counted here from the shapes.
"""
import json
import pathlib
import sys

import flatbuffers
from ai_edge_litert import schema_py_generated as schema

HERE = pathlib.Path(__file__).parent
NAMES = {v: k for k, v in vars(schema.BuiltinOperator).items() if isinstance(v, int)}


def load(path):
    model = schema.ModelT.InitFromPackedBuf(path.read_bytes(), 0)
    return model


def code(model, node):
    entry = model.operatorCodes[node.opcodeIndex]
    number = max(entry.builtinCode, entry.deprecatedBuiltinCode)
    return entry.customCode.decode() if number == 32 else NAMES[number]


def strip(model):
    kept = {0}
    for graph in model.subgraphs:
        for tensor in graph.tensors:
            size = 1
            for extent in tensor.shape if tensor.shape is not None else []:
                size *= int(extent)
            if tensor.type in (2, 4) and size <= 64:
                kept.add(tensor.buffer)
            tensor.quantization = tensor.quantization if tensor.type in (3, 9) else None
            tensor.sparsity = None
    for index, buffer in enumerate(model.buffers):
        if index not in kept and buffer.data is not None and len(buffer.data) > 0:
            buffer.data = [0]
    model.metadata, model.metadataBuffer = None, None


def work(graph, name, node):
    def shape(index):
        return [int(x) for x in graph.tensors[index].shape]

    def product(values):
        result = 1
        for value in values:
            result *= value
        return result

    if name in ("CONV_2D", "DEPTHWISE_CONV_2D"):
        out, weight = shape(node.outputs[0]), shape(node.inputs[1])
        return product(out) * weight[1] * weight[2] * (weight[3] if name == "CONV_2D" else 1)
    if name == "FULLY_CONNECTED":
        return product(shape(node.outputs[0])) * shape(node.inputs[1])[1]
    return 0


def expected(model):
    graph = model.subgraphs[0]
    counts, shapes, total = {}, {}, 0
    constant = {i for i, t in enumerate(graph.tensors)
                if model.buffers[t.buffer].data is not None and len(model.buffers[t.buffer].data)}
    for node in graph.operators:
        name = code(model, node)
        counts[name] = counts.get(name, 0) + 1
        total += work(graph, name, node)
        if name in ("SHAPE",) or all(i in constant for i in node.inputs if i >= 0):
            constant.update(int(o) for o in node.outputs)
            continue
        for output in node.outputs:
            tensor = graph.tensors[output]
            shapes[tensor.name.decode()] = [int(x) for x in tensor.shape]
    return {"nodes": len(graph.operators), "operators": counts, "multiply_accumulates": total,
            "shapes": shapes}


def main():
    results = {}
    for path in sorted(pathlib.Path(sys.argv[1]).rglob("*.tflite")):
        model = load(path)
        results[path.name] = expected(model)
        strip(model)
        builder = flatbuffers.Builder(1 << 16)
        builder.Finish(model.Pack(builder), b"TFL3")
        (HERE / path.name).write_bytes(bytes(builder.Output()))
    (HERE / "expected.json").write_text(json.dumps(results, indent=1, sort_keys=True) + "\n")
    for path in pathlib.Path(sys.argv[1]).rglob("basic_pitch.onnx"):
        import onnx
        network = onnx.load(path)
        for tensor in network.graph.initializer:
            if len(tensor.raw_data) > 512 and tensor.data_type == 1:
                tensor.ClearField("raw_data")
                tensor.data_location = 1
                entry = tensor.external_data.add()
                entry.key, entry.value = "location", "weights.bin"
        (HERE / path.name).write_bytes(network.SerializeToString())


main()
