#!/usr/bin/env python3
"""Asks z3py whether a plan ends in time, in the plain way; Benchmarks/against-z3py.sh runs it.

usage: verify-z3py.py QUESTION.smt2 PLAN.json [--all-pairs]

QUESTION.smt2 is the question that 'pitfall verify --smt2' writes for a deadline: it holds every
wait and duration. Each becomes a constraint with a name, as a user would write it who wants a
reason. With --all-pairs each two steps of one processor are also kept apart in either order.
"""
import json
import re
import sys
import time

import z3

WAIT = re.compile(r"\(<= \(\+ \|int start of (.*?)\| (\d+)\) \|int start of (.*?)\|\)")
BARE = re.compile(r"\(<= \|int start of (.*?)\| \|int start of (.*?)\|\)")
LIMIT = re.compile(r"\(<= \(\+ \|int start of (.*?)\| (\d+)\) (\d+)\)")


def main():
    names = [word for word in sys.argv[1:] if not word.startswith("-")]
    waits, ends, lengths = [], {}, {}
    with open(names[0]) as file:
        for line in file:
            if not line.startswith("(assert (=>"):
                continue
            if found := LIMIT.search(line):
                ends[found[1]], lengths[found[1]] = int(found[3]), int(found[2])
            elif found := WAIT.search(line):
                waits.append((found[1], found[3]))
                lengths[found[1]] = int(found[2])
            elif found := BARE.search(line):
                waits.append((found[1], found[2]))
    with open(names[1]) as file:
        plan = json.load(file)
    queues = {}
    for step in plan["steps"]:
        if "processor" in step:
            queues.setdefault(step["processor"], []).append(step["id"])

    begin = time.process_time()
    solver = z3.Solver()
    starts = {name: z3.Int(name) for name in ends}
    for name, limit in ends.items():
        solver.assert_and_track(starts[name] >= 0, f"start {name}")
        solver.assert_and_track(starts[name] + lengths[name] <= limit, f"end {name}")
    for number, (before, after) in enumerate(waits):
        solver.assert_and_track(
            starts[before] + lengths.get(before, 0) <= starts[after], f"wait {number}")
    if "--all-pairs" in sys.argv:
        for queue in queues.values():
            for place, one in enumerate(queue):
                for other in queue[place + 1:]:
                    apart = z3.Or(starts[one] + lengths[one] <= starts[other],
                                  starts[other] + lengths[other] <= starts[one])
                    solver.assert_and_track(apart, f"apart {one} {other}")
    print(solver.check(), len(ends), f"{time.process_time() - begin:.3f}")


main()
