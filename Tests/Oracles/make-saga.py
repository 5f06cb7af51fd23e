"""Writes saga.json: makespans of SAGA's schedulers on instances of its own generators.

SAGA keeps tasks and nodes in sets, so that ties are broken by PYTHONHASHSEED. Each makespan is
therefore measured under several of them; `makespans` lists the distinct results, ascending.

    python3 -m venv /tmp/saga && /tmp/saga/bin/pip install anrg-saga==2.0.2 numpy==2.4.6
    /tmp/saga/bin/python Tests/Oracles/make-saga.py
"""

import json
import logging
import os
import pathlib
import random
import subprocess
import sys

HERE = pathlib.Path(__file__).resolve().parent
HASH_SEEDS = range(6)
SCHEDULERS = {
    "heft": "HeftScheduler", "cpop": "CpopScheduler", "fastest-node": "FastestNodeScheduler",
    "minmin": "MinMinScheduler", "maxmin": "MaxMinScheduler", "duplex": "DuplexScheduler",
    "sufferage": "SufferageScheduler", "met": "METScheduler",
}


def instances():
    """Task graphs and networks of SAGA's generators, numbered in topological order."""
    import numpy
    from saga.schedulers.data.random import gen_in_trees, gen_out_trees, gen_parallel_chains
    from saga.utils import random_graphs as graphs
    from saga.utils.random_variable import UniformRandomVariable

    # As released, a sample is an array of one element, which today's pydantic refuses.
    UniformRandomVariable.sample = lambda self, num_samples=1: random.uniform(0.1, 1)
    numpy.random.seed(1)
    random.seed(1)
    logging.disable(logging.WARNING)

    def weight(*_):
        return random.uniform(0.1, 1)

    makers = {
        "diamond": graphs.get_diamond_dag,
        "chain": lambda: graphs.get_chain_dag(random.randint(3, 5)),
        "fork": graphs.get_fork_dag,
        "branching": lambda: graphs.get_branching_dag(random.randint(3, 4), 2),
        "out-tree": lambda: gen_out_trees(1, random.randint(2, 3), random.randint(2, 3),
                                          weight, weight)[0],
        "in-tree": lambda: gen_in_trees(1, random.randint(2, 3), random.randint(2, 3),
                                        weight, weight)[0],
        "parallel-chains": lambda: gen_parallel_chains(1, random.randint(2, 4),
                                                       random.randint(2, 5), weight, weight)[0],
    }
    for name, maker in makers.items():
        for _ in range(12):
            graph = maker()
            network = graphs.get_network(random.randint(2, 5))
            order = topological(graph)
            number = {task: i for i, task in enumerate(order)}
            cost = {task.name: task.cost for task in graph.tasks}
            yield {
                "family": name,
                "costs": [cost[task] for task in order],
                "edges": sorted([number[d.source], number[d.target], d.size]
                                for d in graph.dependencies),
                "speeds": [s for _, s in sorted((n.name, n.speed) for n in network.nodes)],
                "links": sorted([int(e.source), int(e.target), e.speed] for e in network.edges
                                if e.source != e.target),
            }


def topological(graph):
    """The tasks in topological order, the least name first."""
    missing = {task.name: 0 for task in graph.tasks}
    for edge in graph.dependencies:
        missing[edge.target] += 1
    order = []
    while len(order) < len(missing):
        task = min(t for t in missing if missing[t] == 0 and t not in order)
        order.append(task)
        for edge in graph.dependencies:
            if edge.source == task:
                missing[edge.target] -= 1
    return order


def measure(items):
    """Makespans of every scheduler on every instance, under this process's hash seed."""
    import saga.schedulers as schedulers
    from saga import Network, TaskGraph

    logging.disable(logging.WARNING)
    results = []
    for item in items:
        graph = TaskGraph.create(
            [(f"T{i:02}", cost) for i, cost in enumerate(item["costs"])],
            [(f"T{a:02}", f"T{b:02}", size) for a, b, size in item["edges"]])
        network = Network.create(
            [(f"N{i}", speed) for i, speed in enumerate(item["speeds"])],
            [(f"N{a}", f"N{b}", speed) for a, b, speed in item["links"]])
        results.append({
            name: float(getattr(schedulers, kind)().schedule(network, graph).makespan)
            for name, kind in SCHEDULERS.items()})
    return results


def main():
    if len(sys.argv) > 1:
        json.dump(measure(json.load(sys.stdin)), sys.stdout)
        return
    items = list(instances())
    runs = []
    for seed in HASH_SEEDS:
        done = subprocess.run([sys.executable, __file__, "measure"], input=json.dumps(items),
                              capture_output=True, text=True, check=True,
                              env=dict(os.environ, PYTHONHASHSEED=str(seed)))
        runs.append(json.loads(done.stdout))
    for position, item in enumerate(items):
        item["makespans"] = {}
        for name in SCHEDULERS:
            distinct = []
            for value in sorted(run[position][name] for run in runs):
                if not distinct or value > distinct[-1] * (1 + 1e-9):
                    distinct.append(value)
            item["makespans"][name] = distinct
    lines = ",\n".join(json.dumps(item) for item in items)
    (HERE / "saga.json").write_text(
        '{"format":"saga-oracle/1","saga":"2.0.2","instances":[\n' + lines + "\n]}\n")
    for name in SCHEDULERS:
        tied = sum(len(item["makespans"][name]) > 1 for item in items)
        print(f"{name}: {len(items)} instances, {tied} depend on the hash seed")


if __name__ == "__main__":
    main()
