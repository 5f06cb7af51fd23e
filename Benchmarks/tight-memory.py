#!/usr/bin/env python3
"""Times the proof that nothing fits into memory: `pitfall improve` and OR-Tools CP-SAT.

    make release
    pip install 'ortools==9.14.*'
    python3 Benchmarks/tight-memory.py .build/release/pitfall [--limit SECONDS] [TASKS ...]

Each instance is a random task graph on four processors, each with memory of its own, all linked.
In even instances tasks read one to three tensors of the last six and all pools are alike; there one
task with what it reads decides. In crowded ones tasks read up to three small tensors of any before
and the pools have shares 4 : 3 : 2 : 1, so that what has to lie somewhere at the same time decides.
The pools are as large as they can be, to a 64th, without any plan fitting. Both are asked whether a
plan fits; pitfall also says which operators and pools clash. CP-SAT's steps take one unit of time
each and may run at the same time; its lifetimes fill cumulative pools; it has two workers and a
limit in real time, by default 120 s. Pitfall's time is that of its whole process. Seconds of
processor time (real time in parentheses), best of three for pitfall.
"""

import argparse
import json
import pathlib
import random
import resource
import subprocess
import sys
import tempfile
import time

PROCESSORS = 4
SHARES = {"even": [4, 4, 4, 4], "crowded": [4, 3, 2, 1]}


def instance(count, seed, family):
    if family == "crowded":
        return crowded(count, seed)
    dice = random.Random(f"tight {count} {seed}")
    readers = {node: [] for node in range(count)}
    for node in range(1, count):
        for before in dice.sample(range(max(0, node - 6), node), min(node, dice.randint(1, 3))):
            readers[before].append(node)
    return {"sizes": [dice.randint(10, 100) * 1_000 for _ in range(count)], "readers": readers}


def crowded(count, seed):
    dice = random.Random(f"crowded {count} {seed}")
    readers = {node: [] for node in range(count)}
    for node in range(2, count):
        for before in dice.sample(range(node), min(node, dice.randint(1, 3))):
            readers[before].append(node)
    return {"sizes": [dice.randint(20, 40) * 1_000 for _ in range(count)], "readers": readers}


def capacities(whole, family):
    return [whole * share // 4 for share in SHARES[family]]


def graph(made):
    """Operators without weights."""
    tensors = [{"name": "input", "type": "uint8", "shape": [1], "role": "input"}]
    operators = []
    for node, size in enumerate(made["sizes"]):
        tensors.append({"name": f"t{node}", "type": "uint8", "shape": [size]})
        reads = [f"t{other}" for other, nodes in made["readers"].items() if node in nodes]
        operators.append({"name": f"n{node}", "type": "Task",
                          "opaque": True, "inputs": reads or ["input"], "outputs": [f"t{node}"]})
    outputs = [f"t{node}" for node in made["readers"] if not made["readers"][node]]
    return {"format": "pitfall.graph/1", "name": "tight", "tensors": tensors,
            "operators": operators, "outputs": outputs}


def write_device(folder, rooms):
    names = ["cpu"] + [f"p{number}" for number in range(1, PROCESSORS)]
    pools = "\n".join(f"  {name}: {{capacity: {room} B, alignment: 1 B}}"
                      for name, room in zip(names, rooms))
    processors = "\n".join(
        f"  {name}: {{kind: cpu, pool: {name}, backend: any, bandwidth: 1 GB/s, "
        "launch: 0 us, rates: {fp32: {direct-convolution: 1 GMAC/s}}}" for name in names)
    links = "\n".join(f"  - {{from: {a}, to: {b}, latency: 0 us, bandwidth: 1 GB/s}}"
                      for a in names for b in names if a != b)
    (folder / "four.yaml").write_text(
        f"format: pitfall.device/1\nname: four\nsummary: four processors\npools:\n{pools}\n"
        f"processors:\n{processors}\nlinks:\n{links}\n")


def children():
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def pitfall(binary, folder, rooms):
    write_device(folder, rooms)
    begin = children(), time.monotonic()
    done = subprocess.run(
        [binary, "improve", "--space", "whole", "--effort", "0", "--model",
         str(folder / "tight.graph.json"), "--device", str(folder / "four.yaml"), "--format",
         "json"], capture_output=True, text=True)
    seconds = children() - begin[0], time.monotonic() - begin[1]
    if not done.stdout:
        sys.exit(done.stderr)
    space = json.loads(done.stdout)["spaces"][0]
    return space.get("conflict"), seconds


def cp_sat(made, rooms, limit):
    from ortools.sat.python import cp_model

    model = cp_model.CpModel()
    count = len(made["sizes"])
    horizon = count * (1 + PROCESSORS)
    starts = [model.new_int_var(0, horizon, f"s{node}") for node in range(count)]
    runs = []
    for node in range(count):
        row = [model.new_bool_var(f"x{node},{place}") for place in range(PROCESSORS)]
        model.add_exactly_one(row)
        runs.append(row)
    for place in range(PROCESSORS):
        model.add_no_overlap([
            model.new_optional_fixed_size_interval_var(starts[node], 1, runs[node][place], "")
            for node in range(count)])
    lives = [[] for _ in range(PROCESSORS)]
    for node, size in enumerate(made["sizes"]):
        readers = made["readers"][node]
        places = range(PROCESSORS)
        copies = [model.new_int_var(0, horizon, "") for _ in places]
        ends = [model.new_int_var(0, horizon, "") for _ in places]
        made_there = [model.new_bool_var("") for _ in places]
        lies = [model.new_bool_var("") for _ in places]
        for reader in readers:
            model.add(starts[reader] >= starts[node] + 1)
        for place in places:
            home, there, end = runs[node][place], made_there[place], ends[place]
            model.add(home + there == lies[place])
            begin = model.new_int_var(0, horizon, "")
            length = model.new_int_var(0, horizon, "")
            model.add(begin <= starts[node]).only_enforce_if(home)
            model.add(begin <= copies[place]).only_enforce_if(there)
            model.add(end >= starts[node] + 1).only_enforce_if(home)
            model.add(end >= copies[place] + 1).only_enforce_if(there)
            if not readers:
                model.add(end >= horizon).only_enforce_if(lies[place])
            for reader in readers:
                here = runs[reader][place]
                model.add_implication(here, lies[place])
                model.add(end >= starts[reader] + 1).only_enforce_if(here)
                model.add(starts[reader] >= copies[place] + 1).only_enforce_if([here, there])
            lives[place].append(
                (model.new_optional_interval_var(begin, length, end, lies[place], ""), size))
            # It is copied from a pool in which it still lies.
            chosen = [model.new_bool_var("") for _ in places]
            model.add(chosen[place] == 0)
            model.add(sum(chosen) == there)
            for source in places:
                model.add_implication(chosen[source], lies[source])
                model.add(copies[place] >= starts[node] + 1).only_enforce_if(chosen[source])
                model.add(ends[source] >= copies[place] + 1).only_enforce_if(chosen[source])
                model.add(copies[place] >= copies[source] + 1).only_enforce_if(
                    [chosen[source], made_there[source]])
    for place in range(PROCESSORS):
        model.add_cumulative([interval for interval, _ in lives[place]],
                             [size for _, size in lives[place]], rooms[place])
    solver = cp_model.CpSolver()
    solver.parameters.num_workers = 2
    solver.parameters.max_time_in_seconds = limit
    begin = time.process_time(), time.monotonic()
    status = solver.solve(model)
    seconds = time.process_time() - begin[0], time.monotonic() - begin[1]
    return solver.status_name(status), seconds


def measure(binary, count, seed, family, limit):
    made = instance(count, seed, family)
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        (folder / "tight.graph.json").write_text(json.dumps(graph(made)))
        low, high = 0, sum(made["sizes"])
        while high - low > max(high // 64, 1):
            middle = (low + high) // 2
            conflict, _ = pitfall(binary, folder, capacities(middle, family))
            low, high = (middle, high) if conflict else (low, middle)
        answers = [pitfall(binary, folder, capacities(low, family)) for _ in range(3)]
    status, seconds = cp_sat(made, capacities(low, family), limit)
    fits, _ = cp_sat(made, capacities(high, family), limit)
    own = min(time for _, time in answers)
    print(f"{count} tasks, {family}, seed {seed}, {low} bytes: pitfall {own[0]:.2f} s "
          f"({own[1]:.2f}), CP-SAT {status} in {seconds[0]:.1f} s ({seconds[1]:.1f}), "
          f"{seconds[0] / own[0]:.0f} times; at {high} CP-SAT says {fits}")
    print(f"  {answers[0][0]['message']}", flush=True)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("binary")
    parser.add_argument("--limit", type=float, default=120)
    parser.add_argument("tasks", type=int, nargs="*", default=[10, 12, 16, 20])
    given = parser.parse_intermixed_args()
    for count in given.tasks:
        for family in SHARES:
            for seed in range(3):
                measure(given.binary, count, seed, family, given.limit)


main()
