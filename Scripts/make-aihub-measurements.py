#!/usr/bin/env python3
"""Turns Qualcomm AI Hub's published latencies into Specs/measurements/aihub.csv.

    python3 Scripts/make-aihub-measurements.py TABLE.csv

TABLE has the columns model, precision, device, runtime, ms, npu, gpu, cpu, as read from the
package qai-hub-models (BSD-3). Kept are the models whose graphs are at hand, in floating point
(which the Hexagon processor computes in half precision) and in 8 bits, wherever all layers ran on
the NPU (of these models on the GPU there are fewer rows than a calibration needs, on the CPU
none). Each device, runtime and precision is a device of its own: their kernels have nothing in
common but the chip, which is the family. A device whose every row equals another's is a copy of it
and is left out, with a note.
"""

import csv
import pathlib
import re
import sys

FOLDER = pathlib.Path(__file__).resolve().parent.parent / "Specs" / "measurements"
MODELS = {
    "densenet121": "networks/densenet121.graph.json",
    "efficientnet_b0": "networks/efficientnet_b0.graph.json",
    "efficientnet_lite4": "networks/efficientnet_lite4.graph.json",
    "inception_v4": "networks/inception_v4.graph.json",
    "mnasnet05": "networks/mnasnet05.graph.json",
    "mobilenet_v3_small": "networks/mobilenet_v3_small.graph.json",
    "posenet_mobilenet": "posenet_mnv1",
    "regnet": "networks/regnet_x_3_2gf.graph.json",
    "resnext101": "networks/resnext101.graph.json",
    "squeezenet1_1": "squeezenet1_1",
}
RUNTIMES = ("tflite", "qnn_dlc", "onnx")
PRECISIONS = {"float": "fp16", "w8a8": "int8"}
# Devices with the same chip.
CHIPS = {
    "Samsung Galaxy S25": "snapdragon-8-elite", "Dragonwing Q-8750": "snapdragon-8-elite",
    "Snapdragon X Elite CRD": "snapdragon-x-elite", "Dragonwing IQ-X7181": "snapdragon-x-elite",
    "SA8255P ADP": "sa8775", "SA8650P ADP": "sa8775", "SA8775P ADP": "sa8775",
    "Dragonwing IQ-9075 EVK": "sa8775",
}
HEAD = """# Latencies that Qualcomm AI Hub publishes (qai-hub-models, BSD-3-Clause) of models whose
# graphs are at hand, all layers on the NPU. Made by Scripts/make-aihub-measurements.py. Facts only.
device,family,model,processor,precision,latency_us
"""


def short(name):
    return re.sub(r"[^A-Za-z0-9]+", "-", name).strip("-").lower()


def main():
    rows = [row for row in csv.DictReader(open(sys.argv[1]))
            if row["model"] in MODELS and row["runtime"] in RUNTIMES
            and row["precision"] in PRECISIONS]
    whole = []
    for row in rows:
        counts = {key: int(row[key] or 0) for key in ("npu", "gpu", "cpu")}
        used = [key for key, count in counts.items() if count]
        if used == ["npu"]:
            whole.append((row, used[0]))
    tables = {}
    for row, processor in whole:
        key = (row["model"], row["runtime"], row["precision"], processor)
        tables.setdefault(row["device"], {})[key] = row["ms"]
    copies = set()
    devices = sorted(tables)
    for position, device in enumerate(devices):
        for other in devices[:position]:
            if other not in copies and tables[other] == tables[device]:
                print(f"{device} is a copy of {other}", file=sys.stderr)
                copies.add(device)
                break
    lines = []
    for row, processor in whole:
        if row["device"] in copies:
            continue
        device = short(row["device"])
        kind = PRECISIONS[row["precision"]]
        label = f"{device}-{row['runtime'].replace('_', '-')}-{kind}"
        family = CHIPS.get(row["device"], device)
        figure = f"{float(row['ms']) * 1000:.0f}"
        lines.append(f"{label},{family},{MODELS[row['model']]},{processor},{kind},{figure}")
    (FOLDER / "aihub.csv").write_text(HEAD + "\n".join(lines) + "\n")


if __name__ == "__main__":
    main()
