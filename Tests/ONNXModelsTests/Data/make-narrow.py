#!/usr/bin/env python3
"""Makes models with elements of 8 bits and fewer, and says what ONNX makes of them.

    pip install onnx onnxruntime onnx-ir
    python3 make-narrow.py

Writes narrow/*.onnx and narrow/expected.json: for each tensor that ONNX infers or that a model
stores, the number of its element type and its extents; for each that it stores, the bytes in which
ONNX stores it, and the values of the integers.
"""

import json
import os

import numpy
import onnx
from onnx import TensorProto, helper, numpy_helper
from onnxruntime.quantization.matmul_nbits_quantizer import MatMulNBitsQuantizer, QuantFormat

FOLDER = os.path.join(os.path.dirname(os.path.abspath(__file__)), "narrow")
FLOAT = TensorProto.FLOAT
INTEGERS = ["INT4", "UINT4", "INT2", "UINT2"]
FLOATS = ["FLOAT8E4M3FN", "FLOAT8E4M3FNUZ", "FLOAT8E5M2", "FLOAT8E5M2FNUZ", "FLOAT4E2M1",
          "FLOAT6E2M3", "FLOAT6E3M2"]
random = numpy.random.default_rng(0)


def model(name, nodes, inputs, outputs, initializers, version):
    graph = helper.make_graph(nodes, name, inputs, outputs, initializers)
    made = helper.make_model(graph, opset_imports=[helper.make_opsetid("", version)],
                             producer_name="make-narrow")
    onnx.checker.check_model(made, full_check=True)
    return made


def stored(name, kind, values, raw):
    """A constant of a narrow type, with its bytes or with its elements in `int32_data`."""
    tensor = numpy_helper.from_array(
        values.astype(helper.tensor_dtype_to_np_dtype(kind)), name)
    if raw:
        return tensor
    return helper.make_tensor(name, kind, values.shape, values.flatten())


def value(name, kind, shape):
    return helper.make_tensor_value_info(name, kind, shape)


def perceptron(bits):
    """Two matrix products, their weights quantised by ONNX Runtime in blocks."""
    weights = [random.standard_normal((64, 96)).astype(numpy.float32),
               random.standard_normal((96, 33)).astype(numpy.float32)]
    made = model(
        "perceptron",
        [helper.make_node("MatMul", ["x", "w0"], ["h"], "first"),
         helper.make_node("Relu", ["h"], ["r"], "relu"),
         helper.make_node("MatMul", ["r", "w1"], ["y"], "second")],
        [value("x", FLOAT, [5, 64])], [value("y", FLOAT, [5, 33])],
        [numpy_helper.from_array(w, f"w{n}") for n, w in enumerate(weights)], 21)
    quantizer = MatMulNBitsQuantizer(made, bits=bits, block_size=32, is_symmetric=True,
                                     quant_format=QuantFormat.QDQ)
    quantizer.process()
    return quantizer.model.model


def constants():
    """A constant of each type with an odd number of elements, dequantised and transposed."""
    nodes, outputs, initializers = [], [], []
    for number, name in enumerate(INTEGERS + FLOATS):
        kind = getattr(TensorProto, name)
        low, high = {"INT4": (-8, 8), "UINT4": (0, 16), "INT2": (-2, 2), "UINT2": (0, 4)}.get(
            name, (-4, 5))
        values = random.integers(low, high, (3, 5))
        initializers.append(stored(name, kind, values, raw=number % 2 == 0 or name in FLOATS))
        nodes.append(helper.make_node("DequantizeLinear", [name, "scale"], [name + "/real"]))
        outputs.append(value(name + "/real", FLOAT, [3, 5]))
        if "FLOAT6" not in name:
            nodes.append(helper.make_node("Transpose", [name], [name + "/turned"]))
            outputs.append(value(name + "/turned", kind, [5, 3]))
    initializers.append(numpy_helper.from_array(numpy.float32(0.5), "scale"))
    return model("constants", nodes, [], outputs, initializers, 28)


def activations():
    """A network that stores what it computes in narrow types, some by blocks."""
    def through(kind, version, zero=True):
        made = getattr(TensorProto, kind)
        initializers = [numpy_helper.from_array(numpy.float32(0.25), "scale"),
                        numpy_helper.from_array(numpy.ones((4, 2, 7), numpy.float32), "blocks")]
        names = ["x", "scale"]
        attributes = {"output_dtype": made}
        if zero:
            initializers.append(stored("zero", made, numpy.array(0), raw=True))
            names, attributes = names + ["zero"], {}
        nodes = [
            helper.make_node("QuantizeLinear", names, ["q"], "quantise", **attributes),
            helper.make_node("Transpose", ["q"], ["t"], "turn", perm=[2, 0, 1]),
            helper.make_node("Reshape", ["q", "shape"], ["flat"], "flatten"),
            helper.make_node("DequantizeLinear", names[:0] + ["t"] + names[1:], ["d"], "real"),
            helper.make_node("QuantizeLinear", ["x", "blocks"], ["b"], "blocked",
                             axis=1, block_size=3, output_dtype=made),
            helper.make_node("DequantizeLinear", ["b", "blocks"], ["e"], "unblocked",
                             axis=1, block_size=3),
            helper.make_node("Cast", ["x"], ["c"], "cast", to=made)]
        initializers.append(numpy_helper.from_array(numpy.array([4, 35], numpy.int64), "shape"))
        return model(kind, nodes, [value("x", FLOAT, [4, 5, 7])],
                     [value("d", FLOAT, [7, 4, 5]), value("e", FLOAT, [4, 5, 7]),
                      value("flat", made, [4, 35]), value("c", made, [4, 5, 7])],
                     initializers, version)
    return {"int4": through("INT4", 21), "float8": through("FLOAT8E4M3FN", 21),
            "float4": through("FLOAT4E2M1", 23, zero=False), "int2": through("INT2", 25)}


def expectation(made):
    inferred = onnx.shape_inference.infer_shapes(made, strict_mode=True, data_prop=True)
    tensors = {}
    for info in [*inferred.graph.input, *inferred.graph.value_info, *inferred.graph.output]:
        kind = info.type.tensor_type
        tensors[info.name] = {"type": kind.elem_type,
                              "shape": [d.dim_value for d in kind.shape.dim]}
    for tensor in inferred.graph.initializer:
        array = numpy_helper.to_array(tensor)
        entry = {"type": tensor.data_type, "shape": list(tensor.dims),
                 "bytes": len(numpy_helper.from_array(array).raw_data)}
        name = helper.tensor_dtype_to_string(tensor.data_type).split(".")[1]
        if name in INTEGERS and array.size <= 64:
            entry["values"] = array.astype(int).flatten().tolist()
        tensors[tensor.name] = entry
    return dict(sorted(tensors.items()))


def main():
    models = {"matmul-4-bits": perceptron(4), "constants": constants(), **activations()}
    expected = {}
    for name, made in models.items():
        onnx.save_model(made, os.path.join(FOLDER, name + ".onnx"))
        expected[name] = expectation(made)
    lines = ['"onnx": ' + json.dumps(onnx.__version__)]
    for name, tensors in expected.items():
        rows = ",\n".join(f"    {json.dumps(t)}: {json.dumps(e)}" for t, e in tensors.items())
        lines.append(f'"{name}": {{\n{rows}\n  }}')
    with open(os.path.join(FOLDER, "expected.json"), "w") as file:
        file.write("{\n  " + ",\n  ".join(lines) + "\n}\n")


main()
