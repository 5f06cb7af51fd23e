#!/usr/bin/env python3
"""Writes Specs/measurements/ai-hub-mixed.csv: mixed placements against the NPU alone, as measured.

    Scripts/make-field-evidence.py qualcomm_ai_hub.csv

The input has a row for each model, component, precision, device and runtime, as the package
qai-hub-models (BSD-3) lists them: latency, and how many layers ran on NPU, GPU and CPU. A mixed
row has layers on the NPU and on another unit; it is kept where the same model, component,
precision and device was also measured with all layers on the NPU, and held against the fastest of
those. The last rows say, for each runtime, how rows with all layers on the NPU compare with the
fastest such row of the other runtimes: what the difference of runtimes alone makes.
"""
import collections
import csv
import pathlib
import statistics
import sys

ROOT = pathlib.Path(__file__).resolve().parent.parent
UNITS = ("npu", "gpu", "cpu")
HEAD = """\
# Latencies that Qualcomm AI Hub measured on its hosted devices, as listed by the package
# qai-hub-models (BSD-3, github.com/quic/ai-hub-models). Facts only. 'mixed' rows have layers on the
# NPU and elsewhere; alone_ms is the fastest row of the same model, component, precision and device
# with all layers on the NPU, in the runtime alone_runtime. 'control' rows compare rows with all
# layers on the NPU with the fastest such row of other runtimes: pairs, slower ones, median ratio.
# Made by Scripts/make-field-evidence.py.
"""


def units(row):
    return tuple(unit for unit in UNITS if int(row[unit] or 0) > 0)


def main():
    rows = [row for row in csv.DictReader(open(sys.argv[1]))
            if row["status"] == "Passed" and row["ms"]]
    groups = collections.defaultdict(list)
    for row in rows:
        groups[row["model"], row["component"], row["precision"], row["device"]].append(row)
    mixed, control = [], collections.defaultdict(list)
    for (model, component, precision, device), some in sorted(groups.items()):
        alone = [row for row in some if units(row) == ("npu",)]
        for row in alone:
            others = [float(r["ms"]) for r in alone if r["runtime"] != row["runtime"]]
            if others:
                control[row["runtime"]].append(float(row["ms"]) / min(others))
        best = min(alone, key=lambda row: float(row["ms"]), default=None)
        for row in some:
            if best and "npu" in units(row) and len(units(row)) > 1:
                mixed.append(["mixed", component or model, precision, device, row["runtime"],
                              row["ms"], row["npu"], row["gpu"], row["cpu"], best["runtime"],
                              best["ms"]])
    lines = ["kind,model,precision,device,runtime,ms,npu,gpu,cpu,alone_runtime,alone_ms"]
    for row in mixed:
        lines.append(",".join(field.replace(",", ";") for field in row))
    for runtime, ratios in sorted(control.items()):
        slower = sum(ratio > 1 for ratio in ratios)
        lines.append(f"control,,,,{runtime},{statistics.median(ratios):.3f},{len(ratios)},"
                     f"{slower},,,")
    path = ROOT / "Specs" / "measurements" / "ai-hub-mixed.csv"
    path.write_text(HEAD + "\n".join(lines) + "\n")
    print(len(mixed), "mixed rows,", len(control), "runtimes")


if __name__ == "__main__":
    main()
