#!/usr/bin/env python3
"""A strategy in another language: copy it, and change `place`.

It reads one request a line and answers one line, for as long as there are requests:

    {"format": "pitfall.request/1", "id": 1, "graph": {...}, "device": {...}, "condition": {...}}
    {"id": 1, "plan": {"format": "pitfall.plan/1", ...}}      or     {"id": 1, "error": "..."}

The graph is a pitfall.graph/1, the device a pitfall.device/1 with figures in fixed units (MMAC/s,
MB/s, ns, B), the condition a pitfall.condition/1. Try it:

    pitfall plan --strategy-command 'python3 Examples/strategy.py' \\
      --model codl-yolov2 --device snapdragon-855
    pitfall fuzz --strategy-command 'python3 Examples/strategy.py' --runs 500
"""

import json
import sys

# What this strategy believes a GPU accepts, and where it has the speed of each kind of operator.
KERNELS = {
    "Conv": "direct-convolution",
    "Gemm": "matrix-product",
    "Relu": "elementwise",
    "Add": "elementwise",
    "MaxPool": "pooling",
}
WIDTHS = {"fp32": 4, "fp16": 2, "int8": 1, "uint8": 1, "int32": 4, "int64": 8}


def number(text):
    """The number of a figure such as '14000 MB/s'."""
    return float(text.split()[0])


def elements(shape):
    count = 1
    for extent in shape:
        count *= extent
    return count


class Costs:
    """A rough cost model: arithmetic or memory traffic, whichever is longer, plus the launch."""

    def __init__(self, graph, device):
        self.tensors = {tensor["name"]: tensor for tensor in graph["tensors"]}
        self.device = device
        self.links = {(link["from"], link["to"]): link for link in device["links"]}

    def bytes(self, name):
        tensor = self.tensors[name]
        return elements(tensor["shape"]) * WIDTHS.get(tensor["type"], 4)

    def operations(self, operator):
        output = elements(self.tensors[operator["outputs"][0]]["shape"])
        if operator["type"] == "Conv":
            return output * elements(self.tensors[operator["inputs"][1]]["shape"][1:])
        if operator["type"] == "Gemm":
            return output * self.tensors[operator["inputs"][0]]["shape"][-1]
        return output

    def run(self, operator, processor):
        """Microseconds on a processor, or None where it is not believed to accept it."""
        kernel = KERNELS.get(operator["type"])
        rates = processor["rates"].get(self.tensors[operator["outputs"][0]]["type"], {})
        if processor["kind"] != "cpu" and kernel not in rates:
            return None
        rate = number(rates.get(kernel, next(iter(rates.values()), "1000 MMAC/s")))
        names = [name for name in operator["inputs"] + operator["outputs"] if name]
        traffic = sum(self.bytes(name) for name in names) / number(processor["bandwidth"])
        return number(processor["launch"]) / 1000 + max(self.operations(operator) / rate, traffic)

    def copy(self, name, source, target):
        """Microseconds to bring a tensor from one pool to another."""
        link = self.links.get((source, target))
        if source == target:
            return 0
        if link is None:
            return float("inf")
        return number(link["latency"]) / 1000 + self.bytes(name) / number(link["bandwidth"])


def place(graph, device):
    """For each operator the processor on which it and what it must bring there take least."""
    costs = Costs(graph, device)
    processors = device["processors"]
    host = next(name for name, item in processors.items() if item["kind"] == "cpu")
    candidates = [host] + [name for name, item in processors.items() if item["kind"] == "gpu"]
    inputs = [tensor["name"] for tensor in graph["tensors"] if tensor.get("role") == "input"]
    lies_in = {name: processors[host]["pool"] for name in inputs}
    chosen = []
    for operator in graph["operators"]:
        best = None
        for name in candidates:
            pool = processors[name]["pool"]
            time = costs.run(operator, processors[name])
            if time is None:
                continue
            for tensor in operator["inputs"]:
                if tensor in lies_in:
                    time += costs.copy(tensor, lies_in[tensor], pool)
            if best is None or time < best[0]:
                best = (time, name, pool)
        chosen.append((operator["name"], best[1]))
        for tensor in operator["outputs"]:
            lies_in[tensor] = best[2]
    return chosen


def plan(request):
    steps = [
        {"id": f"s{number + 1}", "operator": operator, "processor": processor}
        for number, (operator, processor) in enumerate(place(request["graph"], request["device"]))
    ]
    return {
        "format": "pitfall.plan/1",
        "strategy": {"name": "greedy", "version": "1"},
        "synchronization": "implicit",
        "steps": steps,
    }


def main():
    for line in sys.stdin:
        request = json.loads(line)
        try:
            answer = {"id": request["id"], "plan": plan(request)}
        except (KeyError, ValueError, StopIteration) as error:
            answer = {"id": request["id"], "error": f"{type(error).__name__}: {error}"}
        print(json.dumps(answer), flush=True)


if __name__ == "__main__":
    main()
