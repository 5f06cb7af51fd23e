"""Two independent optimisers of the same scheduling problem: OR-Tools CP-SAT and z3.

Each operator runs once on a processor that takes it. What it reads must lie in its processor's
pool: computed there, or copied there over a link, at most once into each pool. Processors and
links do one thing at a time. The last operator shall end as early as possible.
"""


def horizon(problem):
    longest = sum(max(d for d in row if d is not None) for row in problem["durations"])
    return longest + sum(sum(item["copies"]) for item in problem["items"])


def cp_sat(problem, workers=1, seconds=120, level=None):
    """The optimum with optional intervals; None where there is none, or the time was too short."""
    from ortools.sat.python import cp_model

    model = cp_model.CpModel()
    end_of_time = horizon(problem)
    runs, starts, ends, on_processor = [], [], [], {}
    for node, row in enumerate(problem["durations"]):
        start = model.new_int_var(0, end_of_time, f"s{node}")
        end = model.new_int_var(0, end_of_time, f"e{node}")
        chosen = {}
        for processor, duration in enumerate(row):
            if duration is None:
                continue
            here = model.new_bool_var(f"x{node},{processor}")
            interval = model.new_optional_interval_var(start, duration, end, here, f"i{node},{processor}")
            on_processor.setdefault(processor, []).append(interval)
            chosen[processor] = here
        model.add_exactly_one(chosen.values())
        runs.append(chosen)
        starts.append(start)
        ends.append(end)
    for intervals in on_processor.values():
        model.add_no_overlap(intervals)

    pools = range(problem["pool_count"])
    on_link = {}
    for number, item in enumerate(problem["items"]):
        producer = item["producer"]
        made = {}
        for link, (source, target) in enumerate(problem["links"]):
            here = model.new_bool_var(f"c{number},{link}")
            start = model.new_int_var(0, end_of_time, f"cs{number},{link}")
            end = model.new_int_var(0, end_of_time, f"ce{number},{link}")
            interval = model.new_optional_interval_var(
                start, item["copies"][link], end, here, f"ci{number},{link}")
            on_link.setdefault(link, []).append(interval)
            made[link] = (source, target, here, start, end)
        for pool in pools:
            into = [entry for entry in made.values() if entry[1] == pool]
            if producer is None:
                home = [1] if pool == problem["host"] else []
            else:
                home = [here for processor, here in runs[producer].items()
                        if problem["pools"][processor] == pool]
            model.add(sum(entry[2] for entry in into) + sum(home) <= 1)
            sources = [(here, ends[producer] if producer is not None else 0) for here in home]
            sources += [(entry[2], entry[4]) for entry in into]
            users = [(entry[2], entry[3]) for entry in made.values() if entry[0] == pool]
            users += [(here, starts[reader]) for reader in item["readers"]
                      for processor, here in runs[reader].items()
                      if problem["pools"][processor] == pool]
            for used, start in users:
                model.add(sum(here for here, _ in sources) >= used)
                for here, ready in sources:
                    if isinstance(here, int):
                        continue
                    model.add(start >= ready).only_enforce_if([used, here])
    for intervals in on_link.values():
        model.add_no_overlap(intervals)

    last = model.new_int_var(0, end_of_time, "last")
    model.add_max_equality(last, ends)
    model.minimize(last)
    solver = cp_model.CpSolver()
    solver.parameters.num_workers = workers
    solver.parameters.max_time_in_seconds = seconds
    if level is not None:
        solver.parameters.linearization_level = level
    status = solver.solve(model)
    return int(solver.objective_value) if status == cp_model.OPTIMAL else None


def z3_optimum(problem, seconds=300):
    """The optimum with an integer for each choice and linear arithmetic."""
    import z3

    solver = z3.Optimize()
    solver.set("timeout", seconds * 1000)
    count = len(problem["durations"])
    place = [z3.Int(f"place{node}") for node in range(count)]
    start = [z3.Int(f"start{node}") for node in range(count)]
    length = [z3.Int(f"length{node}") for node in range(count)]
    for node, row in enumerate(problem["durations"]):
        solver.add(start[node] >= 0)
        solver.add(z3.Or([z3.And(place[node] == processor, length[node] == duration)
                          for processor, duration in enumerate(row) if duration is not None]))
        for other in range(node):
            solver.add(z3.Or(place[node] != place[other],
                             start[node] >= start[other] + length[other],
                             start[other] >= start[node] + length[node]))

    def lies(node, pool):
        return z3.Or([place[node] == processor
                      for processor, where in enumerate(problem["pools"]) if where == pool])

    copies = []
    for number, item in enumerate(problem["items"]):
        producer = item["producer"]
        # From when the item lies in each pool; -1 where it never does.
        there = [z3.Int(f"there{number},{pool}") for pool in range(problem["pool_count"])]
        made = [z3.Bool(f"made{number},{link}") for link in range(len(problem["links"]))]
        begin = [z3.Int(f"begin{number},{link}") for link in range(len(problem["links"]))]
        for pool in range(problem["pool_count"]):
            home = z3.BoolVal(pool == problem["host"]) if producer is None else lies(producer, pool)
            ready = 0 if producer is None else start[producer] + length[producer]
            into = [link for link, (_, target) in enumerate(problem["links"]) if target == pool]
            solver.add(z3.Implies(home, there[pool] == ready))
            solver.add(z3.Implies(home, z3.Not(z3.Or([made[link] for link in into] or [False]))))
            for position, link in enumerate(into):
                solver.add(z3.Implies(
                    made[link], there[pool] == begin[link] + item["copies"][link]))
                for other in into[:position]:
                    solver.add(z3.Not(z3.And(made[link], made[other])))
            solver.add(z3.Or([home, there[pool] == -1] + [made[link] for link in into]))
            for reader in item["readers"]:
                solver.add(z3.Implies(lies(reader, pool),
                                      z3.And(there[pool] >= 0, start[reader] >= there[pool])))
        for link, (source, _) in enumerate(problem["links"]):
            solver.add(begin[link] >= 0)
            solver.add(z3.Implies(made[link],
                                  z3.And(there[source] >= 0, begin[link] >= there[source])))
            copies.append((link, made[link], begin[link], item["copies"][link]))
    for position, (link, first, begin, time) in enumerate(copies):
        for other_link, second, other_begin, other_time in copies[:position]:
            if link == other_link:
                solver.add(z3.Or(z3.Not(first), z3.Not(second), begin >= other_begin + other_time,
                                 other_begin >= begin + time))
    last = z3.Int("last")
    for node in range(count):
        solver.add(last >= start[node] + length[node])
    solver.minimize(last)
    if solver.check() != z3.sat:
        return None
    return solver.model()[last].as_long()
