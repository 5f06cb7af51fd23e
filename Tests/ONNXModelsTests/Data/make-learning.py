#!/usr/bin/env python3
"""Makes pipelines of scikit-learn as skl2onnx exports them, and says what ONNX Runtime computes.

    pip install scikit-learn skl2onnx onnxruntime
    python3 make-learning.py

Writes learning/*.onnx, and learning/expected.json: the extents and types of all tensors for four
rows.
"""

import json
import os

import numpy
import onnx
import onnxruntime
from skl2onnx import to_onnx
from skl2onnx.common.data_types import StringTensorType
from sklearn.datasets import load_iris
from sklearn.ensemble import GradientBoostingRegressor, RandomForestClassifier
from sklearn.impute import SimpleImputer
from sklearn.linear_model import LinearRegression, LogisticRegression
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import Binarizer, Normalizer, OneHotEncoder, StandardScaler
from sklearn.svm import SVC, SVR

FOLDER = os.path.join(os.path.dirname(os.path.abspath(__file__)), "learning")
ROWS = 4
TYPES = {"float32": "fp32", "object": "string"}


def computed(path, feeds):
    """The types and extents of all tensors; dictionaries have none."""
    model = onnx.load(path)
    names = [name for node in model.graph.node for name in node.output
             if name and node.op_type != "ZipMap"]
    del model.graph.output[:]
    model.graph.output.extend(onnx.ValueInfoProto(name=name) for name in names)
    session = onnxruntime.InferenceSession(model.SerializeToString(),
                                           providers=["CPUExecutionProvider"])
    return {name: [TYPES.get(str(value.dtype), str(value.dtype)), *value.shape]
            for name, value in zip(names, session.run(None, feeds))}


def main():
    rows, kinds = load_iris(return_X_y=True)
    rows = rows.astype(numpy.float32)
    names = numpy.array(["setosa", "versicolor", "virginica"])[kinds]
    colours = numpy.array([["red"], ["green"], ["blue"]] * 2, dtype=object)
    models = {
        "forest": make_pipeline(StandardScaler(), RandomForestClassifier(3, max_depth=2,
                                                                         random_state=0)),
        "logistic": make_pipeline(Normalizer(), LogisticRegression()),
        "boosting": GradientBoostingRegressor(n_estimators=2, max_depth=2, random_state=0),
        "support": make_pipeline(SimpleImputer(), Binarizer(threshold=2.0), SVR(max_iter=3)),
        "linear": LinearRegression(),
    }
    expected = {}
    for name, model in models.items():
        made = to_onnx(model.fit(rows, names if name in ("forest", "logistic") else kinds),
                       rows[:1])
        expected[name] = (made, {"X": rows[:ROWS]})
    encoder = OneHotEncoder(sparse_output=False).fit(colours)
    made = to_onnx(encoder, initial_types=[("X", StringTensorType([None, 1]))])
    expected["colours"] = (made, {"X": colours[:ROWS]})
    lines = []
    for name, (made, feeds) in expected.items():
        path = os.path.join(FOLDER, name + ".onnx")
        onnx.save_model(made, path)
        lines.append(f'"{name}": ' + json.dumps(computed(path, feeds)))
    with open(os.path.join(FOLDER, "expected.json"), "w") as file:
        file.write("{\n  " + ",\n  ".join(lines) + "\n}\n")


main()
