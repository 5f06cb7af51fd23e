#!/usr/bin/env python3
"""Turns ncnn's benchmark table into Specs/measurements/ncnn.csv.

    python3 Scripts/make-ncnn-measurements.py TABLE.csv

TABLE has the columns device, threads, powersave, gpu, model, min, max, avg (milliseconds), as read
from github.com/Tencent/ncnn, benchmark/README.md (BSD-3). Kept are the networks of
Specs/measurements/networks in single precision. One phone or board is a family. It is one device
for each number of threads that its CPU was measured with, on whichever cores (powersave 1: the
LITTLE ones, 2: the big ones); its Vulkan GPU belongs to the device with most threads. Where the
table repeats a network for the same device, the repetitions are devices of their own, with -r2 and
so on in the name: they are tables of other builds. No row is judged here: pitfall calibrate leaves
out dirty ones by rule and lists them.
"""

import csv
import pathlib
import re
import sys

HOME = pathlib.Path(__file__).resolve().parent.parent
FOLDER = HOME / "Specs" / "measurements"
HEAD = """# ncnn's published benchmark (github.com/Tencent/ncnn, benchmark/README.md, BSD-3-Clause), single
# precision, average of its runs with the least and the longest. Made by
# Scripts/make-ncnn-measurements.py. Facts only.
device,family,model,processor,threads,latency_us,min_us,max_us
"""


def short(device, names):
    """A short name for a device, unlike the others."""
    base = re.sub(r"[^A-Za-z0-9]+", "-", device).strip("-").lower()[:26].strip("-")
    name, number = base, 1
    while name in names.values():
        number += 1
        name = f"{base}-{number}"
    names[device] = name
    return name


def main():
    known = {path.name.split(".")[0] for path in (FOLDER / "networks").glob("*.json")}
    rows = [row for row in csv.DictReader(open(sys.argv[1])) if row["model"] in known]
    most = {}
    kinds = {}
    for row in rows:
        if row["gpu"] == "-1":
            name, threads = row["device"], int(row["threads"])
            if (threads, row["powersave"]) > most.get(name, (0, "")):
                most[name] = (threads, row["powersave"])
            kinds.setdefault((name, threads), set()).add(row["powersave"])
    lines = []
    names = {}
    seen = {}
    for row in rows:
        name = names.get(row["device"]) or short(row["device"], names)
        is_cpu = row["gpu"] == "-1"
        threads, cores = (
            (int(row["threads"]), row["powersave"]) if is_cpu
            else most.get(row["device"], (0, ""))
        )
        label = f"{name}-x{threads}" if row["gpu"] in ("-1", "0") else f"{name}-gpu{row['gpu']}"
        if len(kinds.get((row["device"], threads), ())) > 1:
            label += {"0": "", "1": "-little", "2": "-big"}[cores]
        key = (label, is_cpu, row["model"])
        seen[key] = seen.get(key, 0) + 1
        if seen[key] > 1:
            label += f"-r{seen[key]}"
        processor = "cpu" if is_cpu else "gpu"
        figures = [f"{float(row[key]) * 1000:.0f}" for key in ("avg", "min", "max")]
        lines.append(
            f"{label},{name},networks/{row['model']}.graph.json,{processor},"
            f"{threads if is_cpu else ''},{','.join(figures)}"
        )
    (FOLDER / "ncnn.csv").write_text(HEAD + "\n".join(lines) + "\n")


if __name__ == "__main__":
    main()
