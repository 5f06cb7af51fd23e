#!/usr/bin/env python3
"""dump-assignment.py MODEL PROVIDER … > assignment.json: where ONNX Runtime places each node."""
import json, sys
import onnxruntime

options = onnxruntime.SessionOptions()
options.add_session_config_entry("session.record_ep_graph_assignment_info", "1")
session = onnxruntime.InferenceSession(sys.argv[1], options, providers=sys.argv[2:])
graphs = [{"provider": graph.ep_name, "nodes": [{"name": node.name, "op_type": node.op_type,
           "domain": node.domain} for node in graph.get_nodes()]}
          for graph in session.get_provider_graph_assignment_info()]
print(json.dumps({"runtime": onnxruntime.__version__, "subgraphs": graphs}, indent=1))
