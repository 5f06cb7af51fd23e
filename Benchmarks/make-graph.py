#!/usr/bin/env python3
"""Writes a graph of inception blocks with a given number of operators, as pitfall.graph/1.

usage: make-graph.py OPERATORS OUTPUT.graph.json
"""
import json
import sys


class Blocks:
    """Four branches of one or two 3x3 convolutions, concatenated and reduced, again and again."""

    def __init__(self):
        shape = [1, 32, 56, 56]
        self.tensors = [{"name": "input", "type": "fp32", "shape": shape, "role": "input"}]
        self.operators = []

    def convolution(self, source, channels):
        number = len(self.operators)
        weight, output = f"weight{number}", f"conv{number}"
        self.tensors.append(
            {"name": weight, "type": "fp32", "shape": [32, channels, 3, 3], "role": "weight"})
        self.tensors.append({"name": output, "type": "fp32", "shape": [1, 32, 56, 56]})
        self.operators.append({
            "name": f"Conv_{number}", "type": "Conv",
            "attributes": {"kernel_shape": [3, 3], "pads": [1, 1, 1, 1]},
            "inputs": [source, weight], "outputs": [output]})
        return output

    def block(self, source):
        branches = []
        for branch in range(4):
            last = source
            for _ in range(1 + branch % 2):
                last = self.convolution(last, 32)
            branches.append(last)
        number = len(self.operators)
        joined = f"concat{number}"
        self.tensors.append({"name": joined, "type": "fp32", "shape": [1, 128, 56, 56]})
        self.operators.append({
            "name": f"Concat_{number}", "type": "Concat", "attributes": {"axis": 1},
            "inputs": branches, "outputs": [joined]})
        return self.convolution(joined, 128)


def main():
    count, path = int(sys.argv[1]), sys.argv[2]
    blocks = Blocks()
    last = "input"
    while len(blocks.operators) < count:
        last = blocks.block(last)
    graph = {
        "format": "pitfall.graph/1", "name": f"inception-{count}", "tensors": blocks.tensors,
        "operators": blocks.operators, "outputs": [last]}
    with open(path, "w") as file:
        json.dump(graph, file)


main()
