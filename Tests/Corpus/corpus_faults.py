"""The faults: what is planted in which good plan, and what must be found."""

from corpus_plans import (
    GOOD, added, broken, changed, channels, file, heavy, instead, moved, on_device, part,
    placed, plan, rows, run, unwait, waiting, without)

FAULTS = {}


def fault(name, twin, edits, steps=None, says=(), **expectation):
    """Plants a fault; `expectation` may name pool, rule, contains, condition, deadline."""
    obligation = name.split("-")[0]
    assert name not in FAULTS
    plan = edits if isinstance(edits, dict) else broken(GOOD[twin], *edits)
    entry = {"obligation": obligation, "twin": twin, "says": list(says)}
    if not isinstance(edits, dict) and not any("on_device" in e.__qualname__ for e in edits):
        entry["edits"] = len(edits)
    if steps is not None:
        entry["steps"] = steps.split()
    entry.update(expectation)
    FAULTS[name] = (plan, entry)


# Coverage: what is read or asked for is computed, and in no pool twice.

fault("coverage-operator-left-out", "chain-serial", [without("relu")],
      "conv2", ["nothing computes 'b'"])
fault("coverage-first-part-left-out", "chain-thirds", [without("conv1-top")],
      "conv1-middle conv1-bottom relu", ["nothing computes height 0..<10 of 'a'"])
fault("coverage-middle-part-left-out", "chain-thirds", [without("conv1-middle")],
      "conv1-top conv1-bottom relu", ["nothing computes height 10..<21 of 'a'"])
fault("coverage-last-part-left-out", "chain-thirds", [without("conv1-bottom")],
      "conv1-top conv1-middle relu", ["nothing computes height 21..<32 of 'a'"])
fault("coverage-part-one-row-short", "chain-halves", [changed("conv2-top", part=rows(0, 15))],
      "conv2-top conv2-bottom", ["nothing computes height 15..<16 of 'c'"])
fault("coverage-gap-of-one-channel", "depthwise-channels",
      [changed("expand-low", part=channels(0, 7))],
      "expand-low expand-high depth-low depth-high", ["nothing computes channel 7..<8 of 'a'"])
fault("coverage-gap-of-columns", "batch-columns",
      [changed("conv1-right", part=part("width", 8, 16))],
      "conv1-left conv1-right conv2", ["nothing computes width 6..<8 of 'a'"])
fault("coverage-gap-in-batch", "batch-two", [without("conv2-second")],
      "conv2-first", ["nothing computes batch 2..<4 of 'b'"])
fault("coverage-parts-along-two-axes", "batch-columns",
      [changed("conv1-left", part=part("height", 0, 6))],
      "conv1-left conv1-right conv2", ["nothing computes some elements of 'a'"])
fault("coverage-pool-without-ceil-mode", "pooled-halves",
      [changed("pool-bottom", part=rows(8, 15))],
      "pool-top pool-bottom", ["nothing computes height 15..<16 of 'b'"])
fault("coverage-second-output-forgotten", "heads-two", [without("classes")],
      "", ["nothing computes 'classes_out'"])
fault("coverage-branch-forgotten", "inception-in-turn",
      [without("five"), waiting("pool < three"), waiting("join < three")],
      "join", ["nothing computes 'b3'"])
fault("coverage-half-of-the-heads", "attention-heads", [without("mix-gpu")],
      "mix-cpu", ["nothing computes batch 2..<4 of 'y'"])
fault("coverage-parts-overlap-in-a-pool", "chain-one-queue",
      [changed("conv1-top", part=rows(0, 17))],
      "conv1-top conv1-bottom",
      ["'conv1-top' and 'conv1-bottom' both compute height 16..<17 of 'a'"], pool="ram")
fault("coverage-operator-twice-in-a-pool", "chain-serial",
      [added(run("relu-again", "relu", "cpu"), "relu")],
      "relu relu-again", ["both compute all of 'b'"], pool="cpu")
fault("coverage-part-beside-the-whole", "attention-rows",
      [changed("softmax-top", part=None)],
      "softmax-top softmax-bottom", ["both compute height 8..<16 of 'p'"], pool="ram")

# Support: the backend takes the operator, and the operator can be split so.

fault("support-operator-kind", "attention-phone", [changed("scores", processor="gpu")],
      "scores", ["mace-gpu refuses 'scores'"], rule="operator-kind")
fault("support-element-type", "chain-channels", [changed("relu", processor="dsp")],
      "relu", ["mace-hexagon refuses 'relu'", "fp32"], rule="element-type")
fault("support-rank", "classifier-phone", [changed("softmax", processor="gpu")],
      "softmax", ["rank(output) is 3"], rule="softmax-rank")
fault("support-attribute", "classifier-phone", [changed("mean", processor="gpu")],
      "mean", ["keepdims"], rule="reduce-keepdims")
fault("support-concat-axis", "pieces-phone", [changed("stack", processor="gpu")],
      "stack", ["axis"], rule="concat-axis")
fault("support-dilation-on-dsp", "bytewise-phone", [changed("conv2", processor="dsp")],
      "conv2", ["dilations"], rule="conv-dilation")
fault("support-dilation-on-npu", "dilated-npu", [changed("conv2", processor="npu")],
      "conv2", ["dilations"], rule="no-dilation")
fault("support-channel-block", "chain-channels",
      [changed("conv1-low", part=channels(0, 6)), changed("conv1-high", part=channels(6, 16))],
      "conv1-low", ["conv1-low"], rule="channel-block")
fault("support-half-precision-only", "dilated-gpu", [changed("conv1", precision=None)],
      "conv1", ["gpu computes nothing in fp32"], rule="precision")
fault("support-unknown-precision", "dilated-gpu", [changed("conv1", precision="bf16")],
      "conv1", ["bf16"], rule="element-type")
fault("support-split-along-the-softmax", "attention-rows",
      [changed("softmax-top", part=channels(0, 8)),
       changed("softmax-bottom", part=channels(8, 16))],
      "softmax-top softmax-bottom", ["cannot be computed in parts along channel"],
      rule="split-axis")
fault("support-split-along-the-cut", "pieces-shared",
      [changed("cut", part=channels(0, 2)),
       added(run("cut-rest", "cut", "cpu", channels(2, 4)), "cut"),
       instead("right < cut", "right < cut-rest")],
      "cut cut-rest", ["cannot be computed in parts along channel"], rule="split-axis")

# Ordering: no deadlock, no read before its write, no write into what is in use.

fault("ordering-use-before-copy", "chain-halves", [unwait("conv2-bottom < halo-down")],
      "halo-down conv2-bottom", ["'conv2-bottom' may start before 'halo-down' has written 'b'"])
fault("ordering-copy-before-computed", "chain-halves", [unwait("halo-down < relu-top")],
      "relu-top halo-down", ["'halo-down' may start before 'relu-top' has written 'b'"])
fault("ordering-input-copy-not-awaited", "chain-halves", [unwait("conv1-bottom < x-to-gpu")],
      "x-to-gpu conv1-bottom",
      ["'conv1-bottom' may start before 'x-to-gpu' has written 'x'"])
fault("ordering-waits-for-the-step-before", "chain-halves",
      [instead("halo-down < relu-top", "halo-down < conv1-top")],
      "relu-top halo-down", ["'halo-down' may start before 'relu-top'"])
fault("ordering-wait-turned-round", "chain-halves",
      [instead("halo-up < relu-bottom", "relu-bottom < halo-up")],
      "relu-bottom halo-up", ["'halo-up' may start before 'relu-bottom'"])
fault("ordering-shared-pool-not-awaited", "chain-thirds", [unwait("relu < conv1-bottom")],
      "conv1-bottom relu", ["'relu' may start before 'conv1-bottom' has written 'a'"])
fault("ordering-next-queue-not-awaited", "chain-thirds", [unwait("conv2 < relu")],
      "relu conv2", ["'conv2' may start before 'relu' has written 'b'"])
fault("ordering-one-branch-not-awaited", "inception-apart", [unwait("join < b4-back")],
      "b4-back join", ["'join' may start before 'b4-back' has written 'b4'"])
fault("ordering-skip-not-awaited", "residual-add-on-gpu",
      [unwait("add < c-to-gpu")],
      "c-to-gpu add", ["'add' may start before 'c-to-gpu' has written 'c'"])
fault("ordering-waits-for-the-wrong-copy", "attention-heads",
      [instead("scores-gpu < k-to-gpu", "scores-gpu < q-to-gpu")],
      "k-to-gpu scores-gpu", ["'scores-gpu' may start before 'k-to-gpu' has written 'k'"])
fault("ordering-half-of-a-split-not-awaited", "pieces-shared", [unwait("right < cut")],
      "cut right", ["'right' may start before 'cut' has written 'r'"])
fault("ordering-large-halo-not-awaited", "dilated-halves", [unwait("conv2-top < halo-up")],
      "halo-up conv2-top", ["'conv2-top' may start before 'halo-up' has written 'a'"])
fault("ordering-write-while-read", "chain-halo-twice", [unwait("conv2-bottom < halo-down")],
      "halo-down conv2-bottom", ["'halo-down' may write 'b' while 'conv2-bottom' uses it"])
fault("ordering-write-while-written", "chain-halo-twice",
      [unwait("halo-down < relu-bottom")],
      "relu-bottom halo-down", ["'halo-down' may write 'b' while 'relu-bottom' uses it"])
fault("ordering-cycle-of-two-queues", "branches-in-turn",
      [waiting("left-narrow < right-narrow")],
      "left-narrow right-wide right-narrow",
      ["deadlock", "'right-wide' waits for 'left-narrow' (the plan's after[0])"])
fault("ordering-cycle-of-three-queues", "inception-in-turn",
      [instead("project < one", "one < project")],
      "one three five pool project", ["deadlock", "it comes later in queue dsp"])
fault("ordering-waits-for-a-later-step", "chain-one-queue", [waiting("conv1-top < conv1-bottom")],
      "conv1-top conv1-bottom", ["deadlock", "'conv1-top' waits for 'conv1-bottom'"])
fault("ordering-waits-for-itself", "chain-one-queue", [waiting("relu < relu")],
      "relu", ["deadlock", "'relu' waits for 'relu'"])
fault("ordering-copies-in-the-wrong-order", "residual-there-and-back",
      [moved("b-to-gpu", "s-to-gpu")],
      "b-to-gpu s-to-gpu conv1 a-back relu1",
      ["deadlock", "'s-to-gpu' waits for 'b-to-gpu' (it comes later in queue cpu→gpu)"])
fault("ordering-consumer-queued-first", "chain-serial", [moved("conv2", "relu")],
      "conv2 relu", ["deadlock", "'conv2' waits for 'relu' (it reads 'b')"])
fault("ordering-implicit-cycle-of-two-queues", "residual-two-implicit",
      [moved("conv2", "conv1")],
      "conv2 conv1 relu1", ["deadlock", "'relu1' waits for 'conv1' (it reads 'a')"])
fault("ordering-implicit-cycle-of-three-queues", "residual-three-implicit",
      [moved("conv2", "conv0")],
      "conv2 conv0 conv1 relu1", ["deadlock", "'conv1' waits for 'conv0' (it reads 's')"])
fault("ordering-wait-against-the-data", "residual-two-implicit", [waiting("conv0 < relu2")],
      None, ["deadlock", "'conv0' waits for 'relu2' (the plan's after[0])"],
      contains=["conv0", "relu2"])

# Residency: what is read lies in the reader's pool, halo included.

fault("residency-halo-of-a-convolution", "chain-halves", [without("halo-down")],
      "conv2-bottom", ["'conv2-bottom' reads height 15..<16 of 'b'"], pool="gpu")
fault("residency-halo-copy-too-small", "chain-halves",
      [changed("x-to-gpu", part=rows(16, 32))],
      "conv1-bottom", ["reads height 15..<16 of 'x', which nothing writes in pool 'gpu'"],
      pool="gpu")
fault("residency-halo-of-the-wrong-side", "chain-halves",
      [changed("halo-up", part=rows(17, 18))],
      "conv2-top", ["'conv2-top' reads height 16..<17 of 'b'"], pool="cpu")
fault("residency-halo-of-stride-two", "strided-halves", [without("halo-up")],
      "conv2-top", ["'conv2-top' reads height 9..<10 of 'a'"], pool="cpu")
fault("residency-part-scaled-without-padding", "strided-halves",
      [changed("x-to-gpu", part=rows(18, 33))],
      "conv1-bottom", ["reads height 17..<18 of 'x'"], pool="gpu")
fault("residency-halo-without-dilation", "dilated-halves",
      [changed("halo-down", part=rows(15, 16))],
      "conv2-bottom", ["'conv2-bottom' reads height 14..<15 of 'a'"], pool="gpu")
fault("residency-halo-of-a-pool", "pooled-halves", [without("halo-up")],
      "pool-top", ["'pool-top' reads height 16..<17 of 'a'"], pool="cpu")
fault("residency-halo-of-the-last-window", "pooled-last-window", [without("halo-down")],
      "pool-last", ["'pool-last' reads height 30..<31 of 'a'"], pool="gpu")
fault("residency-skip-not-copied", "residual-add-on-gpu", [without("s-to-gpu")],
      "add", ["'add' reads all of 's', which nothing writes in pool 'gpu'"], pool="gpu")
fault("residency-input-not-copied", "heads-two", [without("t-to-gpu")],
      "deep", ["'deep' reads all of 't'"], pool="gpu")
fault("residency-branch-not-copied", "inception-apart", [without("b3-back")],
      "join", ["'join' reads all of 'b3', which nothing writes in pool 'cpu'"], pool="cpu")
fault("residency-copy-from-the-wrong-pool", "inception-apart",
      [changed("b3-back", from_="npu")],
      "b3-back", ["'b3-back' reads all of 'b3', which nothing writes in pool 'npu'"],
      pool="npu")
fault("residency-copy-to-the-wrong-pool", "inception-apart", [changed("x-to-npu", to="gpu")],
      "pool", ["'pool' reads all of 'x', which nothing writes in pool 'npu'"], pool="npu")
fault("residency-copy-of-another-tensor", "inception-apart", [changed("b4-back", copy="p")],
      "join", ["'join' reads all of 'b4', which nothing writes in pool 'cpu'"], pool="cpu")
fault("residency-one-head-too-few", "attention-heads",
      [changed("v-to-gpu", part=part("batch", 3, 4))],
      "mix-gpu", ["'mix-gpu' reads batch 2..<3 of 'v'"], pool="gpu")
fault("residency-channels-not-copied-back", "depthwise-channels",
      [changed("b-back", part=channels(9, 16))],
      "project", ["'project' reads channel 8..<9 of 'b'"], pool="cpu")
fault("residency-cut-moved-in-one-operator", "depthwise-channels",
      [changed("depth-high", part=channels(7, 16))],
      "depth-high", ["'depth-high' reads channel 7..<8 of 'a'"], pool="gpu")
fault("residency-no-way-back", "residual-one-way", [changed("conv1", processor="gpu")],
      "relu1", ["'relu1' reads all of 'a', which nothing writes in pool 'cpu'"], pool="cpu")

# Memory: what is live fits, in every interleaving; placements are apart.

fault("memory-one-byte-over", "chain-exact-memory", [on_device(file("ram-144895"))],
      None, ["1 byte more than its"], pool="ram", bytes=144896, contains=["relu"])
fault("memory-weights-alone", "dense-half-precision", [changed("fc1", precision=None)],
      None, ["weights 50.0 KiB (51,200 bytes)"], pool="gpu", contains=["fc1"])
fault("memory-share-of-weights", "dense-columns",
      [changed("fc1-low", part=channels(0, 80)), changed("fc1-high", part=channels(80, 100))],
      None, ["weights 40.0 KiB (40,960 bytes)"], pool="gpu", contains=["fc1-low"])
fault("memory-output-stays-to-the-end", "heads-large-output-last", [moved("boxes", "deep")],
      "trunk boxes deep", ["'boxes_out' 32.0 KiB", "while 'deep' runs"], pool="ram", bytes=108032)
fault("memory-two-branches-at-once", "branches-in-turn",
      [unwait("right-wide < left-narrow")],
      None, ["'wide-l' 64.0 KiB", "'wide-r' 64.0 KiB"], pool="ram",
      contains=["left-wide", "right-wide"])
fault("memory-breadth-first", "branches-depth-first", [moved("right-wide", "left-narrow")],
      None, ["'wide-l' 64.0 KiB", "'wide-r' 64.0 KiB"], pool="ram",
      contains=["left-wide", "right-wide"])
fault("memory-slow-copy-out", "residual-early-exit", [unwait("relu1 < s-back")],
      None, ["'s' 8.0 KiB"], pool="gpu", contains=["conv0"])
fault("memory-other-queue-not-held-back", "branches-in-turn",
      [instead("right-wide < left-narrow", "right-wide < left-wide")],
      None, ["'wide-l' 64.0 KiB", "'wide-r' 64.0 KiB"], pool="ram",
      contains=["left-wide", "right-wide"])
fault("memory-placements-overlap-by-one-byte", "residual-arena", [placed("b", 16383)],
      "conv0 relu1", ["'s' at bytes 8192..<16384", "'b' at bytes 16383..<24575"], pool="ram")
fault("memory-placements-the-same", "residual-arena", [placed("d", 8192)],
      "conv0 add", ["'s' at bytes", "'d' at bytes 8192..<16384"], pool="ram")
fault("memory-placement-misaligned", "residual-aligned-arena", [placed("b", 16416)],
      "", ["'b' at byte 16416 of pool 'ram' is not aligned to 64 bytes"], pool="ram")
fault("memory-placement-one-byte-outside", "residual-arena", [placed("y", 57345)],
      "", ["'y' at byte 57345 of pool 'ram' reaches beyond its 64.0 KiB"], pool="ram")
fault("memory-placement-far-outside", "residual-aligned-arena", [placed("b", 1 << 30)],
      "", ["'b' at byte 1073741824 of pool 'ram' reaches beyond"], pool="ram")
fault("memory-placement-on-an-output", "heads-arena", [placed("classes_out", 16384)],
      "boxes classes", ["'boxes_out' at bytes", "'classes_out' at bytes 16384..<24576"],
      pool="ram")
fault("memory-placement-on-an-input", "residual-arena", [placed("s", 0)],
      None, ["at bytes 0..<8192"], pool="ram", contains=["conv0"])
fault("memory-parts-overlap-in-the-arena", "chain-one-queue", [placed("a", 32704, 16)],
      "conv1-top conv1-bottom", ["height 0..<16 of 'a' at bytes 0..<32768",
                                 "height 16..<32 of 'a' at bytes 32704..<65472"], pool="ram")
fault("memory-part-under-a-whole", "chain-one-queue", [placed("b", 32768)],
      "conv1-bottom relu", ["height 16..<32 of 'a'", "'b' at bytes 32768..<98304"], pool="ram")
fault("memory-placements-of-two-queues", "branches-arena",
      [unwait("right-wide < left-narrow")],
      "left-wide right-wide", ["'wide-l' at bytes 0..<65536", "'wide-r' at bytes 0..<65536"],
      pool="ram")

# Deadline and profit: legal, and too slow.

fault("deadline-by-a-nanosecond", "chain-serial", GOOD["chain-serial"],
      "conv1 relu conv2", ["more than"], deadline=397002, twin_deadline=397003)
fault("profit-transfers", "residual-cpu",
      [changed("relu1", processor="gpu")], None, ["times slower than"],
      contains=["relu1"])
fault("profit-launches", "chain-serial", plan(
    "chain", file("pair"), "implicit", [
        run(f"{name}-{i}", name, "gpu", rows(4 * i, 4 * i + 4))
        for name in ["conv1", "relu", "conv2"] for i in range(8)]),
      None, ["times slower than", "of launches"], contains=["relu-7"])
fault("profit-unbalanced-cut", "heavy-shared", heavy(10), None, ["times slower than"],
      contains=["conv4-cpu"])
fault("profit-needless-waits", "heavy-shared",
      [waiting(f"conv{i}-cpu < conv{i}-gpu") for i in range(1, 5)], None, ["times slower than"],
      contains=["conv1-gpu", "conv1-cpu"])
