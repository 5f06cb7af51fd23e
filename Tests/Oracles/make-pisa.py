"""Writes pisa.json: what `pitfall fuzz --space pisa` finds, confirmed by SAGA's own schedulers.

For each budget and seed: the ratio that pitfall claims, and the ratio of the makespans of SAGA's
HeftScheduler and FastestNodeScheduler on the instance that `pitfall export --saga` writes, under
several values of PYTHONHASHSEED, by which SAGA breaks ties.

    python3 -m venv /tmp/saga && /tmp/saga/bin/pip install anrg-saga==2.0.2 numpy==2.4.6
    swift build -c release --product pitfall
    /tmp/saga/bin/python Tests/Oracles/make-pisa.py .build/release/pitfall
"""

import json
import os
import pathlib
import statistics
import subprocess
import sys
import tempfile

HERE = pathlib.Path(__file__).resolve().parent
BUDGETS = [4_600, 100_000]
SEEDS = range(20)
HASH_SEEDS = range(3)


def measure(instances):
    """SAGA's ratio on each instance, under this process's hash seed."""
    from saga import Network, TaskGraph
    from saga.schedulers import FastestNodeScheduler, HeftScheduler

    ratios = []
    for item in instances:
        graph = TaskGraph.model_validate(item["task_graph"])
        network = Network.model_validate(item["network"])
        ratios.append(float(HeftScheduler().schedule(network, graph).makespan)
                      / float(FastestNodeScheduler().schedule(network, graph).makespan))
    return ratios


def main():
    if sys.argv[1] == "measure":
        json.dump(measure(json.load(sys.stdin)), sys.stdout)
        return
    pitfall = sys.argv[1]
    runs = []
    for budget in BUDGETS:
        for seed in SEEDS:
            with tempfile.TemporaryDirectory() as folder:
                done = subprocess.run(
                    [pitfall, "fuzz", "--space", "pisa", "--strategy", "heft", "--runs",
                     str(budget), "--seed", str(seed), "--jobs", "1", "--format", "json",
                     "--corpus", folder], capture_output=True, text=True)
                found = json.loads(done.stdout)
                exported = subprocess.run([pitfall, "export", found["files"][0], "--saga"],
                                          capture_output=True, text=True, check=True)
            runs.append({"evaluations": budget, "seed": seed, "ratio": found["best_ratio"],
                         "small": {key: found["small"][key]
                                   for key in ("tasks", "ratio", "severity_kept")},
                         "instance": json.loads(exported.stdout),
                         "rate": found["evaluations_per_second"],
                         "seconds": found["small"]["search_seconds"]
                         + found["small"]["shrink_seconds"]})
    for run in runs:
        run["saga"] = []
    for seed in HASH_SEEDS:
        done = subprocess.run([sys.executable, __file__, "measure"],
                              input=json.dumps([run["instance"] for run in runs]),
                              capture_output=True, text=True, check=True,
                              env=dict(os.environ, PYTHONHASHSEED=str(seed)))
        for run, ratio in zip(runs, json.loads(done.stdout)):
            if not any(abs(ratio - other) < 1e-9 * ratio for other in run["saga"]):
                run["saga"].append(ratio)
    for budget in BUDGETS:
        own = [run for run in runs if run["evaluations"] == budget]
        confirmed = sum(all(abs(ratio - run["ratio"]) < 1e-6 * ratio for ratio in run["saga"])
                        for run in own)
        print(f"{budget} evaluations: median {statistics.median(r['ratio'] for r in own):.3f}, "
              f"least {min(r['ratio'] for r in own):.3f}, {confirmed} of {len(own)} confirmed, "
              f"{statistics.median(r['rate'] for r in own):.0f} evaluations a second, "
              f"at most {max(r['small']['tasks'] for r in own)} tasks and "
              f"{min(r['small']['severity_kept'] for r in own):.2f} kept when small, "
              f"found and shrunk in {statistics.median(r['seconds'] for r in own):.4f} s")
    for run in runs:
        del run["rate"], run["seconds"]
    (HERE / "pisa.json").write_text('{"format":"pisa-oracle/1","saga":"2.0.2","runs":[\n'
                                    + ",\n".join(json.dumps(run) for run in runs) + "\n]}\n")


if __name__ == "__main__":
    main()
