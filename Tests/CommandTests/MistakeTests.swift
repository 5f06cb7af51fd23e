import Foundation
import Testing

/// What people mistype gets the nearest name, and the place where it stands.
@Suite struct MistakeTests {
  @Test(
    arguments: [
      ("verfy plan.json", "no command 'verfy'; did you mean 'verify'?"),
      ("nonsense", "no command 'nonsense'; there are inspect"),
      (
        "plan --strategy mce --model resnet18 --device snapdragon-855",
        "no strategy is named 'mce'; did you mean 'mace'?"
      ),
      (
        "plan --strategy single:procesor=gpu --model resnet18 --device snapdragon-855",
        "strategy 'single' has no option 'procesor'; did you mean 'processor'?"
      ),
      (
        "plan --strategy mace:target=gpu,target=dsp --model resnet18 --device snapdragon-855",
        "'dsp' is no value for 'target'; expected one value, not two"
      ),
      (
        "plan --strategy nn-stretch --model squeezenet1_1 --device snapdragon-855",
        "pitfall: strategy 'nn-stretch' has no plan for this model: "
      ),
      (
        "plan --strategy exhaustive --model resnet50 --device snapdragon-855",
        "pitfall: strategy 'exhaustive' has no plan: there are more than 100000 plans"
      ),
    ]
  )
  func theNearestNameIsTold(_ line: String, _ answer: String) throws {
    let run = try Tool.run(try Tool.executable(), line.split(separator: " ").map(String.init))
    #expect(run.status == 64)
    #expect(run.output.isEmpty)
    #expect(run.complaint.contains(answer), "\(run.complaint)")
    #expect(run.complaint.split(separator: "\n").count == 1)
  }

  @Test func aMissingModelIsNamedInFull() throws {
    let run = try Tool.run(
      "plan",
      "--strategy",
      "mace",
      "--model",
      "nowhere.onnx",
      "--device",
      "snapdragon-855"
    )
    #expect(run.status == 66)
    #expect(run.complaint.contains("nowhere.onnx: no such file"))
  }

  @Test(arguments: [("model", "../other/m.onnx", 2), ("device", "telephone", 3)])
  func whatAPlanNamesIsReportedWithItsPlace(_ what: String, _ name: String, _ line: Int) throws {
    let folder = try Folder()
    let plan = """
      { "format": "pitfall.plan/1",
        "model": "\(what == "model" ? name : "resnet18")",
        "device": "\(what == "device" ? name : "snapdragon-855")",
        "synchronization": "implicit", "steps": [] }
      """
    try folder.write("plan.json", plan)
    let run = try Tool.run("verify", "plan.json", in: folder)
    #expect(run.status == 66)
    #expect(run.complaint.contains("plan.json:\(line):"), "\(run.complaint)")
    #expect(run.complaint.contains("the plan's \(what) '\(name)'"), "\(run.complaint)")
    #expect(run.complaint.contains("--\(what)"))
    let export = try Tool.run("export", "plan.json", "--dot", in: folder)
    #expect(export.status == 66)
    #expect(export.complaint == run.complaint)
  }

  @Test(
    arguments: [
      (
        "import json\nprint(json.dumps({'id': 1, 'plan': {}}, indent=1), flush=True)", "is one line"
      ),
      ("import time\ntime.sleep(9)", "flushes its output"),
    ]
  )
  func programsThatAnswerTheirOwnWayAreTold(_ program: String, _ cure: String) throws {
    let folder = try Folder()
    try folder.write("strategy.py", program)
    let words = ["plan", "--model", "squeezenet1_1", "--device", "kirin-990"]
    let own = ["--strategy-command", "python3 strategy.py", "--strategy-timeout", "1s"]
    let run = try Tool.run(Tool.executable(), words + own, in: folder)
    #expect(run.status == 65)
    #expect(run.complaint.contains(cure), "\(run.complaint)")
    let empty = try Tool.run(Tool.executable(), words + ["--strategy-command", " "], in: folder)
    #expect(empty.status == 64)
  }

  @Test func operatorsThatAreNotKnownAreNamed() throws {
    let folder = try Folder()
    let seeds = Tool.corpus.deletingLastPathComponent().deletingLastPathComponent().path
    let run = try Tool.run(
      "plan",
      "--strategy",
      "single",
      "--model",
      seeds + "/Fuzz/ONNX/good-choice.onnx",
      "--device",
      "kirin-990",
      "-o",
      "p.json",
      in: folder
    )
    #expect(run.status == 0)
    #expect(run.complaint.contains("one operator is not known and counts no work"))
    #expect(run.complaint.contains("If"))
  }

  @Test func valuesOfDimensionsGoToTheModelsThatHaveThem() throws {
    let folder = try Folder()
    try folder.write("open.param", Self.open)
    func plan(_ models: String, _ dimensions: [String]) throws -> Tool.Outcome {
      let words = [
        "plan", "--strategy", "single", "--model", models, "--device", "snapdragon-855",
      ]
      return try Tool.run(
        try Tool.executable(),
        words + dimensions.flatMap { ["--dim", $0] },
        in: folder
      )
    }
    let run = try plan("open.param,squeezenet1_1", ["w=8", "h=8", "c=3"])
    #expect(run.status == 0, "\(run.complaint)")
    let other = try plan("resnet18,squeezenet1_1", ["batch=1"])
    #expect(other.status == 65)
    #expect(other.complaint.contains("no model has the symbolic dimension 'batch'"))
  }

  /// A network of ncnn whose input has no size.
  private static let open = """
    7767517
    2 2
    Input data 0 1 data
    ReLU relu 1 1 data out
    """
}
