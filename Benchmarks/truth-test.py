#!/usr/bin/env python3
"""Is an additive cost model true on this machine? Mixed placements against two pure runs.

    pip install onnxruntime onnx numpy
    Benchmarks/truth-test.py [--placements 24] [--rounds 15] [--segments 12] [--json FILE]

MobileNetV2 (weights are random: times do not depend on them) is cut into segments at tensors that
alone connect what is before with what is behind. Two workers, each pinned to a core of its own, run
segments with ONNX Runtime in one thread: one with all optimisations, one with none, so that they
differ as two processors do. A tensor that crosses is copied through shared memory.

Time is CPU time of the worker's thread (time.thread_time), because the wall clock of a shared
machine says more about the neighbours. The two pure runs, and copies of known size, give the costs
of segments and of bytes; the prediction of a mixed placement is their sum. Nothing of a mixed run is
used for its prediction.
"""
import argparse
import json
import multiprocessing
import os
import pathlib
import random
import statistics
import sys
import tempfile
import time
from multiprocessing import shared_memory

import numpy
import onnx
import onnx.shape_inference
import onnx.utils

HOME = pathlib.Path(__file__).resolve().parent.parent


def with_weights(path):
    """The bundled model with random weights in place of those that were taken out."""
    model = onnx.load(path, load_external_data=False)
    source = numpy.random.default_rng(0)
    for tensor in model.graph.initializer:
        if tensor.data_location != onnx.TensorProto.EXTERNAL:
            continue
        extents = list(tensor.dims)
        count = int(numpy.prod(extents)) if extents else 1
        reach = int(numpy.prod(extents[1:])) if len(extents) > 1 else 1
        spread = (2 / reach) ** 0.5 if len(extents) > 1 else 0.0
        values = (source.standard_normal(count) * spread).astype(numpy.float32)
        tensor.ClearField("external_data")
        tensor.data_location = onnx.TensorProto.DEFAULT
        tensor.raw_data = values.tobytes()
    return model


def cut_points(graph, count):
    """Tensors at which everything behind depends on what is before through them alone."""
    constants = {tensor.name for tensor in graph.initializer}
    last = {}
    for position, node in enumerate(graph.node):
        for name in node.input:
            if name not in constants:
                last[name] = position
    alive, cuts = set(), []
    for position, node in enumerate(graph.node[:-1]):
        alive.update(name for name in node.output if last.get(name, -1) > position)
        alive = {name for name in alive if last[name] > position}
        open_inputs = [i for i in graph.input if last.get(i.name, -1) > position]
        if len(alive) == 1 and not open_inputs:
            cuts.append(next(iter(alive)))
    step = len(cuts) / count
    return list(dict.fromkeys(cuts[int(step * index)] for index in range(1, count)))


def worker(core, optimised, files, names, requests, answers):
    """Runs segments and copies tensors, each with its CPU time, until it is told to stop."""
    os.sched_setaffinity(0, {core})
    import onnxruntime

    sessions = []
    for file in files:
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = options.inter_op_num_threads = 1
        level = onnxruntime.GraphOptimizationLevel
        options.graph_optimization_level = (
            level.ORT_ENABLE_ALL if optimised else level.ORT_DISABLE_ALL)
        sessions.append(onnxruntime.InferenceSession(
            file, options, providers=["CPUExecutionProvider"]))
    blocks = [shared_memory.SharedMemory(name=name) for name in names]
    held = None
    while True:
        request = requests.get()
        if request is None:
            break
        kind, argument, shape = request
        begin = time.thread_time()
        if kind == "run":
            session = sessions[argument]
            held = session.run(None, {session.get_inputs()[0].name: held})[0]
        elif kind == "send":
            target = numpy.ndarray(held.shape, numpy.float32, blocks[argument].buf)
            numpy.copyto(target, held)
        else:
            held = numpy.ndarray(shape, numpy.float32, blocks[argument].buf).copy()
        answers.put((time.thread_time() - begin, held.shape))


class Machine:
    """The two workers; everything runs one step after the other."""

    def __init__(self, files, largest):
        self.block = shared_memory.SharedMemory(create=True, size=largest)
        self.queues, self.processes = [], []
        cores = sorted(os.sched_getaffinity(0))
        for index in range(2):
            requests, answers = multiprocessing.Queue(), multiprocessing.Queue()
            process = multiprocessing.Process(
                target=worker, daemon=True,
                args=(cores[index % len(cores)], index == 0, files, [self.block.name], requests,
                      answers))
            process.start()
            self.queues.append((requests, answers))
            self.processes.append(process)

    def ask(self, who, *request):
        self.queues[who][0].put(request)
        return self.queues[who][1].get(timeout=120)

    def give(self, who, array):
        target = numpy.ndarray(array.shape, numpy.float32, self.block.buf)
        numpy.copyto(target, array)
        return self.ask(who, "take", 0, array.shape)

    def cross(self, sender, receiver):
        """Copies what one holds to the other; the CPU time of both."""
        sent, shape = self.ask(sender, "send", 0, None)
        taken, _ = self.ask(receiver, "take", 0, shape)
        return sent + taken, int(numpy.prod(shape)) * 4

    def run(self, placement, image):
        """The CPU time of each segment and of each crossing, with its bytes."""
        self.give(placement[0], image)
        segments, crossings = [], []
        for index, who in enumerate(placement):
            if index and placement[index - 1] != who:
                crossings.append(self.cross(placement[index - 1], who))
            segments.append(self.ask(who, "run", index, None)[0])
        return segments, crossings

    def stop(self):
        for requests, _ in self.queues:
            requests.put(None)
        for process in self.processes:
            process.join(timeout=10)
        self.block.close()
        self.block.unlink()


def fitted_line(points):
    """Latency and time per byte of the least squares through the points, neither negative."""
    count = len(points)
    mean_x = sum(x for x, _ in points) / count
    mean_y = sum(y for _, y in points) / count
    spread = sum((x - mean_x) ** 2 for x, _ in points)
    slope = max(sum((x - mean_x) * (y - mean_y) for x, y in points) / max(spread, 1e-30), 0)
    return max(mean_y - slope * mean_x, 0), slope


def ranks(values):
    order = sorted(range(len(values)), key=lambda index: values[index])
    result = [0] * len(values)
    for rank, index in enumerate(order):
        result[index] = rank
    return result


def correlation(left, right):
    mean = (len(left) - 1) / 2
    top = sum((a - mean) * (b - mean) for a, b in zip(left, right))
    return top / sum((a - mean) ** 2 for a in left)


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--placements", type=int, default=24)
    parser.add_argument("--rounds", type=int, default=15)
    parser.add_argument("--segments", type=int, default=12)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--json")
    arguments = parser.parse_args()
    multiprocessing.set_start_method("spawn")

    with tempfile.TemporaryDirectory() as folder:
        whole = os.path.join(folder, "whole.onnx")
        model = with_weights(HOME / "Models" / "mobilenet_v2.onnx")
        onnx.save(model, whole)
        graph = model.graph
        ends = ([graph.input[0].name] + cut_points(graph, arguments.segments)
                + [graph.output[0].name])
        files = []
        for index, (begin, end) in enumerate(zip(ends, ends[1:])):
            files.append(os.path.join(folder, f"segment-{index}.onnx"))
            onnx.utils.extract_model(whole, files[-1], [begin], [end], check_model=False)
        count = len(files)
        source = random.Random(arguments.seed)
        pure = [(0,) * count, (1,) * count]
        mixed = []
        while len(mixed) < arguments.placements:
            placement = tuple(source.randrange(2) for _ in range(count))
            if len(set(placement)) == 2 and placement not in mixed:
                mixed.append(placement)
        image = numpy.random.default_rng(1).standard_normal((1, 3, 224, 224)).astype(numpy.float32)
        machine = Machine(files, 16 << 20)
        segments = {placement: [] for placement in pure + mixed}
        crossings = {placement: [] for placement in pure + mixed}
        copies = []
        for round_number in range(arguments.rounds + 3):
            print(f"round {round_number + 1} of {arguments.rounds + 3}", file=sys.stderr)
            order = pure + mixed
            source.shuffle(order)
            for placement in order:
                parts, crossed = machine.run(placement, image)
                if round_number >= 3:  # The first rounds warm up.
                    segments[placement].append(parts)
                    crossings[placement].append(sum(time for time, _ in crossed))
            for size in (7, 14, 28, 56, 112):
                machine.give(0, numpy.zeros((1, 24, size, size), numpy.float32))
                for pair in ((0, 1), (1, 0)):
                    seconds, amount = machine.cross(*pair)
                    if round_number >= 3:
                        copies.append((size, amount, seconds))
        machine.stop()

    def median_of_segments(placement):
        return [statistics.median(run[i] for run in segments[placement]) for i in range(count)]

    known = [median_of_segments(placement) for placement in pure]
    points = []
    for size in sorted({size for size, _, _ in copies}):
        own = [(amount, seconds) for s, amount, seconds in copies if s == size]
        points.append((own[0][0], statistics.median(seconds for _, seconds in own)))
    latency, per_byte = fitted_line(points)
    boundary = boundary_bytes(model, ends)
    rows = []
    for placement in mixed:
        changes = [i for i in range(1, count) if placement[i] != placement[i - 1]]
        predicted = sum(known[who][index] for index, who in enumerate(placement))
        predicted += sum(latency + per_byte * boundary[i] for i in changes)
        measured = statistics.median(
            sum(run) + crossed
            for run, crossed in zip(segments[placement], crossings[placement]))
        rows.append((placement, predicted, measured, len(changes)))
    errors = [abs(p - m) / m for _, p, m, _ in rows]
    signed = [(p - m) / m for _, p, m, _ in rows]
    result = {
        "segments": count, "placements": len(rows), "rounds": arguments.rounds,
        "pure_ms": [round(1e3 * sum(times), 3) for times in known],
        "copy": {"latency_us": round(1e6 * latency, 2),
                 "gigabytes_per_second": round(1e-9 / max(per_byte, 1e-30), 2)},
        "mean_error_percent": round(100 * statistics.mean(errors), 2),
        "largest_error_percent": round(100 * max(errors), 2),
        "bias_percent": round(100 * statistics.mean(signed), 2),
        "rank_correlation": round(correlation(ranks([p for _, p, _, _ in rows]),
                                              ranks([m for _, _, m, _ in rows])), 3),
        "measured_ms": [round(1e3 * m, 3) for _, _, m, _ in rows],
        "predicted_ms": [round(1e3 * p, 3) for _, p, _, _ in rows],
        "load": os.getloadavg()[0],
    }
    text = json.dumps(result, indent=1)
    if arguments.json:
        pathlib.Path(arguments.json).write_text(text + "\n")
    print(text)


def boundary_bytes(model, ends):
    """The bytes of the tensor before each segment."""
    inferred = onnx.shape_inference.infer_shapes(model)
    sizes = {}
    for value in list(inferred.graph.value_info) + list(inferred.graph.input):
        extents = [d.dim_value for d in value.type.tensor_type.shape.dim]
        sizes[value.name] = 4 * int(numpy.prod(extents))
    return [sizes[name] for name in ends[:-1]]


if __name__ == "__main__":
    main()
