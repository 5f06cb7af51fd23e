#!/usr/bin/env python3
"""dump-assignment.py MODEL PROVIDER … > assignment.json: where ONNX Runtime places each node."""
import importlib, json, os, sys
import onnxruntime


def filled(path):
    """The model with random weights in place of a weights' file that is missing (pip: onnx)."""
    import numpy, onnx
    model = onnx.load(path, load_external_data=False)
    for tensor in model.graph.initializer:
        if tensor.external_data:
            kind = onnx.helper.tensor_dtype_to_np_dtype(tensor.data_type)
            values = numpy.random.default_rng(0).standard_normal(tuple(tensor.dims)).astype(kind)
            tensor.CopyFrom(onnx.numpy_helper.from_array(values, tensor.name))
    return model.SerializeToString()


output = os.fdopen(os.dup(1), "w")  # The runtimes' libraries write notes of their own to 1.
os.dup2(2, 1)

options = onnxruntime.SessionOptions()
options.add_session_config_entry("session.record_ep_graph_assignment_info", "1")
names = [name for name in sys.argv[2:] if name in onnxruntime.get_available_providers()]
for name in set(sys.argv[2:]) - set(names):  # A plug-in package: onnxruntime-qnn and others.
    short = name.replace("ExecutionProvider", "").lower()
    package = importlib.import_module("onnxruntime_" + short)
    onnxruntime.register_execution_provider_library(name, package.get_library_path())
    devices = [device for device in onnxruntime.get_ep_devices() if device.ep_name == name]
    npu = {"backend_path": package.get_qnn_htp_path()} if short == "qnn" else {}
    options.add_provider_for_devices(devices, npu)
    names = None
try:
    session = onnxruntime.InferenceSession(sys.argv[1], options, providers=names)
except onnxruntime.capi.onnxruntime_pybind11_state.Fail as error:
    if "External data path does not exist" not in str(error):
        sys.exit(f"{sys.argv[1]}: {error}")
    print(f"{sys.argv[1]}: its weights are not there, random ones take their place", file=sys.stderr)
    session = onnxruntime.InferenceSession(filled(sys.argv[1]), options, providers=names)
graphs = [{"provider": graph.ep_name, "nodes": [{"name": node.name, "op_type": node.op_type,
           "domain": node.domain} for node in graph.get_nodes()]}
          for graph in session.get_provider_graph_assignment_info()]
json.dump({"runtime": onnxruntime.__version__, "subgraphs": graphs}, output, indent=1)
output.write("\n")
