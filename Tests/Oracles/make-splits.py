"""Measures split rules with ONNX Runtime and writes splits.json. See README.md."""

import json
import pathlib
import sys

import numpy as np
import onnx
import onnxruntime as ort
from onnx import TensorProto, helper, numpy_helper
from onnx.reference import ReferenceEvaluator

from split_cases import Case, all_cases
from split_further_cases import further_cases
from split_parts import CROPPED, Ask, Part, candidates, covered

SEED = 20240229
RELATIVE = 1e-5
TYPES = {"float32": TensorProto.FLOAT, "int64": TensorProto.INT64, "int32": TensorProto.INT32,
         "uint8": TensorProto.UINT8, "bool": TensorProto.BOOL}
JOINING = ("Concat", "QLinearConcat")
WINDOWED = ("Conv", "QLinearConv", "ConvInteger", "FusedConv", "MaxPool", "AveragePool", "LpPool",
            "QLinearAveragePool")


class Runner:
    """Runs one operator; `feeds` has an array for each input, None for an absent one."""

    def __init__(self, case, attributes, values, outputs):
        names, graph_inputs, initializers = [], [], []
        self.fed = []
        for index, value in enumerate(values):
            if value is None:
                names.append("")
                continue
            names.append(f"i{index}")
            known = index < len(case.inputs) and case.inputs[index] is not None
            if not known or case.inputs[index].role == "constant":
                initializers.append(numpy_helper.from_array(value, f"i{index}"))
            else:
                self.fed.append(index)
                graph_inputs.append(helper.make_tensor_value_info(
                    f"i{index}", TYPES[str(value.dtype)], list(value.shape)))
        results = [f"o{index}" for index in range(outputs)]
        node = helper.make_node(case.op, names, results, domain=case.domain, **attributes)
        graph = helper.make_graph([node], "g", graph_inputs,
                                  [onnx.ValueInfoProto(name=name) for name in results],
                                  initializers)
        sets = [helper.make_opsetid("", case.opset)]
        if case.domain:
            sets.append(helper.make_opsetid(case.domain, 1))
        model = helper.make_model(graph, ir_version=8, opset_imports=sets)
        if case.engine == "reference":
            self.session = ReferenceEvaluator(model)
            return
        options = ort.SessionOptions()
        options.graph_optimization_level = ort.GraphOptimizationLevel.ORT_DISABLE_ALL
        options.intra_op_num_threads = options.inter_op_num_threads = 1
        options.log_severity_level = 4
        self.session = ort.InferenceSession(model.SerializeToString(), options,
                                            providers=["CPUExecutionProvider"])

    def __call__(self, values):
        return self.session.run(None, {f"i{index}": values[index] for index in self.fed})


def base_values(case, number):
    """Input values; each second base mirrors the one before it in its interval."""
    rng = np.random.default_rng([SEED, number])
    bases = []
    for _ in range(case.draws // 2):
        first, second = [], []
        for item in case.inputs:
            if item is None or item.role == "constant":
                value = mirror = None if item is None else item.value
            elif item.draw:
                value, mirror = item.draw(rng), item.draw(rng)
            else:
                drawn = rng.uniform(item.low, item.high, item.shape)
                value = as_type(drawn, item.dtype)
                mirror = as_type(item.low + item.high - drawn, item.dtype)
            first.append(value)
            second.append(mirror)
        bases += [first, second]
    return bases


def as_type(drawn, dtype):
    if dtype == "bool":
        return np.asarray(drawn > 0)
    if dtype == "uint8":
        return np.asarray(125 + np.round(drawn * 15)).astype(np.uint8)
    if dtype in ("int32", "int64"):
        return np.asarray(np.round(drawn * 10)).astype(dtype)
    return np.asarray(drawn, dtype=dtype)


def perturbed(value, others):
    """Other values for one element."""
    if others is not None:
        return [value.dtype.type(other) for other in others if other != value]
    if value.dtype == bool:
        return [~value]
    step = {"float32": 100, "uint8": 60}.get(str(value.dtype), 7)
    return [value + value.dtype.type(step), value - value.dtype.type(step)]


def rounding(case):
    """How much of a float output may differ, relatively, without a dependence.

    ONNX Runtime's LRN takes each channel's sum of squares from the one before it, adding the square
    that enters the window and subtracting the one that leaves it. A square that has left stays
    behind as a rounding error: two operations a channel, each off by at most half a unit in the
    last place of the largest square. The output is the input times a power of 1 + alpha / size
    times that sum with an exponent of less than one in magnitude.
    """
    if case.op != "LRN":
        return 0
    operations = 2 * case.inputs[0].shape[1]
    return operations * 2.0 ** -24 * 101 ** 2 * case.attributes["alpha"] / case.attributes["size"]


def changed(before, after, tolerance=0):
    same = before == after
    if tolerance:
        same |= np.abs(before - after) <= tolerance * np.maximum(np.abs(before), np.abs(after))
    if before.dtype.kind == "f":
        same |= np.isnan(before) & np.isnan(after)
    return ~same


def dependences(case, runner, bases):
    """For each output and fed input, a Boolean array output shape + input shape."""
    reference = runner(bases[0])
    table = [{index: np.zeros(out.shape + bases[0][index].shape, bool) for index in runner.fed}
             for out in reference]
    tolerance = rounding(case)
    for base in bases:
        before = runner(base)
        for index in runner.fed:
            original = base[index]
            for place in np.ndindex(original.shape):
                for other in perturbed(original[place], case.inputs[index].others):
                    moved = original.copy()
                    moved[place] = other
                    after = runner(base[:index] + [moved] + base[index + 1:])
                    for number, (old, new) in enumerate(zip(before, after)):
                        table[number][index][(...,) + place] |= changed(
                            old, new, tolerance)
    kernel = {"Conv": 1, "FusedConv": 1, "ConvInteger": 1, "DeformConv": 1, "ConvTranspose": 1,
              "QLinearConv": 3}.get(case.op)
    if kernel:
        spatial = len(case.inputs[kernel].shape) - 2
        for per_output in table:
            array = per_output[kernel]
            axes = tuple(range(array.ndim - spatial, array.ndim))
            per_output[kernel] = np.broadcast_to(array.any(axis=axes, keepdims=True), array.shape)
    return table


def bounds(mask):
    """The smallest box with every true element as a list of ranges, or None."""
    if not mask.any():
        return None
    box = []
    for axis in range(mask.ndim):
        hit = np.flatnonzero(mask.any(axis=tuple(a for a in range(mask.ndim) if a != axis)))
        box.append((int(hit[0]), int(hit[-1]) + 1))
    return box


def intervals(size):
    """Whole, first, last, middle and single-element intervals, each once."""
    half, third = -(-size // 2), size // 3
    middle = (third, max(size - third, third + 1))
    wanted = [(0, size), (0, half), (half, size), middle, (size // 2, size // 2 + 1),
              (0, 1), (size - 1, size)]
    return [pair for at, pair in enumerate(wanted)
            if pair[0] < pair[1] and pair not in wanted[:at]]


def cut(values, case, part):
    """The inputs of a part operator."""
    count = max([len(values)] + [index + 1 for index in part.constants])
    result = []
    for index in range(count):
        value = values[index] if index < len(values) else None
        if index in part.constants:
            value = part.constants[index]
        elif index < len(part.boxes) and part.boxes[index] is not None:
            value = value[tuple(slice(None) if r is None else slice(*r)
                                for r in part.boxes[index])]
            value = np.ascontiguousarray(value).reshape(value.shape)
        result.append(value)
    if case.op in JOINING:
        result = [None if box is None else value for value, box in zip(result, part.boxes)]
    return result


def equal(got, wanted):
    if got.shape != wanted.shape:
        return False
    if wanted.dtype.kind != "f":
        return bool((got == wanted).all())
    return bool(np.allclose(got, wanted, rtol=RELATIVE, atol=RELATIVE, equal_nan=True))


def disturbed(base, other, ask):
    """The inputs with other values wherever the interval does not depend on them."""
    result = []
    for index, value in enumerate(base):
        item = ask.case.inputs[index]
        if item is None or item.role == "constant" or value.ndim == 0:
            result.append(value)
            continue
        changed = other[index].copy()
        if ask.boxes[index] is not None:
            inside = tuple(slice(None) if r is None else slice(*r) for r in ask.boxes[index])
            changed[inside] = value[inside]
        result.append(changed)
    return result


def ignores(ask, part, bases, wholes):
    """Whether the part operator computes the slice whatever its surplus inputs hold."""
    strange = [disturbed(base, other, ask) for base, other in zip(bases, bases[2:] + bases[:2])]
    return attempt(ask, part, strange, wholes) is not None


def attempt(ask, part, bases, wholes):
    """None when the part operator fails, else where its output has to be cropped (or -1)."""
    case = ask.case
    attributes = {**case.attributes, **part.attributes}
    attributes = {key: value for key, value in attributes.items() if value is not None}
    offset = None
    try:
        runner = None
        for base, whole in zip(bases, wholes):
            values = cut(base, case, part)
            outputs = part.outputs or case.outputs
            if case.op in JOINING:
                values = [value for value in values if value is not None]
            runner = runner or Runner(case, attributes, values, outputs)
            got = runner(values)[0 if part.outputs else ask.output]
            wanted = np.take(whole[ask.output], range(ask.start, ask.end), axis=ask.dim)
            places = [-1] if offset is None else [offset]
            if offset is None and case.op in CROPPED and got.ndim == wanted.ndim:
                places += range(got.shape[ask.dim] - ask.length + 1)
            for place in places:
                piece = got if place < 0 else np.take(
                    got, range(place, place + ask.length), axis=ask.dim)
                if equal(piece, wanted):
                    offset = place
                    break
            else:
                return None
    except Exception as error:  # the reference evaluator raises whatever numpy does
        if case.engine == "onnxruntime" and not type(error).__module__.startswith("onnxruntime"):
            raise
        return None
    return offset


def reason(ask, missing, gaps):
    """Why no candidate computed the slice."""
    if missing:
        return "padding-only"
    if ask.case.op in ("Conv", "ConvTranspose", "GroupNormalization") and ask.dim == 1:
        return "groups"
    fed = [box for box, item in zip(ask.boxes, ask.case.inputs)
           if item is not None and item.role == "data" and box is not None]
    if all(r is None for box in fed for r in box):
        return "needs-whole-input"
    return "gaps" if gaps else "no-part-operator"


def full(box, item):
    """A box whose ranges over a whole dimension are None."""
    return box and [None if r == (0, size) else r for r, size in zip(box, item.shape)]


def written(box):
    """A box as the file has it."""
    if box is None:
        return None
    limited = [(axis, r) for axis, r in enumerate(box) if r is not None]
    if not limited:
        return "whole"
    if len(limited) == 1:
        return [limited[0][0], *limited[0][1]]
    return {"box": [[axis, *r] for axis, r in limited]}


def measured_row(ask, masks, reads, fed, bases, wholes):
    """One row of the file: what the interval depends on, and the part that computes it."""
    case = ask.case
    gaps, missing = [], False
    ask.boxes = [None] * len(case.inputs)
    for index, item in enumerate(case.inputs):
        if item is None or index not in fed:
            ask.boxes[index] = None if item is None else [None] * len(item.shape)
            continue
        needed = np.take(masks[index], range(ask.start, ask.end), axis=ask.dim)
        needed = needed.reshape((-1,) + item.shape).any(axis=0)
        box = bounds(needed)
        if box is None:
            missing |= case.op not in JOINING
            continue
        if not needed[tuple(slice(*r) for r in box)].all():
            gaps.append(index)
        ask.boxes[index] = [None if r == whole else r for r, whole in zip(box, reads[index])]
    minimal = [written(ask.boxes[index]) for index in fed]
    row = {"output": ask.output, "dim": ask.dim, "start": ask.start, "end": ask.end,
           "inputs": minimal}
    if gaps:
        row["gaps"] = gaps
    whole = ask.length == ask.shape[ask.dim]
    tries = [Part([None if i is None else [None] * len(i.shape) for i in case.inputs])] if whole \
        else [] if missing else candidates(ask)
    for part in tries:
        crop = attempt(ask, part, bases, wholes)
        if crop is not None:
            text = description(ask, part, crop, fed, minimal)
            if "ran" in text and ignores(ask, part, bases, wholes):
                text["surplus"] = "ignored"
            return {**row, "splittable": True, **text}
    row["splittable"] = False
    row["why"] = reason(ask, missing, gaps)
    return row


def description(ask, part, crop, fed, minimal):
    """What differs between the part operator and the whole one."""
    text = {}
    if part.attributes:
        text["attributes"] = part.attributes
    if part.constants:
        text["constants"] = {str(index): value.tolist() for index, value in part.constants.items()}
    ran = [written(full(part.boxes[index], ask.case.inputs[index])) for index in fed]
    if ran != minimal and ask.length != ask.shape[ask.dim]:
        text["ran"] = ran
    if crop >= 0:
        text["crop"] = crop
    if part.outputs:
        text["outputs"] = part.outputs
    return text


def window_row(row, ask, bases, wholes):
    """Checks a sliding window's part on the full extent of its windows too."""
    if not row["splittable"] or "ran" in row or row["inputs"][0] in (None, "whole"):
        return row
    start, end = covered(ask)
    if ask.boxes[0][ask.dim] in (None, (start, end)):
        return row
    for part in list(candidates(ask))[1:]:
        if attempt(ask, part, bases, wholes) is not None:
            row["window"] = [ask.dim, start, end]
            row["window_attributes"] = part.attributes
    return row


def measured(number, case):
    """The record of one case."""
    bases = base_values(case, number)
    runner = Runner(case, case.attributes, bases[0], case.outputs)
    wholes = [runner(base) for base in bases]
    shapes = [out.shape for out in wholes[0]]
    table = dependences(case, runner, bases)
    rows, unread = [], []
    for output, shape in enumerate(shapes):
        masks = table[output]
        reads = {index: bounds(mask.reshape((-1,) + case.inputs[index].shape).any(axis=0))
                 for index, mask in masks.items()}
        for index, box in reads.items():
            for axis, r in enumerate(box or []):
                if r != (0, case.inputs[index].shape[axis]):
                    unread.append([output, index, axis, *r])
        for dim, size in enumerate(shape):
            for start, end in intervals(size):
                ask = Ask(case, output, dim, start, end, [], shapes)
                row = measured_row(ask, masks, reads, runner.fed, bases, wholes)
                if case.op in WINDOWED and dim >= 2:
                    row = window_row(row, ask, bases, wholes)
                rows.append(row)
    record = {"id": f"{number:03d}-{case.op}", "op": case.op, "opset": case.opset,
              "attributes": case.attributes,
              "inputs": [described_input(item) for item in case.inputs],
              "fed": runner.fed, "outputs": [list(shape) for shape in shapes]}
    for key in ("domain", "engine"):
        if getattr(case, key) != getattr(Case("", []), key):
            record[key] = getattr(case, key)
    record["splits"] = summaries(shapes, rows)
    if unread:
        record["reads"] = unread
    return record, rows


def summaries(shapes, rows):
    """For each output and dimension whether its proper intervals can be computed as parts."""
    table = []
    for output, shape in enumerate(shapes):
        line = []
        for dim, size in enumerate(shape):
            tried = {row["splittable"] for row in rows
                     if (row["output"], row["dim"]) == (output, dim)
                     and (row["start"], row["end"]) != (0, size)
                     and row.get("why") != "padding-only"}
            line.append({(): "single", (True,): "all", (False,): "none"}.get(tuple(tried), "some"))
        table.append(line)
    return table


def described_input(item):
    if item is None:
        return None
    text = {"role": item.role, "type": item.dtype, "shape": list(item.shape)}
    if item.role == "constant":
        text["value"] = item.value.tolist()
    return text


def main():
    wanted = sys.argv[1:]
    ort.set_default_logger_severity(4)
    compact = lambda value: json.dumps(value, separators=(",", ":"))
    header = {"format": "split-oracle/1", "made_by": "Tests/Oracles/make-splits.py", "seed": SEED,
              "onnx": onnx.__version__, "onnxruntime": ort.__version__, "numpy": np.__version__,
              "relative_tolerance": RELATIVE}
    lines, totals = [], {}
    for number, case in enumerate([*all_cases(), *further_cases()]):
        if wanted and case.op not in wanted:
            continue
        try:
            record, rows = measured(number, case)
        except Exception as error:
            raise SystemExit(f"case {number} {case.op} {case.attributes}: {error}")
        body = ",\n  ".join(compact(row) for row in rows)
        lines.append(compact(record)[:-1] + ',"rows":[\n  ' + body + "]}")
        count = totals.setdefault(case.op, [0, 0, 0])
        count[0] += 1
        count[1] += sum(row["splittable"] for row in rows)
        count[2] += sum(not row["splittable"] for row in rows)
    for op, (cases, good, bad) in sorted(totals.items()):
        print(f"{op:24}{cases:5} cases {good:5} splittable {bad:5} not")
    if not wanted:
        header["case_count"] = len(lines)
        header["row_count"] = sum(good + bad for _, good, bad in totals.values())
        text = compact(header)[:-1] + ',"cases":[\n' + ",\n".join(lines) + "\n]}\n"
        pathlib.Path(__file__).with_name("splits.json").write_text(text)


if __name__ == "__main__":
    main()
