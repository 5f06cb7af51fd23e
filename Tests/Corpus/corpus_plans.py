"""The good plans of the corpus, and the edits that break them."""

import copy as copying


def part(axis, start, end):
    return {"axis": axis, "start": start, "end": end}


def rows(start, end):
    return part("height", start, end)


def channels(start, end):
    return part("channel", start, end)


def run(name, operator, processor, share=None, precision=None):
    step = {"id": name, "operator": operator, "processor": processor}
    if precision:
        step["precision"] = precision
    if share:
        step["part"] = share
    return step


def copy(name, tensor, source, target, share=None):
    step = {"id": name, "copy": tensor, "from": source, "to": target}
    if share:
        step["part"] = share
    return step


def whole(*pairs):
    """Steps that run whole operators, named like them: 'conv1 cpu'."""
    return [run(name, name, processor) for name, processor in (p.split() for p in pairs)]


def at(tensor, offset, share=None, pool="ram"):
    placement = {"pool": pool, "tensor": tensor, "offset": offset}
    if share:
        placement["part"] = share
    return placement


def plan(model, device, synchronization, steps, after=(), placements=()):
    """`after` holds texts 'step < predecessor'."""
    result = {"format": "pitfall.plan/1", "model": f"../graphs/{model}.graph.json",
              "device": device, "synchronization": synchronization, "steps": steps}
    if after:
        result["after"] = [wait(text) for text in after]
    if placements:
        result["placements"] = list(placements)
    return result


def wait(text):
    return [name.strip() for name in text.split("<")]


def file(device):
    return f"../devices/{device}.yaml"


# Edits: each takes a plan and breaks it in one place.


def without(*names):
    """Leaves steps out, and the waits that name them."""
    def edit(p):
        p["steps"] = [s for s in p["steps"] if s["id"] not in names]
        if "after" in p:
            p["after"] = [w for w in p["after"] if not set(w) & set(names)]
    return edit


def unwait(text):
    def edit(p):
        p["after"].remove(wait(text))
    return edit


def waiting(text):
    def edit(p):
        p.setdefault("after", []).append(wait(text))
    return edit


def instead(old, new):
    """Replaces a wait."""
    def edit(p):
        p["after"][p["after"].index(wait(old))] = wait(new)
    return edit


def changed(name, **values):
    """Changes keys of a step; None takes a key away."""
    def edit(p):
        step = next(s for s in p["steps"] if s["id"] == name)
        for key, value in values.items():
            key = key.rstrip("_")
            if value is None:
                step.pop(key)
            else:
                step[key] = value
    return edit


def moved(name, before):
    """Moves a step in front of another."""
    def edit(p):
        step = next(s for s in p["steps"] if s["id"] == name)
        p["steps"].remove(step)
        position = next(i for i, s in enumerate(p["steps"]) if s["id"] == before)
        p["steps"].insert(position, step)
    return edit


def added(step, after):
    """Adds a step behind another."""
    def edit(p):
        position = next(i for i, s in enumerate(p["steps"]) if s["id"] == after)
        p["steps"].insert(position + 1, step)
    return edit


def placed(tensor, offset, start=None):
    """Moves a placement; `start` picks the one of that part."""
    def edit(p):
        for entry in p["placements"]:
            if entry["tensor"] == tensor and entry.get("part", {}).get("start") == start:
                entry["offset"] = offset
    return edit


def on_device(device):
    def edit(p):
        p["device"] = device
    return edit


def broken(good, *edits):
    result = copying.deepcopy(good)
    for edit in edits:
        edit(result)
    assert result != good
    return result


# The good plans.

GOOD = {}

GOOD["chain-serial"] = plan(
    "chain", file("pair"), "implicit", whole("conv1 cpu", "relu cpu", "conv2 cpu"))

GOOD["chain-halves"] = plan(
    "chain", file("pair"), "explicit", [
        copy("x-to-gpu", "x", "cpu", "gpu", rows(15, 32)),
        run("conv1-top", "conv1", "cpu", rows(0, 16)),
        run("conv1-bottom", "conv1", "gpu", rows(16, 32)),
        run("relu-top", "relu", "cpu", rows(0, 16)),
        run("relu-bottom", "relu", "gpu", rows(16, 32)),
        copy("halo-down", "b", "cpu", "gpu", rows(15, 16)),
        copy("halo-up", "b", "gpu", "cpu", rows(16, 17)),
        run("conv2-top", "conv2", "cpu", rows(0, 16)),
        run("conv2-bottom", "conv2", "gpu", rows(16, 32)),
    ], ["conv1-bottom < x-to-gpu", "halo-down < relu-top", "halo-up < relu-bottom",
        "conv2-top < halo-up", "conv2-bottom < halo-down"])

# The GPU computes row 15 of 'b' itself, and gets it from the CPU once more.
GOOD["chain-halo-twice"] = plan(
    "chain", file("pair"), "explicit", [
        copy("x-to-gpu", "x", "cpu", "gpu", rows(14, 32)),
        run("conv1-top", "conv1", "cpu", rows(0, 17)),
        run("conv1-bottom", "conv1", "gpu", rows(15, 32)),
        run("relu-top", "relu", "cpu", rows(0, 17)),
        run("relu-bottom", "relu", "gpu", rows(15, 32)),
        copy("halo-down", "b", "cpu", "gpu", rows(15, 16)),
        run("conv2-top", "conv2", "cpu", rows(0, 16)),
        run("conv2-bottom", "conv2", "gpu", rows(16, 32)),
    ], ["conv1-bottom < x-to-gpu", "halo-down < relu-top", "halo-down < relu-bottom",
        "conv2-bottom < halo-down"])

GOOD["chain-thirds"] = plan(
    "chain", file("shared"), "explicit", [
        run("conv1-top", "conv1", "cpu", rows(0, 10)),
        run("conv1-middle", "conv1", "gpu", rows(10, 21)),
        run("conv1-bottom", "conv1", "dsp", rows(21, 32)),
        run("relu", "relu", "cpu"),
        run("conv2", "conv2", "gpu"),
    ], ["relu < conv1-middle", "relu < conv1-bottom", "conv2 < relu"])

# Two parts in one queue, each with a place of its own: 32,768 bytes.
GOOD["chain-one-queue"] = plan(
    "chain", file("shared"), "explicit", [
        run("conv1-top", "conv1", "cpu", rows(0, 16)),
        run("conv1-bottom", "conv1", "cpu", rows(16, 32)),
        run("relu", "relu", "cpu"),
        run("conv2", "conv2", "cpu"),
    ], placements=[
        at("a", 0, rows(0, 16)), at("a", 32768, rows(16, 32)), at("b", 65536), at("c", 131072)])

GOOD["chain-channels"] = plan(
    "chain", "snapdragon-855", "implicit", [
        run("conv1-low", "conv1", "gpu", channels(0, 8)),
        run("conv1-high", "conv1", "cpu", channels(8, 16)),
        run("relu", "relu", "cpu"),
        run("conv2", "conv2", "gpu"),
    ])

# Weights 13,824, and 'b' with 'a' or 'c' 131,072 bytes.
GOOD["chain-exact-memory"] = plan(
    "chain", file("ram-144896"), "explicit", whole("conv1 cpu", "relu cpu", "conv2 cpu"))

GOOD["strided-halves"] = plan(
    "strided", file("pair"), "explicit", [
        copy("x-to-gpu", "x", "cpu", "gpu", rows(17, 33)),
        run("conv1-top", "conv1", "cpu", rows(0, 9)),
        run("conv1-bottom", "conv1", "gpu", rows(9, 17)),
        copy("halo-up", "a", "gpu", "cpu", rows(9, 10)),
        run("conv2-top", "conv2", "cpu", rows(0, 5)),
        run("conv2-bottom", "conv2", "gpu", rows(5, 9)),
    ], ["conv1-bottom < x-to-gpu", "halo-up < conv1-bottom", "conv2-top < halo-up"])

GOOD["dilated-halves"] = plan(
    "dilated", file("pair"), "explicit", [
        copy("x-to-gpu", "x", "cpu", "gpu", rows(15, 32)),
        run("conv1-top", "conv1", "cpu", rows(0, 16)),
        run("conv1-bottom", "conv1", "gpu", rows(16, 32)),
        copy("halo-down", "a", "cpu", "gpu", rows(14, 16)),
        copy("halo-up", "a", "gpu", "cpu", rows(16, 18)),
        run("conv2-top", "conv2", "cpu", rows(0, 16)),
        run("conv2-bottom", "conv2", "gpu", rows(16, 32)),
    ], ["conv1-bottom < x-to-gpu", "halo-down < conv1-top", "halo-up < conv1-bottom",
        "conv2-top < halo-up", "conv2-bottom < halo-down"])

GOOD["dilated-npu"] = plan(
    "dilated", file("tflite"), "implicit", whole("conv1 npu", "conv2 cpu"))

GOOD["dilated-gpu"] = plan(
    "dilated", file("tflite"), "implicit",
    [run("conv1", "conv1", "gpu", precision="fp16"), run("conv2", "conv2", "cpu")])

GOOD["pooled-halves"] = plan(
    "pooled", file("pair"), "explicit", [
        copy("x-to-gpu", "x", "cpu", "gpu", rows(15, 32)),
        run("conv-top", "conv", "cpu", rows(0, 16)),
        run("conv-bottom", "conv", "gpu", rows(16, 32)),
        copy("halo-up", "a", "gpu", "cpu", rows(16, 17)),
        run("pool-top", "pool", "cpu", rows(0, 8)),
        run("pool-bottom", "pool", "gpu", rows(8, 16)),
    ], ["conv-bottom < x-to-gpu", "halo-up < conv-bottom", "pool-top < halo-up"])

# The last window begins at row 30 and has two rows only.
GOOD["pooled-last-window"] = plan(
    "pooled", file("pair"), "explicit", [
        copy("x-to-gpu", "x", "cpu", "gpu", rows(30, 32)),
        run("conv-most", "conv", "cpu", rows(0, 31)),
        run("conv-last", "conv", "gpu", rows(31, 32)),
        copy("halo-down", "a", "cpu", "gpu", rows(30, 31)),
        run("pool-most", "pool", "cpu", rows(0, 15)),
        run("pool-last", "pool", "gpu", rows(15, 16)),
    ], ["conv-last < x-to-gpu", "halo-down < conv-most", "pool-last < halo-down"])

GOOD["residual-add-on-gpu"] = plan(
    "residual", file("pair"), "explicit", [
        run("conv0", "conv0", "cpu"),
        copy("s-to-gpu", "s", "cpu", "gpu"),
        run("conv1", "conv1", "cpu"), run("relu1", "relu1", "cpu"), run("conv2", "conv2", "cpu"),
        copy("c-to-gpu", "c", "cpu", "gpu"),
        run("add", "add", "gpu"), run("relu2", "relu2", "gpu"),
    ], ["s-to-gpu < conv0", "c-to-gpu < conv2", "add < s-to-gpu", "add < c-to-gpu"])

GOOD["residual-there-and-back"] = plan(
    "residual", file("pair"), "explicit", [
        run("conv0", "conv0", "cpu"),
        copy("s-to-gpu", "s", "cpu", "gpu"),
        run("conv1", "conv1", "gpu"),
        copy("a-back", "a", "gpu", "cpu"),
        run("relu1", "relu1", "cpu"),
        copy("b-to-gpu", "b", "cpu", "gpu"),
        run("conv2", "conv2", "gpu"), run("add", "add", "gpu"), run("relu2", "relu2", "gpu"),
    ], ["s-to-gpu < conv0", "conv1 < s-to-gpu", "a-back < conv1", "relu1 < a-back",
        "b-to-gpu < relu1", "conv2 < b-to-gpu"])

GOOD["residual-two-implicit"] = plan(
    "residual", file("pair"), "implicit",
    whole("conv0 cpu", "conv1 gpu", "relu1 cpu", "conv2 gpu", "add cpu", "relu2 cpu"))

GOOD["residual-three-implicit"] = plan(
    "residual", file("trio"), "implicit",
    whole("conv0 cpu", "conv1 gpu", "relu1 npu", "conv2 cpu", "add cpu", "relu2 cpu"))

GOOD["residual-cpu"] = plan(
    "residual", file("pair"), "implicit",
    whole("conv0 cpu", "conv1 cpu", "relu1 cpu", "conv2 cpu", "add cpu", "relu2 cpu"))

GOOD["residual-one-way"] = plan(
    "residual", file("one-way"), "implicit",
    whole("conv0 cpu", "conv1 cpu", "relu1 cpu", "conv2 cpu", "add gpu", "relu2 gpu"))

# Every tensor has 8,192 bytes; three places do for all seven.
GOOD["residual-arena"] = plan(
    "residual", file("bytes"), "explicit",
    whole("conv0 cpu", "conv1 cpu", "relu1 cpu", "conv2 cpu", "add cpu", "relu2 cpu"),
    placements=[at("x", 0), at("s", 8192), at("a", 0), at("b", 16384), at("c", 0),
                at("d", 16384), at("y", 0)])

GOOD["residual-aligned-arena"] = broken(GOOD["residual-arena"], on_device(file("shared")))

# 's' leaves the GPU before 'b' is written: weights 6,912, and two tensors of 8,192.
GOOD["residual-early-exit"] = plan(
    "residual", file("gpu-30000"), "explicit", [
        copy("x-to-gpu", "x", "cpu", "gpu"),
        run("conv0", "conv0", "gpu"),
        copy("s-back", "s", "gpu", "cpu"),
        run("conv1", "conv1", "gpu"), run("relu1", "relu1", "gpu"), run("conv2", "conv2", "gpu"),
        copy("c-back", "c", "gpu", "cpu"),
        run("add", "add", "cpu"), run("relu2", "relu2", "cpu"),
    ], ["conv0 < x-to-gpu", "s-back < conv0", "relu1 < s-back", "c-back < conv2",
        "add < s-back", "add < c-back"])

GOOD["inception-apart"] = plan(
    "inception", file("trio"), "explicit", [
        copy("x-to-npu", "x", "cpu", "npu"),
        copy("x-to-gpu", "x", "cpu", "gpu"),
        run("one", "one", "cpu"),
        run("three", "three", "gpu"), run("five", "five", "gpu"),
        run("pool", "pool", "npu"), run("project", "project", "npu"),
        copy("b2-back", "b2", "gpu", "cpu"), copy("b3-back", "b3", "gpu", "cpu"),
        copy("b4-back", "b4", "npu", "cpu"),
        run("join", "join", "cpu"),
    ], ["three < x-to-gpu", "pool < x-to-npu", "b2-back < three", "b3-back < five",
        "b4-back < project", "join < b2-back", "join < b3-back", "join < b4-back"])

# The branches of the other processors begin when the CPU has done its own.
GOOD["inception-in-turn"] = plan(
    "inception", file("shared"), "explicit",
    whole("one cpu", "three gpu", "five gpu", "pool dsp", "project dsp", "join cpu"),
    ["three < one", "pool < five", "project < one", "join < five", "join < project"])

GOOD["depthwise-channels"] = plan(
    "depthwise", file("pair"), "explicit", [
        copy("x-to-gpu", "x", "cpu", "gpu"),
        run("expand-low", "expand", "cpu", channels(0, 8)),
        run("expand-high", "expand", "gpu", channels(8, 16)),
        run("depth-low", "depth", "cpu", channels(0, 8)),
        run("depth-high", "depth", "gpu", channels(8, 16)),
        copy("b-back", "b", "gpu", "cpu", channels(8, 16)),
        run("project", "project", "cpu"),
    ], ["expand-high < x-to-gpu", "b-back < depth-high", "project < b-back"])

GOOD["attention-heads"] = plan(
    "attention", file("pair"), "explicit", [
        copy("q-to-gpu", "q", "cpu", "gpu", part("batch", 2, 4)),
        copy("k-to-gpu", "k", "cpu", "gpu", part("batch", 2, 4)),
        copy("v-to-gpu", "v", "cpu", "gpu", part("batch", 2, 4)),
        run("scores-cpu", "scores", "cpu", part("batch", 0, 2)),
        run("scores-gpu", "scores", "gpu", part("batch", 2, 4)),
        run("softmax-cpu", "softmax", "cpu", part("batch", 0, 2)),
        run("softmax-gpu", "softmax", "gpu", part("batch", 2, 4)),
        run("mix-cpu", "mix", "cpu", part("batch", 0, 2)),
        run("mix-gpu", "mix", "gpu", part("batch", 2, 4)),
    ], ["scores-gpu < k-to-gpu", "mix-gpu < v-to-gpu"])

GOOD["attention-rows"] = plan(
    "attention", file("shared"), "explicit", [
        run("scores", "scores", "cpu"),
        run("softmax-top", "softmax", "cpu", rows(0, 8)),
        run("softmax-bottom", "softmax", "cpu", rows(8, 16)),
        run("mix", "mix", "cpu"),
    ])

GOOD["attention-phone"] = plan(
    "attention", "snapdragon-855", "implicit", whole("scores cpu", "softmax cpu", "mix cpu"))

GOOD["heads-two"] = plan(
    "heads", file("pair"), "explicit", [
        run("trunk", "trunk", "cpu"),
        copy("t-to-gpu", "t", "cpu", "gpu"),
        run("boxes", "boxes", "cpu"), run("deep", "deep", "gpu"), run("classes", "classes", "gpu"),
    ], ["t-to-gpu < trunk", "deep < t-to-gpu"])

# The large output comes last, so that it does not lie beside 't' and 'u'.
GOOD["heads-large-output-last"] = plan(
    "heads", file("ram-100000"), "explicit",
    whole("trunk cpu", "deep cpu", "classes cpu", "boxes cpu"))

GOOD["heads-arena"] = plan(
    "heads", file("shared"), "explicit",
    whole("trunk cpu", "boxes cpu", "deep cpu", "classes cpu"),
    placements=[at("x", 16384), at("t", 0), at("boxes_out", 16384), at("u", 49152),
                at("classes_out", 0)])

GOOD["pieces-phone"] = plan(
    "pieces", "snapdragon-865", "implicit",
    whole("conv gpu", "cut gpu", "left gpu", "right cpu", "stack cpu"))

GOOD["pieces-shared"] = plan(
    "pieces", file("shared"), "explicit",
    whole("conv cpu", "cut cpu", "left cpu", "right gpu", "stack cpu"),
    ["right < cut", "stack < right"])

GOOD["classifier-phone"] = plan(
    "classifier", "snapdragon-888", "implicit",
    whole("conv gpu", "mean cpu", "fc gpu", "reshape cpu", "softmax cpu"))

GOOD["bytewise-phone"] = plan(
    "bytewise", "snapdragon-855", "implicit", whole("conv1 dsp", "conv2 cpu", "relu dsp"))

GOOD["batch-two"] = plan(
    "batch", file("pair"), "implicit", [
        run("conv1-first", "conv1", "cpu", part("batch", 0, 2)),
        run("conv1-second", "conv1", "gpu", part("batch", 2, 4)),
        run("conv2-first", "conv2", "cpu", part("batch", 0, 2)),
        run("conv2-second", "conv2", "gpu", part("batch", 2, 4)),
    ])

GOOD["batch-columns"] = plan(
    "batch", file("pair"), "implicit", [
        run("conv1-left", "conv1", "cpu", part("width", 0, 6)),
        run("conv1-right", "conv1", "gpu", part("width", 6, 16)),
        run("conv2", "conv2", "gpu"),
    ])

# Left branch first: x, one wide and one narrow tensor, 73,728 bytes, and 4,096 of weights.
GOOD["branches-in-turn"] = plan(
    "branches", file("ram-80000"), "explicit",
    whole("left-wide cpu", "left-narrow cpu", "right-wide gpu", "right-narrow gpu", "add cpu"),
    ["right-wide < left-narrow", "add < right-narrow"])

GOOD["branches-depth-first"] = plan(
    "branches", file("ram-80000"), "implicit",
    whole("left-wide cpu", "left-narrow cpu", "right-wide cpu", "right-narrow cpu", "add cpu"))

# Both wide tensors have one place.
GOOD["branches-arena"] = plan(
    "branches", file("shared"), "explicit",
    whole("left-wide cpu", "left-narrow cpu", "right-wide gpu", "right-narrow gpu", "add cpu"),
    ["right-wide < left-narrow", "add < right-narrow"],
    [at("wide-l", 0), at("wide-r", 0), at("l", 65536), at("r", 69632), at("x", 73728),
     at("y", 77824)])

# At most 40,000 bytes of weights on the GPU: 100 columns of 256 bytes, or 50 of 512.
GOOD["dense-half-precision"] = plan(
    "dense", file("gpu-40000"), "implicit",
    [run("fc1", "fc1", "gpu", precision="fp16"), run("fc2", "fc2", "cpu")])

GOOD["dense-columns"] = plan(
    "dense", file("gpu-40000"), "implicit", [
        run("fc1-low", "fc1", "gpu", channels(0, 50)),
        run("fc1-high", "fc1", "cpu", channels(50, 100)),
        run("fc2", "fc2", "cpu"),
    ])


def heavy(cut):
    """Convolutions of which the GPU computes the rows above the cut, which pays off at 37."""
    steps = [copy("x-to-gpu", "x", "cpu", "gpu", rows(0, cut + 1))]
    after = ["conv1-gpu < x-to-gpu"]
    for number, tensor in enumerate("abcd", start=1):
        steps += [run(f"conv{number}-gpu", f"conv{number}", "gpu", rows(0, cut)),
                  run(f"conv{number}-cpu", f"conv{number}", "cpu", rows(cut, 56))]
        if number < 4:
            steps += [copy(f"{tensor}-up", tensor, "cpu", "gpu", rows(cut, cut + 1)),
                      copy(f"{tensor}-down", tensor, "gpu", "cpu", rows(cut - 1, cut))]
            after += [f"{tensor}-up < conv{number}-cpu", f"{tensor}-down < conv{number}-gpu",
                      f"conv{number + 1}-gpu < {tensor}-up",
                      f"conv{number + 1}-cpu < {tensor}-down"]
    return plan("heavy", file("pair"), "explicit", steps, after)


GOOD["heavy-shared"] = heavy(37)
