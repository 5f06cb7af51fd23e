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
import subprocess
import sys

import mnet

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


HEAD = "2026-11-21 09:00:00 [V:onnxruntime:, session_state.cc:1578 VerifyEachNodeIsAssignedToAnEp]"


def compiled_log(partitions, rest):
    """ONNX Runtime's lines where NNAPI has compiled partitions and the CPU runs single nodes."""
    provider = "NnapiExecutionProvider"
    lines = [HEAD + " Node placements",
             f"{HEAD}  Node(s) placed on [{provider}]. Number of nodes: {partitions}"]
    for number in range(partitions):
        kind = f"NNAPI_9054_{number + 1}"
        lines.append(f"{HEAD}   {kind} ({provider}_{kind}_{number})")
    lines.append(f"{HEAD}  Node(s) placed on [CPUExecutionProvider]. Number of nodes: {len(rest)}")
    lines += [f"{HEAD}   {kind} ({name})" for kind, name in rest]
    return "\n".join(lines) + "\n"


def onnx_log(operators, taken):
    """ONNX Runtime's lines for a placement; `taken` says what NNAPI runs."""
    lines = [HEAD + " Node placements"]
    for provider, wanted in (("NnapiExecutionProvider", True), ("CPUExecutionProvider", False)):
        own = [node for node in operators if taken(node) == wanted]
        lines.append(f"{HEAD}  Node(s) placed on [{provider}]. Number of nodes: {len(own)}")
        lines += [f"{HEAD}   {node['type']} ({node['name']})" for node in own]
    return "\n".join(lines) + "\n"


def write_fused(pitfall):
    """ResNet-50 as ONNX Runtime's optimiser leaves it: 33 convolutions are fused with the Relu that
    alone reads them, and NNAPI's provider knew no FusedConv."""
    graph = inspect(pitfall, "resnet50")
    readers = {}
    for node in graph["operators"]:
        for name in node["inputs"]:
            readers.setdefault(name, []).append(node["type"])
    rest = []
    for node in graph["operators"]:
        if node["type"] == "Conv" and readers.get(node["outputs"][0]) == ["Relu"]:
            rest.append(("FusedConv", node["name"]))
        elif node["type"] not in ("Conv", "Relu", "Add", "MaxPool"):
            rest.append((node["type"], node["name"]))
    (HERE / "onnxruntime-9054.log").write_text(compiled_log(17, rest))


def write_sources(pitfall):
    write_fused(pitfall)
    operators = inspect(pitfall, "mobilenet_v2")["operators"]
    known = {"Conv", "Add", "GlobalAveragePool", "Gemm", "Flatten"}
    (HERE / "onnxruntime-7859.log").write_text(
        onnx_log(operators, lambda node: node["type"] in known))

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

    _, graph = mnet.retinaface()
    (HERE / "mace-519.graph.json").write_text(json.dumps(graph, indent=1) + "\n")


CASES = [
    Case("onnxruntime-9054", "ONNX Runtime #9054: 53 of 87 nodes on NNAPI, 17 partitions",
         "A user's network ran considerably slower with NNAPI than without. 53 of its 87 nodes went "
         "to NNAPI, in 17 partitions; a maintainer answered that 17 partitions are not optimal.",
         "The user names neither network nor phone, but the issue lists the operators: Conv, "
         "FusedConv, Relu, Add, MaxPool and ReduceMean. ResNet-50 without its last product has 87 of "
         "these once ONNX Runtime has fused 33 convolutions with their Relu, and without the 33 "
         "FusedConv and the ReduceMean, which NNAPI's provider did not take, 53 remain, in 17 "
         "partitions: the same numbers. The plan is that placement of the bundled ResNet-50, on a "
         "phone of the time whose NNAPI driver gives floating point to the GPU.",
         "resnet50", "snapdragon-855", "onnxruntime-9054.log",
         maps=["NnapiExecutionProvider=gpu"]),
    Case("onnxruntime-7859", "ONNX Runtime #7859: 71,347 ms with NNAPI, 3,041 ms without",
         "Thirty runs took 71,347 ms with the NNAPI provider on a OnePlus Nord (Snapdragon 765G), and "
         "3,041 ms on the CPU: 2,378 and 101 ms a run.",
         "The issue shows the network's inputs (1×12×128×256 and small ones), not its operators. "
         "MobileNetV2 stands in, on the same chip: NNAPI, which gives floating point to the GPU, "
         "takes convolutions, sums and products, and the activations stay on the CPU, as those did "
         "that the provider did not know.",
         "mobilenet_v2", "snapdragon-765g", "onnxruntime-7859.log",
         maps=["NnapiExecutionProvider=gpu"],
         lesson="The loss is reproduced, its size is not: 23.5 times in the complaint. Seventy crossings "
         "and a GPU that is slow to start make six times of it; the rest cannot be told from the "
         "issue. A reference implementation behind NNAPI, or a compilation in each run, would look "
         "the same, and no placement shows either."),
    Case("tflite-28283", "TensorFlow Lite #28283: 48 ms with the GPU delegate, 31 ms without",
         "On a Pixel 3 XL a network took 48 ms with the GPU delegate and 31 ms on the CPU: the "
         "delegate refused operators in the middle, and the graph fell into many subgraphs.",
         "The network is not public. MediaPipe's selfie segmentation stands in, with a delegate of "
         "that year, which knew neither HARD_SWISH nor the newer LOGISTIC.",
         "selfie_segmentation.tflite", "snapdragon-855", "tflite-28283.log"),
    Case("mace-519", "MACE #519: three Softmax on the CPU take half of the run",
         "A face detector of 640×640 on MACE's GPU runtime: three Softmax fall back to the CPU and "
         "take 11.9 of 24.8 ms; on the CPU alone they take less than 0.2 ms.",
         "The network is insightface's RetinaFace on a MobileNet of a quarter's width "
         "(`mnet.py`): 43 convolutions with 945.7 million multiply-accumulates, as the issue counts. "
         "MACE's own rule plans it.",
         "mace-519.graph.json", "snapdragon-855", strategy="mace",
         lesson="Three Softmax without work of their own make the GPU stop, hand over, and wait three "
         "times, about 0.9 ms each on this device file; in the issue it is about 4 ms each, and the "
         "rest of the run is faster (12.9 ms of GPU time against about 24 ms here). So they take a tenth "
         "of the run here and half of it there. The GPU with this fallback is still the best single "
         "processor, as in the issue (24.8 against 39.5 ms on the CPU), so that the loss is none "
         "against one processor, but against a GPU that runs Softmax itself."),
    Case("litert-47", "LiteRT: 47 partitions because of operators that only unpack weights",
         "LiteRT's plug-in for Intel's NPU took 342 of 388 operators of MediaPipe's face detector, "
         "in 47 partitions. The 46 others are DENSIFY: they unpack sparse weights and compute "
         "nothing that depends on the input.",
         "This is the network itself, without its weights, and the log that LiteRT wrote.",
         "face_detection_full_range_sparse.tflite", "snapdragon-8-gen-2", "litert-47.log"),
]


def call(pitfall, *arguments, statuses=(0, 1, 2)):
    run = subprocess.run([pitfall, *arguments], cwd=HERE, capture_output=True, text=True)
    if run.returncode not in statuses:
        sys.exit(f"pitfall {' '.join(arguments)}: {run.stderr}")
    return run.stdout


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
                         f"{share['operators']} operators in {share['fragments']} fragment"
                         + ("s" if share["fragments"] != 1 else ""))
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
    call(pitfall, "report", plan, "--format", "svg", "-o", case.key + ".svg")
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
