#!/usr/bin/env python3
"""Makes transformers as ONNX Runtime fuses them and says what it and PyTorch compute of them.

    pip install torch transformers onnx onnxruntime onnxruntime-genai
    python3 make-fused.py

Writes fused/*.onnx without their weights, and fused/expected.json: for values of the symbolic
dimensions the element types and extents of all tensors that ONNX Runtime computes, and the
multiply-accumulates that PyTorch's FlopCounterMode counts of the network before it was fused.
"""

import importlib.util
import json
import os
import shutil
import sys
import tempfile

import numpy
import onnx
import onnx.external_data_helper
import onnxruntime
import torch
import transformers
from onnx import TensorProto, helper
from onnxruntime.quantization import quantize_dynamic
from onnxruntime.transformers import optimizer
from onnxruntime.transformers.fusion_options import FusionOptions
from torch.utils.flop_counter import FlopCounterMode

GENAI = importlib.util.find_spec("onnxruntime_genai").submodule_search_locations[0]
sys.path.insert(0, os.path.join(GENAI, "models"))
import onnx_ir  # noqa: E402
from builders import LlamaModel  # noqa: E402

FOLDER = os.path.join(os.path.dirname(os.path.abspath(__file__)), "fused")
TYPES = {"float32": "fp32", "float16": "fp16", "float64": "fp64"}
HEADS, KEY_HEADS, DEPTH = 4, 2, 16
BERT_DIMS = [{"batch": 2, "sequence": 5}, {"batch": 1, "sequence": 1}]
LLAMA_DIMS = [(1, 7, 2), (2, 1, 12)]
random = numpy.random.default_rng(0)


def session(path):
    options = onnxruntime.SessionOptions()
    options.graph_optimization_level = onnxruntime.GraphOptimizationLevel.ORT_DISABLE_ALL
    return onnxruntime.InferenceSession(path, options, providers=["CPUExecutionProvider"])


def computed(path, feeds):
    """The element types and extents of all tensors that a model computes."""
    model = onnx.load(path)
    names = [name for node in model.graph.node for name in node.output if name]
    del model.graph.output[:]
    model.graph.output.extend(onnx.ValueInfoProto(name=name) for name in names)
    watched = path + ".watched.onnx"
    onnx.save_model(model, watched)
    values = session(watched).run(None, feeds)
    return {name: [TYPES.get(str(value.dtype), str(value.dtype)), *value.shape]
            for name, value in zip(names, values)}


def multiply_accumulates(network, *arguments, **named):
    """Those of the network; the angles of rotations are stored in the exported model."""
    with FlopCounterMode(display=False) as counter, torch.no_grad():
        network(*arguments, **named)
    counts = counter.get_flop_counts()
    left = sum(sum(part.values()) for name, part in counts.items() if name.endswith("rotary_emb"))
    return (counter.get_total_flops() - left) // 2


def save(path, name):
    """Keeps a model without its larger tensors, as a model with external data is."""
    model = onnx.load(path)
    onnx.external_data_helper.convert_model_to_external_data(
        model, location="weights", size_threshold=512)
    with tempfile.TemporaryDirectory() as place:
        onnx.save_model(model, f"{place}/{name}.onnx")
        shutil.copy(f"{place}/{name}.onnx", FOLDER)


class Bert(torch.nn.Module):
    """One layer of BERT (https://arxiv.org/abs/1810.04805), written as the optimiser knows it."""

    def __init__(self, width=32, inner=48, words=40, places=16):
        super().__init__()
        nn = torch.nn
        self.word, self.place, self.kind = (nn.Embedding(n, width) for n in (words, places, 2))
        self.query, self.key, self.value, self.out = (nn.Linear(width, width) for _ in range(4))
        self.up, self.down = nn.Linear(width, inner), nn.Linear(inner, width)
        self.norms = nn.ModuleList(nn.LayerNorm(width, eps=1e-12) for _ in range(3))
        self.register_buffer("places", torch.arange(places).unsqueeze(0))

    def heads(self, x):
        return x.view(x.size(0), x.size(1), HEADS, 32 // HEADS).permute(0, 2, 1, 3)

    def forward(self, words, mask, kinds):
        hidden = self.word(words) + self.kind(kinds) + self.place(self.places[:, :words.size(1)])
        hidden = self.norms[0](hidden)
        mask = (1.0 - mask[:, None, None, :].to(torch.float32)) * -10000.0
        query, key = self.heads(self.query(hidden)), self.heads(self.key(hidden))
        value = self.heads(self.value(hidden))
        scores = torch.matmul(query, key.transpose(-1, -2)) / (32 / HEADS) ** 0.5 + mask
        context = torch.matmul(torch.softmax(scores, -1), value).permute(0, 2, 1, 3).contiguous()
        context = context.view(context.size(0), context.size(1), 32)
        hidden = self.norms[1](self.out(context) + hidden)
        inner = torch.nn.functional.gelu(self.up(hidden))
        return self.norms[2](self.down(inner) + hidden)


def berts(place):
    """A BERT as exported, its fused forms, and one whose weights are of eight bits."""
    network = Bert().eval()
    words = torch.ones(2, 5, dtype=torch.int64)
    axes = {0: "batch", 1: "sequence"}
    names = ["input_ids", "attention_mask", "token_type_ids"]
    plain = f"{place}/plain.onnx"
    torch.onnx.export(network, (words, words, words * 0), plain, opset_version=17, dynamo=False,
                      input_names=names, output_names=["hidden"],
                      dynamic_axes={name: axes for name in names})
    paths = {}
    for form in ("attention", "multi-head"):
        options = FusionOptions("bert")
        options.use_multi_head_attention = form == "multi-head"
        fused = optimizer.optimize_model(plain, "bert", num_heads=HEADS, hidden_size=32,
                                         optimization_options=options, opt_level=0)
        paths[form] = f"{place}/bert-{form}.onnx"
        fused.save_model_to_file(paths[form])
    paths["dynamic"] = f"{place}/bert-dynamic.onnx"
    quantize_dynamic(paths["attention"], f"{place}/quantized.onnx",
                     extra_options={"DefaultTensorType": TensorProto.FLOAT})
    options = onnxruntime.SessionOptions()
    options.graph_optimization_level = onnxruntime.GraphOptimizationLevel.ORT_ENABLE_EXTENDED
    options.optimized_model_filepath = paths["dynamic"]
    onnxruntime.InferenceSession(f"{place}/quantized.onnx", options,
                                 providers=["CPUExecutionProvider"])
    for form, path in paths.items():
        inputs = [item.name for item in onnx.load(path).graph.input]
        for dims in BERT_DIMS:
            words = torch.ones(dims["batch"], dims["sequence"], dtype=torch.int64)
            every = {"input_ids": words, "attention_mask": words, "token_type_ids": words * 0}
            feeds = {name: every[name].numpy().astype(
                         numpy.int32 if element(path, name) == TensorProto.INT32 else numpy.int64)
                     for name in inputs}
            yield {"model": f"bert-{form}", "dims": dims,
                   "multiply_accumulates": multiply_accumulates(network, *every.values()),
                   "tensors": computed(path, feeds)}
        save(path, f"bert-{form}")


def element(path, name):
    found = [item for item in onnx.load(path).graph.input if item.name == name]
    return found[0].type.tensor_type.elem_type


def llama(place):
    """A language model of onnxruntime-genai with weights of four bits."""
    config = transformers.LlamaConfig(
        hidden_size=HEADS * DEPTH, intermediate_size=96, num_hidden_layers=1, vocab_size=160,
        num_attention_heads=HEADS, num_key_value_heads=KEY_HEADS, head_dim=DEPTH,
        max_position_embeddings=64, attn_implementation="eager")
    network = transformers.LlamaForCausalLM(config).eval()
    network.save_pretrained(f"{place}/llama")
    config.architectures = ["LlamaForCausalLM"]
    config._name_or_path = f"{place}/llama"
    builder = LlamaModel(config, onnx_ir.DataType.FLOAT, onnx_ir.DataType.INT4, "cpu",
                         f"{place}/cache", {"hf_token": False})
    builder.make_model(f"{place}/llama")
    os.makedirs(f"{place}/out")
    builder.save_model(f"{place}/out")
    path = f"{place}/out/model.onnx"
    for batch, length, past in LLAMA_DIMS:
        words = torch.ones(batch, length, dtype=torch.int64)
        cache = transformers.DynamicCache()
        kept = torch.zeros(batch, KEY_HEADS, past, DEPTH)
        if past:
            cache.update(kept, kept, 0)
        mask = numpy.ones((batch, past + length), numpy.int64)
        feeds = {"input_ids": words.numpy(), "attention_mask": mask,
                 "past_key_values.0.key": kept.numpy(), "past_key_values.0.value": kept.numpy()}
        yield {"model": "llama-int4",
               "dims": {"batch_size": batch, "sequence_length": length,
                        "past_sequence_length": past, "total_sequence_length": past + length,
                        "kv_cache_dim": DEPTH},
               "multiply_accumulates": multiply_accumulates(
                   network, input_ids=words, past_key_values=cache),
               "tensors": computed(path, feeds)}
    save(path, "llama-int4")


def reals(*shape):
    return random.uniform(-1, 1, shape).astype(numpy.float32)


def lengths(*values):
    return numpy.array(values, numpy.int32)


def forms():
    """Forms of single operators: type, attributes, inputs, number of outputs."""
    heads = {"num_heads": 2}
    few = {"num_heads": 4, "kv_num_heads": 2}
    yield "MultiHeadAttention", heads, [reals(2, 3, 8), reals(2, 5, 8), reals(2, 5, 12)], 1
    yield "MultiHeadAttention", heads, [reals(2, 3, 8), reals(2, 2, 5, 4), reals(2, 2, 5, 4)], 1
    yield "MultiHeadAttention", heads, [
        reals(2, 3, 8), reals(2, 3, 8), reals(2, 3, 8), None, None, None, reals(2, 2, 4, 4),
        reals(2, 2, 4, 4)], 3
    yield "GroupQueryAttention", few, [
        reals(2, 3, 32), reals(2, 3, 16), reals(2, 3, 16), None, None, lengths(2, 2), lengths(3)], 3
    yield "GroupQueryAttention", few, [
        reals(2, 3, 64), None, None, None, None, lengths(2, 2), lengths(3)], 3
    yield "GroupQueryAttention", few, [
        reals(1, 1, 32), reals(1, 1, 16), reals(1, 1, 16), reals(1, 2, 9, 8), reals(1, 2, 9, 8),
        lengths(5), lengths(6)], 3
    yield "GroupQueryAttention", few, [
        reals(1, 1, 32), reals(1, 1, 16), reals(1, 1, 16), reals(1, 2, 9, 8), reals(1, 2, 9, 8),
        lengths(9), lengths(10)], 3
    yield "Attention", heads, [reals(2, 3, 6), reals(6, 24), reals(24)], 1
    yield "Attention", {**heads, "qkv_hidden_sizes": [8, 8, 12]}, [
        reals(2, 3, 6), reals(6, 28), reals(28)], 1
    yield "Attention", {**heads, "unidirectional": 1}, [
        reals(2, 3, 6), reals(6, 24), reals(24), None, reals(2, 2, 2, 4, 4)], 2
    yield "RotaryEmbedding", {}, [
        reals(2, 3, 8), numpy.zeros(1, numpy.int64), reals(9, 4), reals(9, 4)], 1
    yield "RotaryEmbedding", {}, [
        reals(2, 2, 3, 8), numpy.zeros((2, 3), numpy.int64), reals(9, 4), reals(9, 4)], 1
    yield "EmbedLayerNormalization", {}, [
        lengths(1, 2, 3, 4, 5, 6).reshape(2, 3), None, reals(9, 4), reals(5, 4), None, reals(4),
        reals(4), lengths(1, 1, 1, 1, 1, 0).reshape(2, 3)], 3
    yield "SkipSimplifiedLayerNormalization", {}, [reals(2, 3, 8), reals(2, 3, 8), reals(8)], 4
    yield "MatMulNBits", {"K": 40, "N": 6, "bits": 4, "block_size": 16}, [
        reals(2, 3, 40), random.integers(0, 255, (6, 3, 8), numpy.uint8), reals(18)], 1
    yield "MatMulNBits", {"K": 40, "N": 6, "bits": 8, "block_size": 32}, [
        reals(3, 40), random.integers(0, 255, (6, 2, 32), numpy.uint8), reals(6, 2)], 1
    for bits, width in ((4, 16), (8, 32)):
        yield "GatherBlockQuantized", {"bits": bits, "block_size": 16, "quantize_axis": 1}, [
            random.integers(0, 255, (9, width), numpy.uint8),
            numpy.array([[1, 2, 3], [4, 5, 6]]), reals(9, 2)], 1
    yield "MatMulIntegerToFloat", {}, [
        random.integers(0, 255, (2, 3, 5), numpy.uint8),
        random.integers(0, 255, (5, 6), numpy.uint8), reals(1), reals(1)], 1


def packed_forms():
    """Forms that the CPU does not run: ONNX Runtime says the extents when it loads them."""
    heads = {"num_heads": 2}
    yield "MultiHeadAttention", heads, [reals(2, 3, 2, 3, 4)], 1
    yield "MultiHeadAttention", heads, [reals(2, 3, 8), reals(2, 5, 2, 2, 4)], 1


def loaded(path):
    """The element types and extents of the outputs of a model that is not run."""
    return {item.name: [TYPES[{"tensor(float)": "float32"}[item.type]], *item.shape]
            for item in session(path).get_outputs()}


def operators(place):
    yield from apart(place, "operators", forms())
    yield from apart(place, "packed", packed_forms())


def apart(place, title, forms):
    """One model that holds each form, apart from the others."""
    nodes, inputs, feeds = [], [], {}
    for number, (kind, attributes, values, outputs) in enumerate(forms):
        names = []
        for position, value in enumerate(values):
            if value is None:
                names.append("")
                continue
            names.append(f"n{number}_i{position}")
            feeds[names[-1]] = value
        # Of the four outputs of a normalisation the CPU computes the first and the last.
        written = [f"n{number}_o{at}" for at in range(outputs)]
        if kind.startswith("Skip"):
            written[1] = written[2] = ""
        nodes.append(helper.make_node(kind, names, written, domain="com.microsoft", **attributes))
    fixed = [onnx.numpy_helper.from_array(value, name) for name, value in feeds.items()
             if value.dtype == numpy.int32 and value.size == 1]
    known = {item.name for item in fixed}
    for name, value in feeds.items():
        if name not in known:
            inputs.append(helper.make_tensor_value_info(
                name, helper.np_dtype_to_tensor_dtype(value.dtype), value.shape))
    results = [onnx.ValueInfoProto(name=name) for node in nodes for name in node.output if name]
    graph = helper.make_graph(nodes, title, inputs, results, fixed)
    sets = [helper.make_opsetid("", 17), helper.make_opsetid("com.microsoft", 1)]
    path = f"{place}/{title}.onnx"
    onnx.save_model(helper.make_model(graph, ir_version=8, opset_imports=sets), path)
    shutil.copy(path, FOLDER)
    feeds = {name: value for name, value in feeds.items() if name not in known}
    tensors = computed(path, feeds) if title == "operators" else loaded(path)
    yield {"model": title, "dims": {}, "tensors": tensors}


def main():
    torch.manual_seed(0)
    os.makedirs(FOLDER, exist_ok=True)
    with tempfile.TemporaryDirectory() as place:
        lines = [json.dumps(item) for group in (berts, llama, operators) for item in group(place)]
    with open(f"{FOLDER}/expected.json", "w") as file:
        file.write("[\n" + ",\n".join(lines) + "\n]\n")


if __name__ == "__main__":
    main()
