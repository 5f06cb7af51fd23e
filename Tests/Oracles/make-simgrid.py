"""Writes simgrid.json: makespans that SimGrid simulates for fixed plans without contention.

The task graphs and networks are those of saga.json. Each task goes to a random node; nodes run
their tasks in topological order. A plan is kept if no link carries two messages, so that neither
simulator shares anything. SimGrid models the network by CM02 without its corrections.

    apt-get install python3-simgrid   # 3.32
    /usr/bin/python3 Tests/Oracles/make-simgrid.py
"""

import json
import pathlib
import random
import subprocess
import sys

HERE = pathlib.Path(__file__).resolve().parent
PLANS = 60


def plans():
    """Instances of saga.json with a node for each task, no link carrying two messages."""
    generator = random.Random(1)
    instances = json.loads((HERE / "saga.json").read_text())["instances"]
    count = 0
    while count < PLANS:
        position = generator.randrange(len(instances))
        item = instances[position]
        nodes = [generator.randrange(len(item["speeds"])) for _ in item["costs"]]
        used = [(nodes[a], nodes[b]) for a, b, _ in item["edges"] if nodes[a] != nodes[b]]
        if len(used) < 2 or len(set(used)) < len(used):
            continue
        count += 1
        yield {"instance": position, "nodes": nodes}


def simulate(item, nodes):
    """The makespan of one plan, in a process of its own since SimGrid runs once in each."""
    from simgrid import Actor, Engine, Host, Link, LinkInRoute, Mailbox, NetZone, this_actor

    engine = Engine(["make-simgrid", "--log=root.thresh:critical", "--cfg=network/model:CM02",
                     "--cfg=network/crosstraffic:no", "--cfg=network/TCP-gamma:0"])
    scale = 1e12
    zone = NetZone.create_full_zone("zone")
    hosts = [zone.create_host(f"N{i}", speed * scale) for i, speed in enumerate(item["speeds"])]
    for a, b, speed in item["links"]:
        for source, target in ((a, b), (b, a)):
            link = zone.create_link(f"L{source}_{target}", speed * scale)
            link.set_latency(0).seal()
            zone.add_route(hosts[source].netpoint, hosts[target].netpoint, None, None,
                           [LinkInRoute(link)], False)
    zone.seal()
    ends = {}

    def run(node):
        own = [task for task in range(len(nodes)) if nodes[task] == node]
        messages = {(a, b): Mailbox.by_name(f"{a}_{b}").get_async()
                    for a, b, _ in item["edges"] if nodes[b] == node and nodes[a] != node}
        sent = []
        for task in own:
            for a, b, _ in item["edges"]:
                if b == task and (a, b) in messages:
                    messages[a, b][0].wait()
            if item["costs"][task] > 0:
                this_actor.execute(item["costs"][task] * scale)
            ends[task] = Engine.clock
            for a, b, size in item["edges"]:
                if a == task and nodes[b] != node:
                    sent.append(Mailbox.by_name(f"{a}_{b}").put_async("", int(size * scale)))
        for message in sent:
            message.wait()

    for node, host in enumerate(hosts):
        Actor.create(f"A{node}", host, run, node)
    engine.run()
    assert len(ends) == len(nodes)
    return max(ends.values())


def main():
    if len(sys.argv) > 1:
        instances = json.loads((HERE / "saga.json").read_text())["instances"]
        plan = json.load(sys.stdin)
        print("MAKESPAN", repr(simulate(instances[plan["instance"]], plan["nodes"])))
        return
    lines = []
    for plan in plans():
        done = subprocess.run([sys.executable, __file__, "simulate"], input=json.dumps(plan),
                              capture_output=True, text=True, check=True)
        line = next(l for l in done.stdout.splitlines() if l.startswith("MAKESPAN"))
        lines.append(json.dumps(dict(plan, makespan=float(line.split()[1]))))
    (HERE / "simgrid.json").write_text(
        '{"format":"simgrid-oracle/1","simgrid":"3.32","plans":[\n' + ",\n".join(lines) + "\n]}\n")
    print(len(lines), "plans")


if __name__ == "__main__":
    main()
