#!/usr/bin/env python3
"""Writes schedules.json: small scheduling problems and their optima.

    pip install 'ortools==9.14.*' z3-solver
    python3 Tests/Oracles/make-schedules.py

Both optimisers must agree on every problem; the script stops where they do not.
"""

import json
import pathlib
import random

from schedule_models import cp_sat, z3_optimum


def devices(dice):
    """Pools of the processors, and links: all pairs, by way of the host, or one shared pool."""
    kind = dice.choice(["pairs", "pairs", "host", "shared", "mixed"])
    processors = dice.randint(2, 4)
    if kind == "shared":
        return [0] * processors, 1, []
    if kind == "mixed":
        pools = [0, 0] + [1 + number for number in range(processors - 1)]
    else:
        pools = list(range(processors))
    count = max(pools) + 1
    if kind == "host":
        links = [[0, pool] for pool in range(1, count)] + [[pool, 0] for pool in range(1, count)]
    else:
        links = [[a, b] for a in range(count) for b in range(count) if a != b]
    return pools, count, links


def edges(dice, count):
    """Who reads whom: a chain with branches, or anything."""
    reads = {}
    for node in range(1, count):
        if dice.random() < 0.8:
            width = dice.randint(1, min(3, node))
            reads[node] = sorted(dice.sample(range(max(0, node - 4), node), min(width, node, 4)))
    return reads


def problem(seed, count):
    dice = random.Random(f"schedules {seed}")
    pools, pool_count, links = devices(dice)
    fast = [dice.randint(1, 4) for _ in pools]
    durations = []
    for _ in range(count):
        work = dice.randint(5, 120)
        row = [max(1, work * dice.randint(70, 130) // 100 // speed) for speed in fast]
        for processor in range(1, len(row)):
            if dice.random() < 0.15:
                row[processor] = None
        durations.append(row)
    reads = edges(dice, count)
    items = []
    latency = dice.choice([0, 1, 5, 20])
    for producer in [None] + list(range(count)):
        if producer is None:
            readers = [node for node in range(count) if node not in reads]
        else:
            readers = [node for node in range(count) if producer in reads.get(node, [])]
        if readers:
            size = dice.randint(1, 30)
            items.append({"producer": producer, "readers": readers,
                          "copies": [latency + max(1, size * dice.randint(80, 120) // 100)
                                     for _ in links]})
    return {"name": f"{count}-{seed}", "pools": pools, "pool_count": pool_count, "host": 0,
            "links": links, "durations": durations, "items": items}


def main():
    problems = []
    sizes = [3] * 10 + [5] * 20 + [7] * 30 + [9] * 25 + [12] * 10
    for seed, count in enumerate(sizes):
        made = problem(seed, count)
        first, second = cp_sat(made), z3_optimum(made)
        assert first == second and first is not None, (made["name"], first, second)
        problems.append(dict(made, optimum=first))
        print(made["name"], first, flush=True)
    lines = ",\n".join(json.dumps(made) for made in problems)
    target = pathlib.Path(__file__).parent / "schedules.json"
    target.write_text("[\n" + lines + "\n]\n")


main()
