"""The strategy of Examples/strategy.py, broken in one of ten ways; see BrokenStrategyTests."""

import importlib.util
import json
import os
import sys
import time

PATH = os.path.join(os.path.dirname(os.path.abspath(__file__)), "../Examples/strategy.py")
SPEC = importlib.util.spec_from_file_location("strategy", PATH)
STRATEGY = importlib.util.module_from_spec(SPEC)
SPEC.loader.exec_module(STRATEGY)


def say(data):
    sys.stdout.buffer.write(data)
    sys.stdout.buffer.flush()


def answer(way, count, request):
    good = {"id": request["id"], "plan": STRATEGY.plan(request)}
    line = json.dumps(good).encode()
    if way == "crash":
        os.abort()
    elif way == "hang" or way == "exits-after" and count > 40:
        time.sleep(600) if way == "hang" else sys.exit(3)
    elif way == "garbage":
        say(b"Traceback (most recent call last): ...\n")
    elif way == "wrong-id":
        say(json.dumps(dict(good, id=request["id"] + 1)).encode() + b"\n")
    elif way == "huge":
        while True:
            say(b"[" * (1 << 20))
    elif way == "no-newline":
        say(line)
        sys.exit(0)
    elif way == "not-text":
        say(b'{"id":1,"error":"\xff\xfe\x80"}\n')
    elif way == "slow":
        time.sleep(0.02)
        say(line + b"\n")
    elif way == "noisy":
        sys.stderr.write("planning " + str(count) + "\n")
        say(line + b"\n")
    else:
        say(line + b"\n")


def main():
    for count, line in enumerate(sys.stdin):
        answer(sys.argv[1], count, json.loads(line))


if __name__ == "__main__":
    main()
