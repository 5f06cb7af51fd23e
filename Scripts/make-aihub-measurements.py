#!/usr/bin/env python3
"""Turns Qualcomm AI Hub's published latencies into Specs/measurements/aihub.csv.

    python3 Scripts/make-aihub-measurements.py TABLE.csv

TABLE has the columns model, component, precision, device, runtime, ms, npu, gpu, cpu, as read from
the package qai-hub-models (BSD-3). Kept are the models whose graphs are at hand, in floating point
(which NPU and GPU compute in half precision) and in 8 bits, wherever all layers ran on one
processor; rows with layers on several are counted and left out. Each device, runtime, processor and
precision is a device of its own: their kernels have nothing in common but the chip, which is the
family; only CPUs and GPUs are one device for both precisions, of which there are few rows. A device
whose every row equals another's is a copy of it and is left out, with a note.
"""

import collections
import csv
import pathlib
import re
import sys

FOLDER = pathlib.Path(__file__).resolve().parent.parent / "Specs" / "measurements"
# Components with graphs of their own.
COMPONENTS = {
    ("mediapipe_face", "face_detector"): "mediapipe_face_detector",
    ("mediapipe_face", "face_landmark_detector"): "mediapipe_face_landmarks",
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
# graphs are at hand, all layers on one processor. Made by Scripts/make-aihub-measurements.py. Facts only.
device,family,model,processor,precision,latency_us
"""


def short(name):
    return re.sub(r"[^A-Za-z0-9]+", "-", name).strip("-").lower()


def graph(row):
    """The model's reference; None where no graph is at hand."""
    name = COMPONENTS.get((row["model"], row["component"]), row["model"])
    file = f"networks/hub/{name}.graph.json"
    return file if (FOLDER / file).exists() else None


def main():
    whole = []
    mixed = collections.Counter()
    for row in csv.DictReader(open(sys.argv[1])):
        if row["runtime"] not in RUNTIMES or row["precision"] not in PRECISIONS or not graph(row):
            continue
        used = [key for key in ("npu", "gpu", "cpu") if int(row[key] or 0)]
        if len(used) == 1:
            whole.append((row, used[0]))
        else:
            mixed["+".join(used) or "no layers"] += 1
    for placement, count in sorted(mixed.items()):
        print(f"left out: {count} rows on {placement}", file=sys.stderr)
    tables = {}
    for row, processor in whole:
        key = (graph(row), row["runtime"], row["precision"], processor)
        tables.setdefault(row["device"], {})[key] = row["ms"]
    copies = set()
    devices = sorted(tables)
    for position, device in enumerate(devices):
        for other in devices[:position]:
            same = tables[other].items()
            if other not in copies and len(tables[device]) > 4 and tables[device].items() <= same:
                print(f"{device} is a copy of {other}", file=sys.stderr)
                copies.add(device)
                break
    lines = []
    for row, processor in whole:
        if row["device"] in copies:
            continue
        device = short(row["device"])
        kind = "fp32" if processor == "cpu" and row["precision"] == "float" \
            else PRECISIONS[row["precision"]]
        label = f"{device}-{row['runtime'].replace('_', '-')}"
        label += f"-{processor}" if processor != "npu" else ""
        label += f"-{kind}" if processor == "npu" else ""
        family = CHIPS.get(row["device"], device)
        figure = f"{float(row['ms']) * 1000:.0f}"
        lines.append(f"{label},{family},{graph(row)},{processor},{kind},{figure}")
    (FOLDER / "aihub.csv").write_text(HEAD + "\n".join(lines) + "\n")


if __name__ == "__main__":
    main()
