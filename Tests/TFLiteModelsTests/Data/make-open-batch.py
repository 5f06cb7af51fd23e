#!/usr/bin/env python3
"""Makes a TensorFlow Lite model with an open batch, and says what the interpreter makes of it.

    pip install tensorflow
    python3 make-open-batch.py

A dense layer on three dimensions: the converter writes 1 for dimensions that are computed at run
time. Writes Data/open-batch.tflite and Data/open-batch.json, the shapes after a run by tensor.
"""

import json
import os

import keras
import numpy
import tensorflow

FOLDER = os.path.dirname(os.path.abspath(__file__))


def main():
    keras.utils.set_random_seed(0)
    given = keras.Input((3, 4), name="given")
    hidden = keras.layers.Dense(5, activation="gelu", name="hidden")(given)
    model = keras.Model(given, keras.layers.Dense(2, name="last")(hidden))
    content = tensorflow.lite.TFLiteConverter.from_keras_model(model).convert()
    with open(f"{FOLDER}/open-batch.tflite", "wb") as file:
        file.write(content)
    resolver = tensorflow.lite.experimental.OpResolverType.BUILTIN_WITHOUT_DEFAULT_DELEGATES
    interpreter = tensorflow.lite.Interpreter(
        model_content=content, experimental_op_resolver_type=resolver
    )
    interpreter.allocate_tensors()
    for item in interpreter.get_input_details():
        interpreter.set_tensor(item["index"], numpy.zeros(item["shape"], item["dtype"]))
    interpreter.invoke()
    shapes = {}
    for operator in interpreter._get_ops_details():
        for tensor in operator["outputs"]:
            details = interpreter._get_tensor_details(tensor, 0)
            shapes[details["name"]] = [int(extent) for extent in details["shape"]]
    with open(f"{FOLDER}/open-batch.json", "w") as file:
        json.dump(shapes, file, indent=2, sort_keys=True)
        file.write("\n")


if __name__ == "__main__":
    main()
