"""Holds exported models against ONNX's checker and ONNX Runtime. See README.md.

    python check-exports.py PITFALL [--count N] [--seed S]

PITFALL is the built command. Generates N models, exports the bundled ones too, and for each runs
`onnx.checker` with full shape inference, makes an ONNX Runtime session, compares the shapes of the
outputs with the file's, and runs it on random inputs where its arithmetic is below a limit.
"""

import argparse
import pathlib
import subprocess
import sys
import tempfile

import numpy as np
import onnx
import onnxruntime as ort

TYPES = {"tensor(float)": np.float32, "tensor(float16)": np.float16, "tensor(int64)": np.int64,
         "tensor(int32)": np.int32, "tensor(uint8)": np.uint8, "tensor(bool)": bool}
LARGEST_RUN = 2 * 10 ** 9  # multiply-accumulates


def work(model):
    """A rough count of multiply-accumulates, from the declared shapes."""
    graph = onnx.shape_inference.infer_shapes(model).graph
    shapes = {value.name: [d.dim_value for d in value.type.tensor_type.shape.dim]
              for value in [*graph.value_info, *graph.input, *graph.output]}
    shapes.update({stored.name: list(stored.dims) for stored in graph.initializer})
    total = 0
    for node in graph.node:
        if node.op_type in ("Conv", "Gemm", "MatMul"):
            size = int(np.prod(shapes.get(node.output[0], [0])))
            weight = shapes.get(node.input[1], [1])
            depth = int(np.prod(weight[1:])) if node.op_type == "Conv" else weight[0]
            total += size * depth
    return total


def problem(path):
    """What is wrong with a model, or None, and whether it ran."""
    model = onnx.load(path)
    try:
        onnx.checker.check_model(model, full_check=True)
    except Exception as error:
        return f"checker: {error}", False
    options = ort.SessionOptions()
    options.log_severity_level = 4
    options.intra_op_num_threads = 1
    options.graph_optimization_level = ort.GraphOptimizationLevel.ORT_DISABLE_ALL
    try:
        session = ort.InferenceSession(str(path), options, providers=["CPUExecutionProvider"])
        if work(model) > LARGEST_RUN:
            return None, False
        rng = np.random.default_rng(0)
        feeds = {item.name: rng.uniform(-1, 1, item.shape).astype(TYPES[item.type])
                 for item in session.get_inputs()}
        results = session.run(None, feeds)
    except Exception as error:
        return f"onnxruntime: {error}", False
    for item, result in zip(session.get_outputs(), results):
        if list(result.shape) != item.shape or TYPES[item.type] != result.dtype:
            return f"{item.name} is {item.type}{item.shape}, computed {result.shape}", True
    return None, True


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("pitfall", type=pathlib.Path)
    parser.add_argument("--count", type=int, default=600)
    parser.add_argument("--seed", default="7")
    given = parser.parse_args()
    ort.set_default_logger_severity(4)
    with tempfile.TemporaryDirectory() as folder:
        subprocess.run([given.pitfall, "generate", "--count", str(given.count), "--seed",
                        given.seed, "-o", folder, "--onnx"], check=True, stdout=subprocess.DEVNULL)
        listed = subprocess.run([given.pitfall, "list", "models"], check=True, text=True,
                                stdout=subprocess.PIPE).stdout
        for line in listed.splitlines():
            name = line.split()[0] if line.split() else ""
            subprocess.run([given.pitfall, "export", name, "--onnx", "-o",
                            f"{folder}/bundled-{name}.onnx"], check=True)
        counts = {}
        for path in sorted(pathlib.Path(folder).glob("*.onnx")):
            family = path.stem.rsplit("-", 1)[0] if path.stem[-6:].isdigit() else "bundled"
            count = counts.setdefault(family, [0, 0, 0])
            count[0] += 1
            fault, ran = problem(path)
            count[1] += fault is None
            count[2] += ran
            if fault:
                print(f"{path.name}: {fault[:300]}")
    print(f"{'family':20}{'models':>8}{'accepted':>10}{'ran':>8}")
    for family, count in [*sorted(counts.items()), ("all", np.sum(list(counts.values()), axis=0))]:
        print(f"{family:20}{count[0]:8}{count[1]:10}{count[2]:8}")
    sys.exit(any(count[0] != count[1] for count in counts.values()))


if __name__ == "__main__":
    main()
