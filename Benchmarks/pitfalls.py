#!/usr/bin/env python3
"""Hunts six published strategies from fresh seeds, two minutes for each seed, and shows what was found.

  Benchmarks/pitfalls.py .build/release/pitfall [seeds, default 3] [seconds for each seed, default 120]

Each strategy gets a sixth of the time. The last line of a seed names a cause for each strategy, all
different, where that can be done; the exit status is 1 where it cannot. Build first: make release
"""

import json
import subprocess
import sys
import time

STRATEGIES = ["mulayer", "codl", "nn-stretch", "band", "heft", "mace"]


def hunt(pitfall, strategy, seed, seconds):
    result = subprocess.run(
        [pitfall, "fuzz", "--strategy", strategy, "--seed", str(seed), "--no-boxes",
         "--budget", f"{seconds}s", "--format", "json"],
        stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
    )
    return json.loads(result.stdout) if result.returncode in (0, 1) else {"cases": [], "runs": 0}


def assign(causes):
    """A different cause for each strategy, as far as there are any: augmenting paths."""
    owner = {}

    def claim(strategy, seen):
        for cause in causes[strategy]:
            if cause in seen:
                continue
            seen.add(cause)
            if cause not in owner or claim(owner[cause], seen):
                owner[cause] = strategy
                return True
        return False

    for strategy in STRATEGIES:
        claim(strategy, set())
    return {strategy: cause for cause, strategy in owner.items()}


def main():
    pitfall = sys.argv[1]
    seeds = int(sys.argv[2]) if len(sys.argv) > 2 else 3
    seconds = int(sys.argv[3]) if len(sys.argv) > 3 else 120
    complete = True
    for seed in range(1, seeds + 1):
        start = time.monotonic()
        best = {}
        for strategy in STRATEGIES:
            found = hunt(pitfall, strategy, seed, seconds // len(STRATEGIES) - 1)
            losses = {}
            for case in found["cases"]:
                if case["property"] == "profit":
                    losses.setdefault(case["cause"], (case["loss"], case["operators"], case["device"]))
            best[strategy] = losses
            print(f"seed {seed}  {strategy:<11} {found['runs']:>6} runs  " + ", ".join(
                f"{cause} {loss:.2f} ({operators} operators, {device})"
                for cause, (loss, operators, device) in losses.items()))
        chosen = assign({name: list(losses) for name, losses in best.items()})
        complete = complete and len(chosen) == len(STRATEGIES)
        print(f"seed {seed}  {time.monotonic() - start:.0f} s  " + ", ".join(
            f"{name}: {chosen.get(name, 'none of its own')}" for name in STRATEGIES), flush=True)
    sys.exit(0 if complete else 1)


if __name__ == "__main__":
    main()
