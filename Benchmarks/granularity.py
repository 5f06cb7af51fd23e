#!/usr/bin/env python3
"""Shows what the granularity of scheduling costs, with and without competing processes.

    python3 Benchmarks/granularity.py [--pitfall .build/release/pitfall] [--model NAME]

Every convolution is cut into so many parts along its rows, and the parts are dealt out between the
big and the LITTLE cores of a Snapdragon 855, each to the cluster that would finish it first (the
LITTLE cores have a quarter of the speed). One part leaves the LITTLE cores idle; many parts cost a
launch and a wake-up each. Under competing processes a step longer than a slice is suspended.
"""

import argparse
import json
import pathlib
import subprocess
import tempfile

HOME = pathlib.Path(__file__).resolve().parent.parent
CONDITIONS = ["calm", "one-process-in-slices", "several-processes-in-slices"]


def plan(graph, parts):
    shapes = {tensor["name"]: tensor["shape"] for tensor in graph["tensors"]}
    steps = []
    for operator in graph["operators"]:
        shape = shapes[operator["outputs"][0]]
        rows = shape[2] if len(shape) == 4 and operator["type"] == "Conv" else 0
        count = min(parts, rows)
        if count < 2:
            steps.append({"operator": operator["name"], "processor": "cpu"})
            continue
        finish = {"cpu": 0.0, "cpu-little": 0.0}
        for part in range(count):
            chosen = min(finish, key=lambda name: finish[name] + (1 if name == "cpu" else 4))
            finish[chosen] += 1 if chosen == "cpu" else 4
            start, end = rows * part // count, rows * (part + 1) // count
            steps.append({"operator": operator["name"], "processor": chosen,
                          "part": {"axis": "height", "start": start, "end": end}})
    for number, step in enumerate(steps):
        step["id"] = f"s{number + 1}"
    return {"format": "pitfall.plan/1", "synchronization": "implicit", "steps": steps}


def main():
    options = argparse.ArgumentParser()
    options.add_argument("--pitfall", default=str(HOME / ".build" / "release" / "pitfall"))
    options.add_argument("--model", default="codl-fast-style-transfer")
    options.add_argument("--parts", type=int, nargs="+", default=[1, 2, 3, 5, 10, 20, 50, 100])
    given = options.parse_args()
    graph = json.loads((HOME / "Models" / f"{given.model}.graph.json").read_text())
    print("parts " + " ".join(f"{name:>28}" for name in CONDITIONS))
    with tempfile.TemporaryDirectory() as folder:
        path = pathlib.Path(folder) / "plan.json"
        for parts in given.parts:
            path.write_text(json.dumps(plan(graph, parts)))
            cells = []
            for condition in CONDITIONS:
                text = subprocess.run(
                    [given.pitfall, "simulate", str(path), "--model", given.model, "--device",
                     "snapdragon-855", "--condition", condition, "--format", "json"],
                    check=True, capture_output=True, text=True).stdout
                cells.append(f"{json.loads(text)['latency_us'] / 1000:>25.1f} ms")
            print(f"{parts:5} " + " ".join(cells), flush=True)


if __name__ == "__main__":
    main()
