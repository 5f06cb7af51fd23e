#!/usr/bin/env python3
"""Lets ONNX Runtime divide a small network over two providers, and keeps what it writes.

    pip install onnxruntime-qnn onnx        # a Linux x86-64 machine will do: QNN brings an emulator
    make-two-providers.py qnn
    pip install onnxruntime-openvino onnx   # in another environment
    make-two-providers.py openvino

Writes of each session the placement log, the assignment and the profile of five runs; and log and
assignment of the bundled SqueezeNet, of which each provider takes everything. The network,
`gate.onnx`, has weights made at random, which are left out of the file that is kept: four
convolutional stages with a Hardmax, a Softsign and an Erf between them, of which each provider
refuses some. Two nodes have no names.
"""
import json
import os
import pathlib
import subprocess
import sys
import tempfile

import numpy
import onnx
from onnx import TensorProto, helper, numpy_helper

HERE = pathlib.Path(__file__).resolve().parent
ASSIGNMENT = HERE.parents[3] / "Examples" / "dump-assignment.py"
PROVIDER = {"qnn": "QNNExecutionProvider", "openvino": "OpenVINOExecutionProvider"}
RUNS = 5


def network():
    source = numpy.random.default_rng(7)
    nodes, weights = [], []

    def constant(name, value):
        weights.append(numpy_helper.from_array(numpy.asarray(value, numpy.float32), name))
        return name

    def conv(name, data, inside, outside, stride=1):
        scale = numpy.sqrt(2 / (9 * inside))
        filters = constant(f"{name}.weight",
                           source.standard_normal((outside, inside, 3, 3)) * scale)
        bias = constant(f"{name}.bias", numpy.zeros(outside))
        nodes.append(helper.make_node("Conv", [data, filters, bias], [f"{name}_out"],
                                      name=f"/{name}/Conv", kernel_shape=[3, 3],
                                      pads=[1, 1, 1, 1], strides=[stride, stride]))
        nodes.append(helper.make_node("Relu", [f"{name}_out"], [f"{name}_relu"],
                                      name=f"/{name}/Relu"))
        return f"{name}_relu"

    def add(kind, inputs, name, label=None, **attributes):
        nodes.append(helper.make_node(kind, inputs, [name], name=f"/{name}" if label is None
                                      else label, **attributes))
        return name

    stem = conv("stem", "image", 3, 16, stride=2)
    stem = conv("widen", stem, 16, 32)
    gate = add("Hardmax", [stem], "gate", axis=1)
    gated = add("Mul", [stem, gate], "gated", label="")
    sign = add("Softsign", [conv("mix", gated, 32, 32)], "squashed")
    body = conv("body", sign, 32, 64, stride=2)
    error = add("Erf", [body], "error")
    damped = add("Mul", [body, error], "damped")
    pooled = add("GlobalAveragePool", [conv("last", damped, 64, 64)], "pooled")
    flat = add("Flatten", [pooled], "flat", label="")
    head = constant("head.weight", source.standard_normal((10, 64)) / 8)
    scores = add("Gemm", [flat, head, constant("head.bias", numpy.zeros(10))], "scores", transB=1)
    add("Softmax", [scores], "odds", axis=1)
    graph = helper.make_graph(
        nodes, "gate",
        [helper.make_tensor_value_info("image", TensorProto.FLOAT, [1, 3, 64, 64])],
        [helper.make_tensor_value_info("odds", TensorProto.FLOAT, [1, 10])], weights)
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)], ir_version=8,
                              producer_name="make-two-providers.py")
    return onnx.shape_inference.infer_shapes(model)


def without_weights(model):
    """The same with weights of more than a few elements left in a file that does not exist."""
    copy = onnx.ModelProto()
    copy.CopyFrom(model)
    for tensor in copy.graph.initializer:
        if numpy.prod(tensor.dims) > 4:
            tensor.ClearField("raw_data")
            tensor.data_location = TensorProto.EXTERNAL
            entry = tensor.external_data.add()
            entry.key, entry.value = "location", "gate.bin"
    return copy


def session(which, path, runs):
    """Runs a session as its user would, all that it says on standard error."""
    import onnxruntime

    options = onnxruntime.SessionOptions()
    options.log_severity_level = 0
    options.enable_profiling = True
    options.profile_file_prefix = path + ".profile"
    providers = [PROVIDER[which], "CPUExecutionProvider"]
    if which == "qnn":
        import onnxruntime_qnn

        onnxruntime.register_execution_provider_library(
            PROVIDER[which], onnxruntime_qnn.get_library_path())
        devices = [device for device in onnxruntime.get_ep_devices()
                   if device.ep_name == PROVIDER[which]]
        options.add_provider_for_devices(
            devices, {"backend_path": onnxruntime_qnn.get_qnn_htp_path()})
        providers = None
    session = onnxruntime.InferenceSession(path, options, providers=providers)
    image = numpy.random.default_rng(1).standard_normal((1, 3, 64, 64)).astype(numpy.float32)
    for _ in range(runs):
        session.run(None, {"image": image})
    print(session.end_profiling())


def events(path):
    """The profile's events with the fields that are read, one a line."""
    kept = []
    for event in json.loads(pathlib.Path(path).read_text()):
        arguments = {key: event.get("args", {})[key]
                     for key in ("op_name", "provider", "output_type_shape")
                     if key in event.get("args", {})}
        kept.append({key: event[key] for key in ("cat", "dur", "ts", "ph", "name") if key in event}
                    | {"args": arguments})
    return "[\n" + ",\n".join(json.dumps(event) for event in kept) + "\n]\n"


def placement_lines(text):
    """The lines about placement with five of the log before and behind."""
    lines = text.splitlines()
    near = [index for index, line in enumerate(lines) if "VerifyEachNodeIsAssignedToAnEp" in line]
    if not near:
        sys.exit("the session wrote no placement")
    kept = lines[max(near[0] - 5, 0):near[-1] + 5]
    return "\n".join(line[:400] for line in kept) + "\n"


def with_weights(path):
    """A bundled model with random weights in place of those that were taken out."""
    model = onnx.load(path, load_external_data=False)
    source = numpy.random.default_rng(0)
    for tensor in model.graph.initializer:
        if tensor.data_location != TensorProto.EXTERNAL:
            continue
        reach = numpy.prod(tensor.dims[1:]) if len(tensor.dims) > 1 else 1
        values = source.standard_normal(tuple(tensor.dims)) * (2 / reach) ** 0.5
        tensor.ClearField("external_data")
        tensor.data_location = TensorProto.DEFAULT
        tensor.raw_data = values.astype(numpy.float32).tobytes()
    return model


def keep(which, name, model, runs):
    """Runs a model and keeps what its session wrote."""
    with tempfile.TemporaryDirectory() as folder:
        path = os.path.join(folder, name + ".onnx")
        onnx.save(model, path)
        run = subprocess.run([sys.executable, __file__, which, path, str(runs)], cwd=folder,
                             capture_output=True, text=True, errors="replace")
        if run.returncode:
            sys.exit(run.stderr[-3000:])
        print(f"{name}: {len(run.stderr)} characters of log", file=sys.stderr)
        if os.environ.get("WHOLE_LOG"):
            pathlib.Path(os.environ["WHOLE_LOG"]).write_text(run.stderr)
        (HERE / f"{name}-{which}.log").write_text(placement_lines(run.stderr))
        if runs:
            profile = os.path.join(folder, run.stdout.split()[-1])
            (HERE / f"{name}-{which}.profile.json").write_text(events(profile))
        dump = subprocess.run([sys.executable, ASSIGNMENT, path, PROVIDER[which],
                               "CPUExecutionProvider"], check=True, capture_output=True, text=True)
        (HERE / f"{name}-{which}.assignment.json").write_text(
            dump.stdout[dump.stdout.index("{"):])


def main():
    which = sys.argv[1]
    if len(sys.argv) > 2:
        return session(which, sys.argv[2], int(sys.argv[3]))
    onnx.save(without_weights(network()), HERE / "gate.onnx")
    models = HERE.parents[3] / "Models"
    keep(which, "squeezenet1_1", with_weights(models / "squeezenet1_1.onnx"), 0)
    keep(which, "gate", network(), RUNS)


if __name__ == "__main__":
    main()
