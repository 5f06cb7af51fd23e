#!/usr/bin/env python3
"""Compares mulayer and codl with what CoDL publishes: latencies and stored plans.

  swift build -c release --product pitfall
  Scripts/compare-codl.py .build/release/pitfall

Latencies: mulayer plans with a profile made with images and runs on the phone with buffer memory, as
CoDL's re-implementation of it does by default; codl runs on the phone's better kind of memory; each
is divided by the better of CPU and GPU alone there. A second argument names another mulayer.
Plans: of each operator the dimension and the GPU's share in tenths, against the plans that
github.com/csu-eis/CoDL stores (Specs/measurements/codl-plans.json). An operator that the GPU
computes alone counts as cut along height there, and so it does here. Published latencies: CoDL
(MobiSys 2022), figures 15 and 16, in milliseconds, as far as they were read off. Last, all rows of
whole models that were measured (Specs/measurements/codl.csv, and mulayer): errors and order.
"""
import itertools
import json
import pathlib
import re
import statistics
import subprocess
import sys
import tempfile

ROOT = pathlib.Path(__file__).resolve().parent.parent
TOOL = sys.argv[1] if len(sys.argv) > 1 else str(ROOT / ".build/release/pitfall")
MULAYER = sys.argv[2] if len(sys.argv) > 2 else "mulayer"

# CPU, better kind of GPU memory, mulayer, CoDL; milliseconds.
PUBLISHED = {
    ("snapdragon-855", "codl-yolov2"): (238, 214, 407, 140),
    ("snapdragon-855", "codl-vgg16"): (222, 218, 374, 136),
    ("snapdragon-855", "codl-fast-style-transfer"): (1023, 415, 1065, 267),
    ("snapdragon-865", "codl-yolov2"): (189, 189, 423, 123),
    ("snapdragon-865", "codl-vgg16"): (173, 210, 411, 119),
    ("snapdragon-865", "codl-fast-style-transfer"): (826, 374, 1238, 251),
    ("snapdragon-888", "codl-yolov2"): (201, 185, 370, 119),
    ("kirin-990", "codl-yolov2"): (219, 349, 251, 154),
    ("kirin-990", "codl-vgg16"): (180, 473, 213, 142),
    ("kirin-990", "codl-fast-style-transfer"): (916, 1123, 869, 680),
}
MODELS = [
    "codl-yolov2", "codl-vgg16", "codl-fast-style-transfer", "codl-posenet", "codl-retinaface"
]
PHONES = ["snapdragon-855", "snapdragon-865", "snapdragon-888", "kirin-990"]


def latency(strategy, model, device, runs_on=None):
    """Milliseconds of a plan for a device, on that device or on another one."""
    with tempfile.NamedTemporaryFile(suffix=".json") as file:
        subprocess.run(
            [TOOL, "plan", "--strategy", strategy, "--model", model, "--device", device,
             "-o", file.name], check=True, capture_output=True)
        run = subprocess.run(
            [TOOL, "simulate", file.name, "--device", runs_on or device, "--format", "json"],
            check=True, capture_output=True, text=True)
    return json.loads(run.stdout)["latency_us"] / 1000


def with_images(phone):
    return phone + "-image" if phone == "kirin-990" else phone


def buffered(phone):
    return phone if phone == "kirin-990" else phone + "-buffer"


def latencies():
    print("| phone | model | best alone, ms (published) | mulayer / best (published) "
          "| best / codl (published) |")
    print("|---|---|---|---|---|")
    for phone in PHONES:
        for model in MODELS:
            best = min(latency(f"single:processor={name}", model, phone) for name in ("cpu", "gpu"))
            slow = latency(MULAYER, model, with_images(phone), buffered(phone)) / best
            fast = best / latency("codl", model, phone)
            known = PUBLISHED.get((phone, model))
            told = ("", "", "")
            if known:
                alone = min(known[:2])
                told = (f" ({alone})", f" ({known[2] / alone:.2f})", f" ({alone / known[3]:.2f})")
            print(f"| {phone} | {model} | {best:.0f}{told[0]} | {slow:.2f}{told[1]} "
                  f"| {fast:.2f}{told[2]} |")


def shares(model, phone, strategy):
    """The dimension and the GPU's share of each operator of a plan, by position."""
    with tempfile.NamedTemporaryFile(suffix=".json") as file:
        subprocess.run(
            [TOOL, "plan", "--strategy", strategy, "--model", model, "--device", phone,
             "-o", file.name], check=True, capture_output=True)
        plan = json.load(open(file.name))
    parts = {}
    for step in plan["steps"]:
        match = re.search(r"_(\d+)$", step.get("operator", ""))
        if match:
            parts.setdefault(int(match.group(1)), {})[step["processor"]] = step.get("part")
    result = {}
    for position, sides in parts.items():
        if set(sides) == {"gpu"}:
            result[position] = ("height", 1.0)
        elif set(sides) == {"cpu"}:
            result[position] = ("height", 0.0)
        else:
            gpu, cpu = sides["gpu"], sides["cpu"]
            # A whole side of an overlap has no part of its own.
            axis = (gpu or cpu)["axis"] if gpu or cpu else "height"
            extent = cpu["end"] if cpu else gpu["end"]
            end = gpu["end"] if gpu else extent
            start = cpu["start"] if cpu else 0
            result[position] = (axis, (end + start) / 2 / extent)
    return result


def plans():
    stored = json.load(open(ROOT / "Specs/measurements/codl-plans.json"))["plans"]
    print("| phone | plans | operators | same dimension | same among those both divide "
          "| mean difference of the GPU's share |")
    print("|---|---|---|---|---|---|")
    for kind, strategy in (("separate", "codl:search=none"), ("chained", "codl")):
        for phone in PHONES:
            count = same = both = both_same = 0
            difference = 0.0
            for plan in stored:
                if plan["name"] != kind or phone != plan["devices"][0]:
                    continue
                ours = shares(plan["model"], phone, strategy)
                for position, tenths in enumerate(plan["gpu-tenths"]):
                    if position not in ours:
                        continue
                    theirs = "channel" if position in plan["channels"] else "height"
                    axis, share = ours[position]
                    count += 1
                    same += axis == theirs
                    difference += abs(share - tenths / 10)
                    if 0 < tenths < 10 and 0 < share < 1:
                        both += 1
                        both_same += axis == theirs
            if count:
                print(f"| {phone} | {kind} | {count} | {same / count:.0%} "
                      f"| {both_same / max(both, 1):.0%} of {both} | {difference / count:.2f} |")


def fidelity():
    """Errors over model, phone and strategy, and the order of pairs that differ by over 5 %."""
    devices = PHONES + [buffered(phone) for phone in PHONES[:3]] + [with_images(PHONES[3])]
    run = subprocess.run(
        [TOOL, "calibrate", str(ROOT / "Specs/measurements/codl.csv"), "--shares",
         str(ROOT / "Specs/measurements/codl-plans.json"), "--check", "--format", "json"]
        + [part for device in devices for part in ("--device", device)],
        check=True, capture_output=True, text=True)
    cells = {}
    for row in json.loads(run.stdout)["fit"]["rows"]:
        model, device = row["measurement"].split(", ")[:2]
        name = model.split(" ")[0]
        phone = next(phone for phone in PHONES if device.startswith(phone))
        if name in MODELS and "operator" not in model and (phone, name) in PUBLISHED:
            times = (row["measured_ns"] / 1e6, row["predicted_ns"] / 1e6)
            cells.setdefault((phone, name), []).append(times)
    for (phone, name), known in PUBLISHED.items():
        took = latency(MULAYER, name, with_images(phone), buffered(phone))
        cells[phone, name].append((known[2], took))
    errors = [abs(now / was - 1) for rows in cells.values() for was, now in rows]
    pairs = [
        (one[0] - other[0]) * (one[1] - other[1]) > 0
        for rows in cells.values() for one, other in itertools.combinations(rows, 2)
        if max(one[0], other[0]) > 1.05 * min(one[0], other[0])
    ]
    print(f"{len(errors)} rows of whole models: median error {statistics.median(errors):.1%}, "
          f"worst {max(errors):.1%}; order right in {sum(pairs)} of {len(pairs)} pairs")


latencies()
print()
plans()
print()
fidelity()
