#!/usr/bin/env python3
"""dump-assignment.py MODEL PROVIDER … > assignment.json: where ONNX Runtime places each node."""
import importlib, json, os, sys
import onnxruntime

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
session = onnxruntime.InferenceSession(sys.argv[1], options, providers=names)
graphs = [{"provider": graph.ep_name, "nodes": [{"name": node.name, "op_type": node.op_type,
           "domain": node.domain} for node in graph.get_nodes()]}
          for graph in session.get_provider_graph_assignment_info()]
json.dump({"runtime": onnxruntime.__version__, "subgraphs": graphs}, output, indent=1)
output.write("\n")
