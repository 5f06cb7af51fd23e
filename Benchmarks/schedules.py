#!/usr/bin/env python3
"""Times exact optima: pitfall's `optimal`, OR-Tools CP-SAT and SAGA's SMT scheduler, side by side.

    make release
    pip install 'ortools==9.14.*' z3-solver anrg-saga
    python3 Benchmarks/schedules.py .build/release/pitfall [TASKS ...]

Each instance is a random task graph on four processors of different speeds, each with memory of
its own, all linked. Pitfall's time is that of its whole process. SAGA lets any number of transfers
use a link at once, so that its makespan may be less; the others must agree to the nanosecond.
"""

import json
import pathlib
import random
import subprocess
import sys
import tempfile
import time

sys.path.insert(0, str(pathlib.Path(__file__).parent.parent / "Tests" / "Oracles"))
from schedule_models import cp_sat  # noqa: E402

SAGA_LARGEST = 10
SAGA_SECONDS = 120


def instance(count, seed):
    dice = random.Random(f"{count} {seed}")
    edges = {}
    for node in range(1, count):
        for before in dice.sample(range(max(0, node - 5), node), min(node, dice.randint(1, 2))):
            edges[before, node] = dice.randint(1, 30) * 10_000
    return {"costs": [dice.randint(20, 100) * 100_000 for _ in range(count)],
            "edges": edges, "speeds": [1, 2, 3, 4], "link": 1}


def graph(made):
    """Opaque operators that take time for the bytes they touch, weights included."""
    tensors, operators, outputs = [], [], []
    count = len(made["costs"])
    for node, cost in enumerate(made["costs"]):
        reads = [f"d{a}_{b}" for a, b in made["edges"] if b == node]
        writes = [f"d{a}_{b}" for a, b in made["edges"] if a == node] or [f"out{node}"]
        if writes == [f"out{node}"]:
            tensors.append({"name": f"out{node}", "type": "uint8", "shape": [1]})
            outputs.append(f"out{node}")
        touched = sum(size for edge, size in made["edges"].items() if node in edge)
        rest = cost - touched - (1 if f"out{node}" in writes else 0)
        tensors.append({"name": f"w{node}", "type": "uint8", "shape": [rest], "role": "weight"})
        operators.append({"name": f"t{node}", "type": "Task", "opaque": True,
                          "inputs": reads + [f"w{node}"], "outputs": writes})
    for (a, b), size in made["edges"].items():
        tensors.append({"name": f"d{a}_{b}", "type": "uint8", "shape": [size]})
    return {"format": "pitfall.graph/1", "name": f"tasks-{count}", "tensors": tensors,
            "operators": operators, "outputs": outputs}


def device(made):
    names = [f"p{number}" for number in range(len(made["speeds"]))]
    pools = "\n".join(f"  {name}: {{capacity: 4 GiB, alignment: 1 B}}" for name in names)
    processors = "\n".join(
        f"  {name}: {{kind: cpu, pool: {name}, backend: any, bandwidth: {speed} GB/s, "
        "launch: 0 us, rates: {fp32: {direct-convolution: 1 GMAC/s}}}"
        for name, speed in zip(names, made["speeds"]))
    links = "\n".join(
        f"  - {{from: {a}, to: {b}, latency: 0 us, bandwidth: {made['link']} GB/s}}"
        for a in names for b in names if a != b)
    return (f"format: pitfall.device/1\nname: four\nsummary: four processors\npools:\n{pools}\n"
            f"processors:\n{processors}\nlinks:\n{links}\n")


def problem(made):
    """The same in nanoseconds, for CP-SAT."""
    count = len(made["speeds"])
    links = [[a, b] for a in range(count) for b in range(count) if a != b]
    return {
        "pools": list(range(count)), "pool_count": count, "host": 0, "links": links,
        "durations": [[-(-cost // speed) for speed in made["speeds"]] for cost in made["costs"]],
        "items": [{"producer": a, "readers": [b], "copies": [-(-size // made["link"])] * len(links)}
                  for (a, b), size in made["edges"].items()]}


def timed(action):
    start = time.monotonic()
    result = action()
    return result, time.monotonic() - start


def pitfall(binary, folder):
    """The makespan in nanoseconds of the plan, and the seconds that planning took."""
    plan = folder / "plan.json"
    command = [binary, "plan", "--strategy", "optimal:operators=40", "--model",
               str(folder / "tasks.graph.json"), "--device", str(folder / "four.yaml"),
               "-o", str(plan)]
    done, seconds = timed(lambda: subprocess.run(command, capture_output=True, text=True))
    if done.returncode != 0:
        return done.stderr.strip()[-60:], seconds
    run = subprocess.run([binary, "simulate", str(plan), "--format", "json"], check=True,
                         capture_output=True, text=True)
    return round(json.loads(run.stdout)["latency_us"] * 1_000), seconds


def saga(made):
    """SAGA's SMT scheduler in a process of its own, so that it can be stopped."""
    code = (
        "import json,sys,logging;logging.disable(logging.WARNING)\n"
        "from saga import Network,TaskGraph\n"
        "from saga.schedulers.smt import SMTScheduler\n"
        "m=json.load(sys.stdin)\n"
        "g=TaskGraph.create([(f'T{i:02}',c) for i,c in enumerate(m['costs'])],"
        "[(f'T{a:02}',f'T{b:02}',s) for a,b,s in m['edges']])\n"
        "n=Network.create([(f'N{i}',s) for i,s in enumerate(m['speeds'])],"
        "[(f'N{a}',f'N{b}',m['link'] if a!=b else 1e9) for a in range(len(m['speeds']))"
        " for b in range(len(m['speeds']))])\n"
        "print(float(SMTScheduler(epsilon=1,solver_name='z3').schedule(n,g).makespan))\n")
    given = dict(made, edges=[[a, b, s] for (a, b), s in made["edges"].items()])
    try:
        done = subprocess.run([sys.executable, "-c", code], input=json.dumps(given), text=True,
                              capture_output=True, timeout=SAGA_SECONDS)
    except subprocess.TimeoutExpired:
        return None
    return done.stdout.strip() or done.stderr.strip()[-80:]


def main():
    binary = sys.argv[1]
    sizes = [int(text) for text in sys.argv[2:]] or [8, 10, 12, 16, 20]
    for count in sizes:
        for seed in range(3):
            made = instance(count, seed)
            with tempfile.TemporaryDirectory() as name:
                folder = pathlib.Path(name)
                (folder / "tasks.graph.json").write_text(json.dumps(graph(made)))
                (folder / "four.yaml").write_text(device(made))
                own, own_seconds = pitfall(binary, folder)
            best, best_seconds = timed(lambda: cp_sat(problem(made)))
            line = (f"{count} tasks, seed {seed}: pitfall {own} in {own_seconds:.2f} s, "
                    f"CP-SAT {best} in {best_seconds:.2f} s")
            if count <= SAGA_LARGEST:
                other, seconds = timed(lambda: saga(made))
                line += f", SAGA {other} in {seconds:.1f} s ({seconds / own_seconds:.0f} times)"
            print(line, flush=True)


if __name__ == "__main__":
    main()
