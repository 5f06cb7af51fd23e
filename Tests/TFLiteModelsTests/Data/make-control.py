#!/usr/bin/env python3
"""Writes models with WHILE, IF and CALL_ONCE, as TensorFlow's converter makes them, and what the
interpreter says of them.

    pip install tensorflow
    make-control.py

control.json has for each model the operators of its subgraphs, the shapes of its outputs, and how
often the loop turned: each model with a loop gives the number of its turns as one of its outputs.
"""
import copy
import json
import os
import pathlib

os.environ["TF_CPP_MIN_LOG_LEVEL"] = "3"
import flatbuffers  # noqa: E402
import numpy  # noqa: E402
import tensorflow as tf  # noqa: E402
from tensorflow.lite.python import schema_py_generated as schema  # noqa: E402

HERE = pathlib.Path(__file__).parent
generator = numpy.random.default_rng(0)
WEIGHTS = tf.constant(generator.standard_normal((8, 8)), tf.float32)
FILTERS = tf.constant(generator.standard_normal((3, 3, 4, 4)), tf.float32)


def spec(*shape, dtype=tf.float32):
    return tf.TensorSpec(shape, dtype)


@tf.function(input_signature=[spec(1, 8)])
def turns(x):
    """Three turns, known from constants."""
    def body(turn, state):
        return turn + 1, tf.nn.relu(tf.matmul(state, WEIGHTS))
    return tf.while_loop(lambda turn, state: turn < 3, body, [0, x])


@tf.function(input_signature=[spec(1, 6, 6, 4)])
def images(x):
    """Two turns over an image, of which the loop does not know that it is one."""
    def body(turn, state):
        return turn + 1, tf.nn.relu(tf.nn.conv2d(state, FILTERS, 1, "SAME"))
    turn, state = tf.while_loop(lambda turn, state: turn < 2, body, [0, x])
    return turn, tf.nn.avg_pool2d(state, 2, 2, "VALID")


@tf.function(input_signature=[spec(1, 8)])
def nested(x):
    """Two turns of two turns each."""
    def inner(turn, state):
        return turn + 1, tf.matmul(state, WEIGHTS)

    def body(turn, state):
        _, state = tf.while_loop(lambda turn, state: turn < 2, inner, [0, state])
        return turn + 1, tf.nn.relu(state)
    return tf.while_loop(lambda turn, state: turn < 2, body, [0, x])


@tf.function(input_signature=[spec(1, 8)])
def searching(x):
    """As many turns as the input asks for."""
    def body(turn, state):
        return turn + 1, tf.nn.relu(tf.matmul(state, WEIGHTS)) - 0.5
    return tf.while_loop(lambda turn, state: tf.reduce_max(state) > 0, body, [0, x])


@tf.function(input_signature=[spec(1, 8)])
def choosing(x):
    """One of two branches, as the input says."""
    return tf.cond(tf.reduce_max(x) > 0, lambda: tf.matmul(x, WEIGHTS), lambda: tf.nn.relu(x))


class Counting(tf.Module):
    """Keeps what it has seen, which CALL_ONCE prepares."""

    def __init__(self):
        super().__init__()
        self.total = tf.Variable(tf.zeros((1, 8)))

    @tf.function(input_signature=[spec(1, 8)])
    def __call__(self, x):
        self.total.assign_add(x)
        return tf.matmul(self.total, WEIGHTS)


def convert(name, function, module=None):
    converter = tf.lite.TFLiteConverter.from_concrete_functions(
        [function.get_concrete_function()], module or tf.Module())
    converter.experimental_enable_resource_variables = True
    content = converter.convert()
    (HERE / f"control-{name}.tflite").write_bytes(content)
    return content


def decided(name, content, value):
    """The same model with a constant in place of the condition of its IF."""
    model = schema.ModelT.InitFromObj(schema.Model.GetRootAsModel(content, 0))
    graph = model.subgraphs[0]
    graph.operators = graph.operators[-1:]
    buffer = schema.BufferT()
    buffer.data = [int(value)]
    model.buffers.append(buffer)
    graph.tensors[graph.operators[0].inputs[0]].buffer = len(model.buffers) - 1
    builder = flatbuffers.Builder(1 << 12)
    builder.Finish(model.Pack(builder), b"TFL3")
    (HERE / f"control-{name}.tflite").write_bytes(bytes(builder.Output()))
    return bytes(builder.Output())


def recursing(content):
    """A branch that runs the same branch again, always."""
    model = schema.ModelT.InitFromObj(schema.Model.GetRootAsModel(content, 0))
    choice = model.subgraphs[0].operators[0]
    branch = model.subgraphs[choice.builtinOptions.thenSubgraphIndex]
    condition = schema.TensorT()
    condition.name, condition.shape, condition.type = "always", [], schema.TensorType.BOOL
    condition.buffer = len(model.buffers) - 1
    branch.tensors.append(condition)
    inner = copy.deepcopy(choice)
    inner.inputs = [len(branch.tensors) - 1, *branch.inputs]
    inner.outputs = list(branch.outputs)
    branch.operators = [inner]
    builder = flatbuffers.Builder(1 << 12)
    builder.Finish(model.Pack(builder), b"TFL3")
    (HERE / "control-recursing.tflite").write_bytes(bytes(builder.Output()))


def facts(content):
    interpreter = tf.lite.Interpreter(model_content=content)
    interpreter.allocate_tensors()
    for entry in interpreter.get_input_details():
        interpreter.set_tensor(entry["index"], numpy.ones(entry["shape"], entry["dtype"]))
    interpreter.invoke()
    results = [interpreter.get_tensor(e["index"]) for e in interpreter.get_output_details()]
    counts = [int(r) for r in results if r.dtype == numpy.int32 and r.ndim == 0]
    names = {v: k for k, v in vars(schema.BuiltinOperator).items() if not k.startswith("_")}
    model = schema.ModelT.InitFromObj(schema.Model.GetRootAsModel(content, 0))
    codes = [names[max(c.builtinCode, c.deprecatedBuiltinCode)] for c in model.operatorCodes]
    return {
        "subgraphs": [[codes[o.opcodeIndex] for o in g.operators] for g in model.subgraphs],
        "outputs": [list(r.shape) for r in results], "turns": counts,
    }


def main():
    models = {"turns": turns, "images": images, "nested": nested, "searching": searching,
              "choosing": choosing}
    expected = {name: facts(convert(name, function)) for name, function in models.items()}
    counting = Counting()
    expected["counting"] = facts(convert("counting", counting.__call__, counting))
    content = (HERE / "control-choosing.tflite").read_bytes()
    for name, value in (("product", True), ("relu", False)):
        expected[name] = facts(decided(name, content, value))
    recursing((HERE / "control-product.tflite").read_bytes())
    rows = ",\n".join(f"  {json.dumps(k)}: {json.dumps(v)}" for k, v in expected.items())
    (HERE / "control.json").write_text("{\n" + rows + "\n}\n")


main()
