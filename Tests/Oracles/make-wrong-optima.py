#!/usr/bin/env python3
"""Writes wrong-optima.json: problems of which OR-Tools CP-SAT claims a wrong optimum.

    pip install 'ortools==9.15.6755'; python3 Tests/Oracles/make-wrong-optima.py claim
    pip install 'ortools==9.14.6206'; python3 Tests/Oracles/make-wrong-optima.py claim
    pip install z3-solver; python3 Tests/Oracles/make-wrong-optima.py confirm

`claim` asks the release that is installed, at each level of linearisation; `confirm` asks z3, and
stops unless some claim is above its optimum and none below. A delay is that of a tensor that goes
from processor to processor, each of which has a pool of its own, over links that disturb nobody.
"""

import json
import pathlib
import sys

TARGET = pathlib.Path(__file__).parent / "wrong-optima.json"

# Found by asking three levels of linearisation of random instances; the first was made smaller.
PROBLEMS = [
    {"name": "nine-tasks-default-level",
     "durations": [[39, 13, 35, 56], [35, 11, 60, 41], [22, 43, 55, 9], [54, 59, 46, 23],
                   [40, 60, 39, 25], [56, 53, 15, 57], [48, 20, 43, 41], [48, 19, 26, 36],
                   [5, 37, 35, 60]],
     "edges": [[1, 2, 6], [1, 3, 9], [1, 4, 1], [0, 4, 11], [5, 6, 11], [0, 7, 12], [4, 8, 13]]},
    {"name": "ten-tasks-default-level",
     "durations": [[15, 15, 41, 54], [39, 13, 35, 56], [35, 11, 60, 41], [22, 43, 55, 9],
                   [54, 59, 46, 23], [40, 60, 39, 25], [56, 53, 15, 57], [48, 20, 43, 41],
                   [48, 19, 26, 36], [5, 37, 35, 60]],
     "edges": [[0, 1, 16], [0, 2, 5], [2, 3, 6], [2, 4, 9], [0, 4, 23], [2, 5, 1], [1, 5, 11],
               [0, 6, 7], [1, 6, 17], [6, 7, 11], [1, 8, 12], [5, 9, 13], [0, 9, 30]]},
]


def cp_sat(problem, level):
    from ortools.sat.python import cp_model

    model = cp_model.CpModel()
    count, width = len(problem["durations"]), len(problem["durations"][0])
    horizon = sum(map(max, problem["durations"])) + sum(edge[2] for edge in problem["edges"])
    runs, starts, ends = [], [], []
    queues = [[] for _ in range(width)]
    for node, row in enumerate(problem["durations"]):
        start = model.new_int_var(0, horizon, f"s{node}")
        end = model.new_int_var(0, horizon, f"e{node}")
        chosen = []
        for processor, duration in enumerate(row):
            here = model.new_bool_var(f"x{node},{processor}")
            queues[processor].append(model.new_optional_interval_var(
                start, duration, end, here, f"i{node},{processor}"))
            chosen.append(here)
        model.add_exactly_one(chosen)
        runs.append(chosen)
        starts.append(start)
        ends.append(end)
    for intervals in queues:
        model.add_no_overlap(intervals)
    for before, after, delay in problem["edges"]:
        model.add(starts[after] >= ends[before])
        for one in range(width):
            for other in range(width):
                if one != other:
                    model.add(starts[after] >= ends[before] + delay).only_enforce_if(
                        [runs[before][one], runs[after][other]])
    last = model.new_int_var(0, horizon, "last")
    for end in ends:
        model.add(last >= end)
    model.minimize(last)
    solver = cp_model.CpSolver()
    solver.parameters.num_workers = 1
    solver.parameters.linearization_level = level
    solver.parameters.max_time_in_seconds = 120
    return int(solver.objective_value) if solver.solve(model) == cp_model.OPTIMAL else None


def z3_optimum(problem):
    import z3

    solver = z3.Optimize()
    count = range(len(problem["durations"]))
    place = [z3.Int(f"p{node}") for node in count]
    start = [z3.Int(f"s{node}") for node in count]
    length = [z3.Int(f"l{node}") for node in count]
    last = z3.Int("last")
    for node, row in enumerate(problem["durations"]):
        solver.add(start[node] >= 0, last >= start[node] + length[node])
        solver.add(z3.Or([z3.And(place[node] == processor, length[node] == duration)
                          for processor, duration in enumerate(row)]))
        for other in range(node):
            solver.add(z3.Or(place[node] != place[other],
                             start[node] >= start[other] + length[other],
                             start[other] >= start[node] + length[node]))
    for before, after, delay in problem["edges"]:
        solver.add(start[after] >= start[before] + length[before]
                   + z3.If(place[before] == place[after], 0, delay))
    solver.minimize(last)
    assert solver.check() == z3.sat
    return solver.model()[last].as_long()


def main():
    made = json.loads(TARGET.read_text()) if TARGET.exists() else PROBLEMS
    for problem in made:
        if sys.argv[1:] == ["claim"]:
            import ortools
            claims = problem.setdefault("claims", {})
            claims[ortools.__version__] = [cp_sat(problem, level) for level in (0, 1, 2)]
        else:
            problem["optimum"] = z3_optimum(problem)
            claims = [claim for row in problem["claims"].values() for claim in row]
            assert min(claims) == problem["optimum"] < max(claims), problem["name"]
    TARGET.write_text("[\n" + ",\n".join(json.dumps(problem) for problem in made) + "\n]\n")


main()
