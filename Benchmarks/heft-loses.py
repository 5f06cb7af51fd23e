#!/usr/bin/env python3
"""How long it takes to find a case in which HEFT loses to one processor and to make it small.

  Benchmarks/heft-loses.py .build/release/pitfall [seeds, default 10]

The time is processor time of the whole process less that of one that makes no runs; a hunt ends with
its first small case (--first), which keeps nine tenths of the logarithm of the loss. Hunted are phones
near the Snapdragon 855, and all bundled phones with random ones among them. The exit status is 1 where
a seed takes 0.1 s or more, or ends with more than three operators or less severity.
"""

import json
import os
import statistics
import subprocess
import sys

SPACES = {"snapdragon-855": ["--device", "snapdragon-855"], "bundled and random": []}


def run(arguments):
    process = subprocess.Popen(arguments, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
    output = process.stdout.read()
    _, _, usage = os.wait4(process.pid, 0)
    return usage.ru_utime + usage.ru_stime, output


def main():
    pitfall = sys.argv[1]
    seeds = int(sys.argv[2]) if len(sys.argv) > 2 else 10
    complete = True
    for name, space in SPACES.items():
        base = [pitfall, "fuzz", "--strategy", "heft", "--first", "--jobs", "1", "--no-boxes",
                "--format", "json"] + space
        idle = statistics.median(run(base + ["--runs", "0"])[0] for _ in range(5))
        times, sizes = [], []
        for seed in range(1, seeds + 1):
            time, output = run(base + ["--runs", "1000", "--seed", str(seed)])
            kept = [case for case in json.loads(output)["cases"] if case["severity_kept"] >= 0.9]
            times.append(time - idle)
            sizes.append(min((case["operators"] for case in kept), default=None))
        print(f"{name}: {statistics.median(times) * 1000:.0f} ms median, {max(times) * 1000:.0f} ms "
              f"most, over a start of {idle * 1000:.0f} ms; operators: {sizes}")
        complete = complete and max(times) < 0.1 and all(size and size <= 3 for size in sizes)
    sys.exit(0 if complete else 1)


if __name__ == "__main__":
    main()
