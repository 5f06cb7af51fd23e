"""For one interval of one output dimension, the operators that might compute just that part.

Nothing here is believed: `make-splits.py` runs every candidate with ONNX Runtime and keeps the
first one whose output equals the slice of the whole.
"""

from dataclasses import dataclass, field

import numpy as np

# Operators whose part may compute a few elements more than asked for, which are cut off.
CROPPED = {"Resize", "Upsample", "DepthToSpace", "LRN", "Tile", "CumSum", "Pad"}

LARGEST = 2 ** 63 - 1


@dataclass
class Part:
    """Changed attributes (None removes one), constants and input boxes of a part operator.

    A box is a list with None (whole dimension) or (start, end) for each dimension; a box that is
    None drops the input.
    """
    boxes: list
    attributes: dict = field(default_factory=dict)
    constants: dict = field(default_factory=dict)
    outputs: int = 0


@dataclass
class Ask:
    """The interval [start, end) of dimension `dim` of one output, and what it depends on."""
    case: object
    output: int
    dim: int
    start: int
    end: int
    boxes: list
    shapes: list  # of all outputs

    @property
    def shape(self):
        return self.shapes[self.output]

    @property
    def length(self):
        return self.end - self.start


def with_range(boxes, index, dim, start, end):
    """The boxes with the range of one dimension of one input replaced."""
    changed = [None if box is None else list(box) for box in boxes]
    changed[index][dim] = (start, end)
    return changed


def range_of(ask, index, dim):
    """The range of one dimension of one input, the whole dimension written out."""
    return ask.boxes[index][dim] or (0, ask.case.inputs[index].shape[dim])


def window(case, axis):
    """Stride, dilation, extent, begin and end padding of one spatial axis of a sliding window."""
    a, x = case.attributes, case.inputs[0].shape
    rank = len(x) - 2
    weights = 3 if case.op == "QLinearConv" else 1  # also the scale of a pool, which has a kernel
    kernel = a.get("kernel_shape") or case.inputs[weights].shape[2:]
    stride = a.get("strides", [1] * rank)[axis]
    dilation = a.get("dilations", [1] * rank)[axis]
    extent = (kernel[axis] - 1) * dilation + 1
    pads = a.get("pads", [0] * 2 * rank)
    begin, end = pads[axis], pads[axis + rank]
    mode = a.get("auto_pad", "NOTSET")
    if mode.startswith("SAME"):
        size = x[axis + 2]
        total = max((-(-size // stride) - 1) * stride + extent - size, 0)
        begin = total // 2 if mode == "SAME_UPPER" else total - total // 2
        end = total - begin
    return stride, dilation, extent, begin, end


def window_pads(case):
    """The explicit padding of every spatial axis."""
    rank = len(case.inputs[0].shape) - 2
    sides = [window(case, axis)[3:] for axis in range(rank)]
    return [begin for begin, _ in sides] + [end for _, end in sides]


def changed_pads(case, axis, begin, end):
    """The attributes that give one spatial axis other padding."""
    rank = len(case.inputs[0].shape) - 2
    pads = window_pads(case)
    pads[axis], pads[axis + rank] = begin, end
    changed = {"pads": pads} if pads != case.attributes.get("pads", [0] * 2 * rank) else {}
    if case.attributes.get("auto_pad", "NOTSET") != "NOTSET":
        changed = {"pads": pads, "auto_pad": None}
    return changed


def covered(ask):
    """Every input element under the windows of a part, taps on padding left out."""
    axis, size = ask.dim - 2, ask.case.inputs[0].shape[ask.dim]
    stride, _, extent, begin, _ = window(ask.case, axis)
    first = ask.start * stride - begin
    last = (ask.end - 1) * stride - begin + extent
    return max(first, 0), min(last, size)


def grouped(ask):
    """The part of a grouped operator: the groups that its input channels span."""
    groups = ask.case.attributes.get("group", 1)
    start, end = range_of(ask, 0, 1)
    count = (end - start) // (ask.case.inputs[0].shape[1] // groups)
    yield Part(ask.boxes, {"group": count} if count != groups else {})


def sliding(ask):
    """Conv and pools: along a spatial axis only the padding changes."""
    case = ask.case
    pools = case.op in ("MaxPool", "AveragePool", "LpPool", "QLinearAveragePool")
    if ask.dim < 2:
        yield from [Part(ask.boxes)] if ask.dim == 0 or pools else grouped(ask)
        return
    axis = ask.dim - 2
    stride, _, extent, before, after = window(case, axis)
    size = case.inputs[0].shape[ask.dim]
    low = ask.start * stride - before
    high = (ask.end - 1) * stride - before + extent
    for start, end in (range_of(ask, 0, ask.dim), covered(ask)):
        boxes = with_range(ask.boxes, 0, ask.dim, start, end)
        limit = min(high, size + after) if case.attributes.get("ceil_mode") else high
        yield Part(boxes, changed_pads(case, axis, start - low, limit - end))


def transposing(ask):
    """ConvTranspose: more padding removes what neighbouring parts compute."""
    case = ask.case
    if ask.dim < 2:
        yield from [Part(ask.boxes)] if ask.dim == 0 else grouped(ask)
        return
    for pads in transposed_pads(case, ask.shape):
        yield from spread(ask, pads)


def transposed_pads(case, shape):
    """The padding of every spatial axis, where the output's extents fix it: in either order."""
    a, rank = case.attributes, len(shape) - 2
    same = a.get("auto_pad", "NOTSET").startswith("SAME")
    if not same and "output_shape" not in a:
        yield a.get("pads", [0] * 2 * rank)
        return
    totals = []
    for axis in range(rank):
        stride, _, extent, _, _ = window(case, axis)
        reach = (case.inputs[0].shape[axis + 2] - 1) * stride + extent
        totals.append(max(reach + a.get("output_padding", [0] * rank)[axis] - shape[axis + 2], 0))
    low = [total // 2 for total in totals]
    high = [total - half for total, half in zip(totals, low)]
    yield low + high
    yield high + low


def spread(ask, pads):
    """ConvTranspose along a spatial axis, the whole having the given padding."""
    case = ask.case
    axis, rank = ask.dim - 2, len(ask.shape) - 2
    stride, dilation, extent, _, _ = window(case, axis)
    before = pads[axis]
    size = case.inputs[0].shape[ask.dim]
    start, end = range_of(ask, 0, ask.dim)
    fixed = {"auto_pad": None, "output_shape": None}
    fixed = {key: None for key in fixed if key in case.attributes}
    for widen in range(3):
        for left in range(widen + 1):
            a, b = start - left, end + widen - left
            begin = ask.start + before - a * stride
            rest = (b - 1) * stride + extent - (ask.end + before)
            if a < 0 or b > size or begin < 0 or -rest >= max(stride, dilation):
                continue
            whole = list(pads)
            whole[axis], whole[axis + rank] = begin, max(rest, 0)
            changed = {**fixed, "pads": whole}
            extra = list(case.attributes.get("output_padding", [0] * rank))
            extra[axis] = max(-rest, 0)
            if extra != case.attributes.get("output_padding", [0] * rank):
                changed["output_padding"] = extra
            yield Part(with_range(ask.boxes, 0, ask.dim, a, b), changed)


def padding(ask):
    case, rank = ask.case, len(ask.shape)
    pads = case.inputs[1].value
    size = case.inputs[0].shape[ask.dim]
    low, high = ask.start - pads[ask.dim], ask.end - pads[ask.dim]
    start, end = range_of(ask, 0, ask.dim)
    mode = case.attributes["mode"]
    tries = [(start, end, start - low, high - end)]
    if mode == "edge" and end - start == 1:
        tries = [(start, end, ask.length - 1, 0)]
    if mode == "reflect":
        tries.append((start, end, max(start - low, 0), max(high - end, 0)))
        if low < 0:
            tries.append((0, end, -low, max(high - end, 0)))
        if high > size:
            tries.append((start, size, max(start - low, 0), high - size))
    for start, end, begin, rest in tries:
        changed = pads.copy()
        changed[ask.dim], changed[ask.dim + rank] = begin, rest
        yield Part(with_range(ask.boxes, 0, ask.dim, start, end), {}, {1: changed})


def slicing(ask):
    inputs, rank = ask.case.inputs, len(ask.shape)
    count = inputs[1].shape[0]
    axes = inputs[3].value if len(inputs) > 3 else np.arange(count)
    steps = inputs[4].value if len(inputs) > 4 else np.ones(count, np.int64)
    starts, ends = inputs[1].value.copy(), inputs[2].value.copy()
    for index in range(count):
        if axes[index] % rank == ask.dim:
            forward = steps[index] > 0
            starts[index] = 0 if forward else -1
            ends[index] = LARGEST if forward else -LARGEST
            yield Part(ask.boxes, {}, {1: starts, 2: ends})
            return
    yield Part(ask.boxes)


def splitting(ask):
    if ask.dim != ask.case.attributes["axis"] % len(ask.shape):
        yield Part(ask.boxes)
        return
    changed = {"num_outputs": None} if "num_outputs" in ask.case.attributes else {}
    yield Part(ask.boxes, changed, {1: np.array([ask.length], np.int64)}, 1)


def reshaping(ask):
    shape = list(ask.shape)
    shape[ask.dim] = ask.length
    yield Part(ask.boxes, {}, {1: np.array(shape, np.int64)})


def squeezing(ask):
    yield Part(ask.boxes)
    shape = ask.case.inputs[0].shape
    axes = [axis for axis, size in enumerate(shape) if size == 1]
    yield Part(ask.boxes, {}, {1: np.array(axes, np.int64)})


def tiling(ask):
    times = ask.case.inputs[1].value
    for count in range(1, times[ask.dim] + 1):
        changed = times.copy()
        changed[ask.dim] = count
        yield Part(ask.boxes, {}, {1: changed} if count != times[ask.dim] else {})


def opened(ask, index=0, dim=None):
    """The part as it is, then with one input whole, but for its own slice of one dimension.

    For inputs of which positions that are known at run time only decide what is read.
    """
    yield Part(ask.boxes)
    boxes = [None if box is None else list(box) for box in ask.boxes]
    boxes[index] = [None] * len(ask.case.inputs[index].shape)
    if dim is not None:
        boxes[index][dim] = (ask.start, ask.end)
    yield Part(boxes)


def gathering(ask):
    data, index = ask.case.inputs
    if index.role != "constant":
        yield from opened(ask)
        return
    axis = ask.case.attributes["axis"] % len(data.shape)
    rank = len(index.shape)
    if not axis <= ask.dim < axis + rank:
        yield Part(ask.boxes)
        return
    values = np.take(index.value, range(ask.start, ask.end), axis=ask.dim - axis)
    values = values % data.shape[axis]
    yield Part(ask.boxes, {}, {1: values - range_of(ask, 0, axis)[0]})


def gathering_elements(ask):
    if ask.case.inputs[1].role != "constant":
        axis = ask.case.attributes["axis"] % len(ask.shape)
        yield from opened(ask, 0, None if ask.dim == axis else ask.dim)
        return
    values = np.take(ask.case.inputs[1].value, range(ask.start, ask.end), axis=ask.dim)
    if ask.dim == ask.case.attributes["axis"] % len(ask.shape):
        values = values - range_of(ask, 0, ask.dim)[0]
    yield Part(ask.boxes, {}, {1: values})
    if ask.dim != ask.case.attributes["axis"] % len(ask.shape):
        alone = [None] * len(ask.shape)
        alone[ask.dim] = (ask.start, ask.end)
        yield Part([alone, None], {}, {1: values})


def interleaving(ask):
    """DepthToSpace: a row reads some channels only, but its part is given all of them."""
    yield Part(ask.boxes)
    if ask.dim >= 2:
        alone = [None] * len(ask.shape)
        alone[ask.dim] = ask.boxes[0][ask.dim]
        yield Part([alone])


def pixel_modes(ask):
    """The attributes to try: a single row of pytorch_half_pixel is a row of half_pixel, too."""
    yield {}
    if ask.case.attributes.get("coordinate_transformation_mode") == "pytorch_half_pixel":
        yield {"coordinate_transformation_mode": "half_pixel"}


def resizing(ask):
    if ask.case.op == "Upsample" or len(ask.case.inputs) == 2:
        yield Part(ask.boxes)
    for changed in pixel_modes(ask):
        for part in resized(ask):
            yield Part(part.boxes, changed, part.constants)


def resized(ask):
    start, end = range_of(ask, 0, ask.dim)
    size = ask.case.inputs[0].shape[ask.dim]
    scale = ask.shape[ask.dim] / size
    by_size = len(ask.case.inputs) > 3
    ranges = [(start, end)]
    if scale < 1:
        factor = round(1 / scale)
        ranges.append((start // factor * factor, min(-(-end // factor) * factor, size)))
    for widen in (1, 2):
        ranges.append((max(start - widen, 0), min(end + widen, size)))
    for a, b in ranges:
        if (a, b) == (0, size) and ask.boxes[0][ask.dim] is not None:
            continue  # the whole operator, cropped, is no part
        boxes = with_range(ask.boxes, 0, ask.dim, a, b)
        if not by_size:
            yield Part(boxes)
        elif (b - a) * scale == int((b - a) * scale):
            sizes = ask.case.inputs[3].value.copy()
            sizes[ask.dim] = int((b - a) * scale)
            yield Part(boxes, {}, {3: sizes})


def group_normalizing(ask):
    groups, channels = ask.case.attributes["num_groups"], ask.shape[1]
    if ask.dim == 1 and ask.length % (channels // groups) == 0:
        yield Part(ask.boxes, {"num_groups": ask.length // (channels // groups)})
    elif ask.dim != 1:
        yield Part(ask.boxes)


def triangles(ask):
    """Trilu: the diagonal of a part of rows or columns lies elsewhere."""
    rank, inputs = len(ask.shape), ask.case.inputs
    if ask.dim < rank - 2:
        yield Part(ask.boxes)
        return
    k = int(inputs[1].value) if len(inputs) > 1 else 0
    moved = k + ask.start if ask.dim == rank - 2 else k - ask.start
    alone = [None] * rank
    alone[ask.dim] = (ask.start, ask.end)
    yield Part([alone] + ask.boxes[1:], {}, {1: np.array(moved, np.int64)})


def reversing(ask):
    if ask.dim != ask.case.attributes["batch_axis"]:
        yield Part(ask.boxes)
        return
    yield Part(ask.boxes, {}, {1: ask.case.inputs[1].value[ask.start:ask.end]})


def centring(ask):
    """CenterCropPad: rounding puts the middle of a part elsewhere, so only whole axes are."""
    sizes, rank = ask.case.inputs[1].value.copy(), len(ask.shape)
    axes = [axis % rank for axis in ask.case.attributes.get("axes", range(rank))]
    if ask.dim in axes:
        sizes[axes.index(ask.dim)] = ask.length
        yield Part(ask.boxes, {}, {1: sizes})
    else:
        yield Part(ask.boxes)


def filling(ask):
    shape = ask.case.inputs[0].value.copy()
    shape[ask.dim] = ask.length
    yield Part(ask.boxes, {}, {0: shape})


def placing(ask):
    """AffineGrid: the size of a part of the batch."""
    size = ask.case.inputs[1].value.copy()
    if ask.dim == 0:
        size[0] = ask.length
        yield Part(ask.boxes, {}, {1: size})


def sampling(ask):
    yield from opened(ask, 0, ask.dim if ask.dim < 2 else None)


def pooling_regions(ask):
    yield from opened(ask, 0, 1 if ask.dim == 1 else None)


def deforming(ask):
    """DeformConv: channels as in a convolution; a part of rows moves the input by its padding."""
    case = ask.case
    if ask.dim == 0:
        yield from opened(ask, 0, 0)
        return
    if ask.dim == 1:
        yield from grouped(ask)
        rank = len(case.inputs[0].shape)
        groups, outputs = case.attributes.get("group", 1), ask.shape[1]
        each, size = outputs // groups, case.inputs[0].shape[1] // groups
        low, high = ask.start // each, (ask.end - 1) // each + 1
        boxes = [None if box is None else [None] * len(box) for box in ask.boxes]
        boxes[0] = [None] * rank
        boxes[0][1] = (low * size, high * size)
        boxes[1][0] = (ask.start, ask.end)
        if len(boxes) > 3 and boxes[3] is not None:
            boxes[3][0] = (ask.start, ask.end)
        yield Part(boxes, {"group": high - low})
        return
    stride, _, _, begin, _ = window(case, ask.dim - 2)
    yield from (Part(part.boxes, changed_pads(case, ask.dim - 2, begin - ask.start * stride, 0))
                for part in opened(ask))


def indexed(ask):
    """GatherND: batch dimensions are cut in both inputs, others where the input has them."""
    data, positions = ask.case.inputs
    batch, rank = ask.case.attributes.get("batch_dims", 0), len(positions.shape) - 1
    if ask.dim < batch:
        yield from opened(ask, 0, ask.dim)
    elif ask.dim < rank:
        yield from opened(ask)
    else:
        yield from opened(ask, 0, ask.dim - rank + batch + positions.shape[-1])


def replacing(ask):
    """ScatterElements and ScatterND: positions along other dimensions stay as they are."""
    yield Part(ask.boxes)
    data, positions, updates = ask.case.inputs
    boxes = [[None] * len(item.shape) for item in ask.case.inputs]
    boxes[0][ask.dim] = (ask.start, ask.end)
    if ask.case.op == "ScatterND":
        depth = positions.shape[-1]
        if ask.dim >= depth:
            boxes[2][len(positions.shape) - 1 + ask.dim - depth] = (ask.start, ask.end)
            yield Part(boxes)
        return
    end = min(ask.end, positions.shape[ask.dim])
    boxes[1][ask.dim] = boxes[2][ask.dim] = (min(ask.start, end), end)
    yield Part(boxes)


def choosing(ask):
    """Compress and OneHot: nothing changes but along the axis, which is chosen or made."""
    yield Part(ask.boxes)


def repeating(ask):
    """Recurrent networks: one direction of two is a network of its own."""
    case = ask.case
    yield Part(ask.boxes)
    if len(case.inputs) > 4 and case.inputs[4] is not None and len(ask.shape) == 4 and ask.dim == 2:
        lengths = case.inputs[4].value[ask.start:ask.end]
        alone = [None, (ask.start, ask.end), None]
        yield Part([alone] + ask.boxes[1:], {}, {4: lengths})
    if case.attributes.get("direction") == "bidirectional" and ask.dim == 1 and ask.length == 1:
        yield Part(ask.boxes, {"direction": ("forward", "reverse")[ask.start]})


def attending(ask):
    """Attention: heads that share keys and values are computed with them."""
    yield Part(ask.boxes)
    case = ask.case
    if len(ask.shape) == 3 and ask.dim == 2:
        heads = case.attributes["q_num_heads"]
        depth, shared = ask.shape[2] // heads, heads // case.attributes["kv_num_heads"]
        low, high = ask.start // depth, -(-ask.end // depth)
        if ask.start == low * depth and ask.end == high * depth:
            count = -(-high // shared) - low // shared
            yield Part(ask.boxes, {"q_num_heads": high - low, "kv_num_heads": count})


def rotating(ask):
    """RotaryEmbedding: heads of a tensor of three dimensions lie one after the other."""
    case = ask.case
    known = len(case.inputs) > 3 and case.inputs[3].role == "constant"
    axis = {0: 0, len(ask.shape) - 2: 1}.get(ask.dim)
    tries = [Part(ask.boxes)]
    if len(case.inputs) > 3 and not known:
        for index in (1, 2):
            tries.append(next(part for at, part in enumerate(opened(ask, index)) if at))
            ask = Ask(ask.case, ask.output, ask.dim, ask.start, ask.end, tries[-1].boxes,
                      ask.shapes)
    for part in tries:
        if known and axis is not None:
            lowest = min((box[0][0] for box in part.boxes[1:3] if box and box[0]), default=0)
            positions = np.take(case.inputs[3].value, range(ask.start, ask.end), axis=axis)
            yield Part(part.boxes, {}, {3: positions - lowest})
        yield part


def joining(ask):
    """QLinearConcat: a tensor of which nothing is needed goes, with its scale and zero point."""
    boxes = [None if box is None else list(box) for box in ask.boxes]
    for index in range(2, len(boxes), 3):
        if boxes[index] is None:
            boxes[index + 1] = boxes[index + 2] = None
        else:
            for other in (index + 1, index + 2):
                boxes[other] = boxes[other] or []
    yield Part(boxes)


RULES = {
    "Conv": sliding, "QLinearConv": sliding, "FusedConv": sliding, "ConvInteger": sliding,
    "QLinearAveragePool": sliding, "MaxPool": sliding, "AveragePool": sliding,
    "LpPool": sliding, "ConvTranspose": transposing, "Pad": padding, "Slice": slicing,
    "Split": splitting, "Reshape": reshaping, "Expand": reshaping, "Squeeze": squeezing,
    "Tile": tiling, "Gather": gathering, "GatherElements": gathering_elements,
    "Resize": resizing, "Upsample": resizing, "DepthToSpace": interleaving, "GroupNormalization": group_normalizing,
    "Trilu": triangles, "ReverseSequence": reversing, "CenterCropPad": centring,
    "ConstantOfShape": filling, "AffineGrid": placing, "GridSample": sampling,
    "RoiAlign": pooling_regions, "MaxRoiPool": pooling_regions, "DeformConv": deforming,
    "GatherND": indexed, "Scatter": replacing, "ScatterElements": replacing,
    "ScatterND": replacing, "Compress": choosing, "OneHot": choosing, "LSTM": repeating,
    "GRU": repeating, "RNN": repeating, "Attention": attending, "RotaryEmbedding": rotating,
    "QLinearConcat": joining,
}


def candidates(ask):
    """The part operators to try, best first."""
    rule = RULES.get(ask.case.op)
    return rule(ask) if rule else iter([Part(ask.boxes)])
