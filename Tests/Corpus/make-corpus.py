#!/usr/bin/env python3
"""Writes the corpus: graphs, good plans, broken plans and what must be found in them.

    python3 Tests/Corpus/make-corpus.py

What is written is committed, and tests read only what is committed. 'expected.json' names, for
each broken plan, the obligation that is refuted, the steps, pool and rule that the finding names,
what its message says, and the good plan that is its repaired twin. All of that is written by hand
in 'corpus_faults.py'; nothing is taken from pitfall's own answers.
"""

import json
import pathlib

import corpus_faults
import corpus_graphs
import corpus_plans

HERE = pathlib.Path(__file__).parent


def write(path, value):
    path.parent.mkdir(exist_ok=True)
    path.write_text(text(value) + "\n")


def text(value, indent=0):
    """JSON in which whatever fits on a line stands on one."""
    line = json.dumps(value, ensure_ascii=False)
    if isinstance(value, (str, int)) or indent > 0 and len(line) + indent <= 94:
        return line
    space = "\n" + " " * (indent + 2)
    if isinstance(value, dict):
        items = [f"{json.dumps(k)}: {text(v, indent + 2)}" for k, v in value.items()]
        return "{" + space + ("," + space).join(items) + "\n" + " " * indent + "}"
    items = [text(v, indent + 2) for v in value]
    return "[" + space + ("," + space).join(items) + "\n" + " " * indent + "]"


def devices():
    """Devices that differ from another in the capacity of one pool only."""
    folder = HERE / "devices"
    for size in [144896, 144895, 100000, 80000]:
        text = (folder / "shared.yaml").read_text()
        text = text.replace("8 MiB", f"{size} B").replace("name: shared", f"name: ram-{size}")
        text = text.replace("# Three", f"# Made by make-corpus.py from shared.yaml.\n# Three")
        (folder / f"ram-{size}.yaml").write_text(text)
    for size in [40000, 30000]:
        text = (folder / "pair.yaml").read_text()
        text = text.replace("gpu: {capacity: 8 MiB", f"gpu: {{capacity: {size} B")
        text = text.replace("name: pair", f"name: gpu-{size}")
        text = text.replace("# A CPU", f"# Made by make-corpus.py from pair.yaml.\n# A CPU")
        (folder / f"gpu-{size}.yaml").write_text(text)


def main():
    devices()
    for folder in ["graphs", "good", "broken"]:
        for old in (HERE / folder).glob("*.json"):
            old.unlink()
    for make in corpus_graphs.ALL:
        write(HERE / "graphs" / f"{make.__name__}.graph.json", make())
    for name, plan in corpus_plans.GOOD.items():
        write(HERE / "good" / f"{name}.json", plan)
    expected = {}
    for name, (plan, entry) in corpus_faults.FAULTS.items():
        write(HERE / "broken" / f"{name}.json", plan)
        expected[name] = entry
    write(HERE / "expected.json", expected)
    print(len(corpus_plans.GOOD), "good plans,", len(expected), "broken ones")


main()
