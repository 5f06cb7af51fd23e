#!/usr/bin/env python3
"""Imports what runtimes did in five known complaints, judges it, and writes the page about it.

    swift build -c release --product pitfall
    Examples/Complaints/make-complaints.py [--pitfall .build/release/pitfall]

Writes the placements that the issues describe (where their network is not public, for the nearest
bundled one), the plans that `pitfall import` makes of them, a picture of each plan's run beside the
single processor's, and README.md with the verdicts as the tool gives them.
"""
import argparse
import html
import json
import pathlib
import re
import subprocess
import sys

HERE = pathlib.Path(__file__).resolve().parent
HOME = HERE.parent.parent


class Case:
    def __init__(self, key, title, said, stand_in, model, device, source=None, kind=None,
                 maps=(), strategy=None, lesson=""):
        self.key, self.title, self.said, self.stand_in = key, title, said, stand_in
        self.model, self.device, self.source, self.kind = model, device, source, kind
        self.maps, self.strategy, self.lesson = maps, strategy, lesson


def inspect(pitfall, model):
    run = subprocess.run([pitfall, "inspect", model, "--format", "json"], cwd=HERE, check=True,
                         capture_output=True, text=True)
    return json.loads(run.stdout)["graph"]


def onnx_log(operators, taken):
    """ONNX Runtime's lines for a placement; `taken` says what NNAPI runs."""
    head = "2026-11-21 09:00:00 [V:onnxruntime:, session_state.cc:1578 VerifyEachNodeIsAssignedToAnEp]"
    lines = [head + " Node placements"]
    for provider, wanted in (("NnapiExecutionProvider", True), ("CPUExecutionProvider", False)):
        own = [node for index, node in enumerate(operators) if taken(index, node) == wanted]
        lines.append(f"{head}  Node(s) placed on [{provider}]. Number of nodes: {len(own)}")
        lines += [f"{head}   {node['type']} ({node['name']})" for node in own]
    return "\n".join(lines) + "\n"


def fragments(count, total, inside):
    """`inside` of `total` positions in `count` runs, as evenly spread as can be."""
    result = set()
    for run in range(count):
        begin = run * total // count
        size = (run + 1) * inside // count - run * inside // count
        result.update(range(begin, begin + size))
    return result


def write_sources(pitfall):
    operators = inspect(pitfall, "mobilenet_v2")["operators"]
    share = round(len(operators) * 53 / 87)
    chosen = fragments(17, len(operators), share)
    (HERE / "onnxruntime-9054.log").write_text(
        onnx_log(operators, lambda index, node: index in chosen))

    operators = inspect(pitfall, "fast_style")["operators"]
    refused = {"Reshape", "Slice", "Transpose", "Cast", "Concat", "Pad", "InstanceNormalization"}
    (HERE / "onnxruntime-7859.log").write_text(
        onnx_log(operators, lambda index, node: node["type"] not in refused))

    model = inspect(pitfall, str(HERE / "selfie_segmentation.tflite"))
    del model
    counts = json.loads(subprocess.run(
        [pitfall, "inspect", str(HERE / "selfie_segmentation.tflite"), "--format", "json"],
        check=True, capture_output=True, text=True).stdout)["operators"]
    total = sum(counts.values())
    refused = {"HARD_SWISH": counts["HARD_SWISH"], "LOGISTIC": counts["LOGISTIC"],
               "Convolution2DTransposeBias": counts["Convolution2DTransposeBias"]}
    taken = total - refused["HARD_SWISH"] - refused["LOGISTIC"]
    (HERE / "tflite-28283.log").write_text(
        "INFO: Created TensorFlow Lite delegate for GPU.\n"
        "ERROR: Following operations are not supported by GPU delegate:\n"
        "HARD_SWISH: Operation is not supported.\n"
        "LOGISTIC: Max version supported: 1. Requested version 2.\n"
        f"{taken} operations will run on the GPU, and the remaining {total - taken} operations "
        "will run on the CPU.\n"
        f"INFO: Replacing {taken} out of {total} node(s) with delegate (TfLiteGpuDelegateV2) "
        "node.\n")

    graph = json.loads((HOME / "Models" / "codl-retinaface.graph.json").read_text())
    graph["name"] = "mace-519"
    shapes = {tensor["name"]: tensor for tensor in graph["tensors"]}
    for number in (82, 83, 84):
        source = f"Conv_{number}_out"
        _, channels, height, width = shapes[source]["shape"]
        rows, flat, out = channels // 2 * height * width, f"scores_{number}", f"odds_{number}"
        graph["tensors"] += [
            {"name": flat, "type": "fp32", "shape": [1, rows, 2]},
            {"name": out, "type": "fp32", "shape": [1, rows, 2]}]
        graph["operators"] += [
            {"name": f"Reshape_{number}", "type": "Reshape", "inputs": [source],
             "outputs": [flat], "attributes": {"shape": [1, rows, 2]}},
            {"name": f"Softmax_{number}", "type": "Softmax", "inputs": [flat], "outputs": [out],
             "attributes": {"axis": 2}}]
        graph["outputs"] = [out if name == source else name for name in graph["outputs"]]
    (HERE / "mace-519.graph.json").write_text(json.dumps(graph, indent=1) + "\n")


CASES = [
    Case("onnxruntime-9054", "ONNX Runtime #9054: 53 of 87 nodes on NNAPI, 17 partitions",
         "A user's network ran slower with NNAPI than without. 53 of its 87 nodes went to NNAPI, in "
         "17 partitions; a maintainer answered that 17 partitions are not optimal.",
         "The network is not public. MobileNetV2 stands in: the same share of its operators, in 17 "
         "partitions of equal size.",
         "mobilenet_v2", "snapdragon-888", "onnxruntime-9054.log"),
    Case("onnxruntime-7859", "ONNX Runtime #7859: 71,347 ms with NNAPI, 3,041 ms without",
         "The same session took 71,347 ms with the NNAPI provider and 3,041 ms on the CPU.",
         "The network is not public. The bundled style transfer network stands in: NNAPI takes the "
         "convolutions and what is computed element by element, everything else stays.",
         "fast_style", "snapdragon-888", "onnxruntime-7859.log",
         lesson="This complaint is not reproduced. The plan is refused, because the backend does not run "
         "what it is given; were it accepted, the NPU of the device file would be fast enough for 61 "
         "changes of processor. Crossings alone do not make a run 23 times as long: the rest of that "
         "complaint would be a reference implementation or a compilation in each run, which no "
         "placement shows."),
    Case("tflite-28283", "TensorFlow Lite #28283: 48 ms with the GPU delegate, 31 ms without",
         "On a Pixel 3 XL a network took 48 ms with the GPU delegate and 31 ms on the CPU: the "
         "delegate refused operators in the middle, and the graph fell into many subgraphs.",
         "The network is not public. MediaPipe's selfie segmentation stands in, with a delegate of "
         "that year, which knew neither HARD_SWISH nor the newer LOGISTIC.",
         "selfie_segmentation.tflite", "snapdragon-855", "tflite-28283.log"),
    Case("mace-519", "MACE #519: three Softmax on the CPU take half of the run",
         "A face detector of 640×640 on MACE's GPU runtime: three Softmax fall back to the CPU and "
         "take 11.9 of 24.8 ms; on the CPU alone they take less than 0.2 ms.",
         "The network is not public. CoDL's RetinaFace of the same input size stands in, with a "
         "Softmax behind the scores of its three largest levels, planned by MACE's own rule.",
         "mace-519.graph.json", "snapdragon-855", strategy="mace",
         lesson="As in the complaint, the GPU with its fallbacks still beats the CPU, so the plan is "
         "no pitfall; what the fallbacks cost is the transfer in the picture. This network computes "
         "so much more than the complaint's that they are a small share of it, not half."),
    Case("litert-47", "LiteRT: 47 partitions because of operators that only unpack weights",
         "LiteRT's plug-in for Intel's NPU took 342 of 388 operators of MediaPipe's face detector, "
         "in 47 partitions. The 46 others are DENSIFY: they unpack sparse weights and compute "
         "nothing that depends on the input.",
         "This is the network itself, without its weights, and the log that LiteRT wrote.",
         "face_detection_full_range_sparse.tflite", "snapdragon-888", "litert-47.log"),
]


def call(pitfall, *arguments, statuses=(0, 1, 2)):
    run = subprocess.run([pitfall, *arguments], cwd=HERE, capture_output=True, text=True)
    if run.returncode not in statuses:
        sys.exit(f"pitfall {' '.join(arguments)}: {run.stderr}")
    return run.stdout


def picture(page):
    """The latencies' difference and the plan's timeline, as one drawing with the page's style."""
    drawings = re.findall(r"<svg class=\"(?:chart|defs)[^>]*>.*?</svg>", page, re.S)
    wanted = ("From one latency", "Timeline of The plan")
    charts = [item for item in drawings if any(mark in item[:300] for mark in wanted)]
    if not charts:
        return None
    style = "".join(re.findall(r"<style>(.*?)</style>", page, re.S))
    patterns = "".join(re.findall(r"<defs>.*?</defs>", page, re.S))
    parts, top = [], 8
    for chart in charts:
        height = int(re.search(r'height="(\d+)"', chart).group(1))
        parts.append(chart.replace("<svg ", f'<svg y="{top}" ', 1))
        top += height + 16
    return (f'<svg xmlns="http://www.w3.org/2000/svg" width="1000" height="{top}">'
            f"<style><![CDATA[{style}]]></style>{patterns}{''.join(parts)}</svg>")


def section(pitfall, case):
    plan = case.key + ".plan.json"
    lines = [f"## {case.title}", "", case.said + " " + case.stand_in, ""]
    if case.strategy:
        commands = [["plan", "--strategy", case.strategy, "--model", case.model, "--device",
                     case.device, "-o", plan]]
        call(pitfall, *commands[0])
        report = None
    else:
        commands = [["import", case.source, "--model", case.model, "--device", case.device,
                     *sum((["--map", item] for item in case.maps), []), "-o", plan]]
        report = json.loads(call(pitfall, *commands[0], "--format", "json"))
    commands.append(["verify", plan])
    verdict = json.loads(call(pitfall, "verify", plan, "--format", "json"))
    lines += ["```sh"] + ["pitfall " + " ".join(command) for command in commands] + ["```", ""]
    if report:
        for share in report["shares"]:
            lines.append(f"- {share['target']} is the {share['processor']}: {share['nodes']} nodes, "
                         f"{share['operators']} operators in {share['fragments']} fragments")
        for count in report["counts"]:
            if len(count["stated"]) < 20:
                lines.append(f"- {count['quantity']}: the runtime says {count['stated']}, imported "
                             f"are {count['imported']}")
        for finding in report["findings"]:
            lines.append(f"- finding `{finding['kind']}`: {html.unescape(finding['message'])}")
        lines.append("")
    lines.append(f"Verdict: **{verdict['verdict']}**.")
    lines.append("")
    for finding in verdict["findings"]:
        if finding["verdict"] != "proved" or finding["obligation"] == "profit":
            lines.append(f"- `{finding['obligation']}` {finding['verdict']}: {finding['message']}")
    lines.append("")
    page = call(pitfall, "report", plan)
    drawing = picture(page)
    if drawing:
        (HERE / (case.key + ".svg")).write_text(drawing + "\n")
        lines += [f"![The plan's run beside the single processor's]({case.key}.svg)", ""]
    if case.lesson:
        lines += [case.lesson, ""]
    return lines


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--pitfall", default=str(HOME / ".build" / "release" / "pitfall"))
    pitfall = str(pathlib.Path(parser.parse_args().pitfall).resolve())
    write_sources(pitfall)
    lines = [
        "# Complaints as cases", "",
        "Five complaints about runtimes that divide a network over processors, each as a plan that "
        "can be judged again. Verdicts and numbers are what `make-complaints.py` got from the tool; "
        "times are the device file's, not the complaining user's phone.", ""]
    for case in CASES:
        print(case.key, file=sys.stderr)
        lines += section(pitfall, case)
    (HERE / "README.md").write_text("\n".join(lines).rstrip() + "\n")


main()
