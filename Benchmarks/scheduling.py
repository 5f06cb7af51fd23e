#!/usr/bin/env python3
"""Times HEFT against SAGA and the simulator against SimGrid, on the same machine, in one run.

    PITFALL_BENCHMARKS=1 swift build -c release --product SchedulingClock
    pip install anrg-saga==2.0.2; apt-get install python3-simgrid
    python3 Benchmarks/scheduling.py .build/release/SchedulingClock --simgrid /usr/bin/python3

Random task graphs (Benchmarks/schedules.py) on four processors of different speeds, each with memory
of its own. All times are processor time inside the process, starting of interpreters, imports and
the making of instances excluded, the least of several runs. HEFT is timed from a problem with all
durations to the schedule, as SAGA's HeftScheduler.schedule is, and from a graph and a device file to
a plan. Simulations run the plan that HEFT makes: SimGrid's Engine.run, and with the making of hosts,
routes and actors; ours from a program, and from a plan. In SimGrid messages share links, here
copies queue; makespans are printed on standard error.
"""
import argparse
import json
import pathlib
import subprocess
import sys
import tempfile

import schedules


def instance(count):
    return schedules.instance(count, 0)


SAGA = """
import json, logging, sys, time
logging.disable(logging.WARNING)
from saga import Network, TaskGraph
from saga.schedulers import HeftScheduler
made = json.load(sys.stdin)
speeds = made["speeds"]
network = Network.create(
    nodes=[(f"N{i}", float(s)) for i, s in enumerate(speeds)],
    edges=[(f"N{a}", f"N{b}", 1e12 if a == b else 1.0) for a in range(len(speeds))
           for b in range(a, len(speeds))])
graph = TaskGraph.create(tasks=[(f"T{i}", float(c)) for i, c in enumerate(made["costs"])],
                         dependencies=[(f"T{a}", f"T{b}", float(s)) for a, b, s in made["edges"]])
best = None
for _ in range(made["runs"]):
    start = time.process_time()
    schedule = HeftScheduler().schedule(network, graph)
    spent = time.process_time() - start
    best = spent if best is None else min(best, spent)
print("RESULT", json.dumps({"us": best * 1e6, "makespan": schedule.makespan}))
"""

SIMGRID = """
import json, sys, time
made = json.load(sys.stdin)
begin = time.process_time()
from simgrid import Actor, Engine, LinkInRoute, Mailbox, NetZone, this_actor
start = time.process_time()
engine = Engine(["scheduling", "--log=root.thresh:critical", "--cfg=network/model:CM02",
                 "--cfg=network/crosstraffic:no", "--cfg=network/TCP-gamma:0"])
zone = NetZone.create_full_zone("zone")
hosts = [zone.create_host(f"N{i}", speed * 1e9) for i, speed in enumerate(made["speeds"])]
for a in range(len(hosts)):
    for b in range(len(hosts)):
        if a != b:
            link = zone.create_link(f"L{a}_{b}", 1e9)
            link.set_latency(0).seal()
            zone.add_route(hosts[a].netpoint, hosts[b].netpoint, None, None, [LinkInRoute(link)],
                           False)
zone.seal()
nodes, order = made["nodes"], made["order"]
reads, writes = {}, {}
for a, b, size in made["edges"]:
    if nodes[a] != nodes[b]:
        reads.setdefault(b, []).append(a)
        writes.setdefault(a, []).append((b, size))
ends = {}

def run(node):
    own = [task for task in order if nodes[task] == node]
    awaited = {(a, b): Mailbox.by_name(f"{a}_{b}").get_async()
               for b in own for a in reads.get(b, [])}
    sent = []
    for task in own:
        for a in reads.get(task, []):
            awaited[a, task][0].wait()
        this_actor.execute(made["costs"][task])
        ends[task] = Engine.clock
        for b, size in writes.get(task, []):
            sent.append(Mailbox.by_name(f"{task}_{b}").put_async("", size))
    for message in sent:
        message.wait()

for node, host in enumerate(hosts):
    Actor.create(f"A{node}", host, run, node)
ready = time.process_time()
engine.run()
end = time.process_time()
print("RESULT", json.dumps({"us": (end - ready) * 1e6, "all_us": (end - start) * 1e6,
                            "makespan": max(ends.values())}))
"""


def ask(python, code, made):
    done = subprocess.run([python, "-c", code], input=json.dumps(made), text=True,
                          capture_output=True)
    lines = [line for line in done.stdout.splitlines() if line.startswith("RESULT")]
    if not lines:
        sys.exit(done.stderr[-2000:])
    return json.loads(lines[0].split(None, 1)[1])


def main():
    options = argparse.ArgumentParser()
    options.add_argument("clock", help="the built SchedulingClock")
    options.add_argument("--saga", default=sys.executable, help="a Python with anrg-saga")
    options.add_argument("--simgrid", default="/usr/bin/python3", help="a Python with simgrid")
    options.add_argument("--tasks", type=int, nargs="+", default=[50, 100, 500, 1000])
    given = options.parse_args()
    print("| tasks | HEFT, ms | SAGA, ms | times | a plan for a device, ms | times "
          "| simulation, ms | SimGrid, ms | times | both with preparation, ms | times |")
    print("|" + "---:|" * 11)
    for count in given.tasks:
        made = instance(count)
        with tempfile.TemporaryDirectory() as name:
            folder = pathlib.Path(name)
            (folder / "tasks.graph.json").write_text(json.dumps(schedules.graph(made)))
            (folder / "four.yaml").write_text(schedules.device(made))
            ours = json.loads(subprocess.run(
                [given.clock, str(folder / "tasks.graph.json"), str(folder / "four.yaml"), "500"],
                check=True, capture_output=True, text=True).stdout)
        edges = [[a, b, size] for (a, b), size in made["edges"].items()]
        input_ = {"costs": made["costs"], "edges": edges, "speeds": made["speeds"],
                  "runs": 20 if count <= 100 else 3}
        saga = ask(given.saga, SAGA, input_)
        nodes = ours["nodes"]
        runs = [ask(given.simgrid, SIMGRID, dict(input_, nodes=nodes, order=ours["order"]))
                for _ in range(3)]
        grid, whole = min(r["us"] for r in runs), min(r["all_us"] for r in runs)
        print(f"| {count} | {ours['schedule_us'] / 1e3:.3f} | {saga['us'] / 1e3:.1f} "
              f"| {saga['us'] / ours['schedule_us']:.0f} | {ours['plan_us'] / 1e3:.3f} "
              f"| {saga['us'] / ours['plan_us']:.0f} | {ours['simulate_us'] / 1e3:.3f} "
              f"| {grid / 1e3:.1f} | {grid / ours['simulate_us']:.0f} "
              f"| {ours['simulate_all_us'] / 1e3:.3f} against {whole / 1e3:.1f} "
              f"| {whole / ours['simulate_all_us']:.0f} |", flush=True)
        print(f"  makespans: HEFT {ours['makespan_ns'] / 1e6:.3f} ms, SAGA "
              f"{saga['makespan'] / 1e6:.3f} ms; simulated {ours['latency_ns'] / 1e6:.3f} ms, SimGrid "
              f"{runs[0]['makespan'] * 1e3:.3f} ms", file=sys.stderr)


if __name__ == "__main__":
    main()
