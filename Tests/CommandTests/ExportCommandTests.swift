import Foundation
import Testing

/// Models and graphs written for other tools.
@Suite struct ExportCommandTests {
  /// A bundled model, and a plan of it, give one model, which is read again as what it was.
  @Test func aModelAndItsPlanAreWritten() throws {
    let folder = try Folder()
    #expect(
      try Tool.run("export", "squeezenet1_1", "--onnx", "-o", "s.onnx", in: folder).status == 0
    )
    let plan = try Tool.run(
      "plan",
      "--strategy",
      "single:processor=cpu",
      "--model",
      "squeezenet1_1",
      "--device",
      "snapdragon-855",
      "-o",
      "plan.json",
      in: folder
    )
    #expect(plan.status == 0)
    #expect(try Tool.run("export", "plan.json", "--onnx", "-o", "p.onnx", in: folder).status == 0)
    #expect(try folder.data("s.onnx") == folder.data("p.onnx"))
    let first = try Tool.run("inspect", "squeezenet1_1", "--format", "json").json()
    let second = try Tool.run("inspect", "s.onnx", "--format", "json", in: folder).json()
    #expect(first["multiply_accumulates"] as? Int == second["multiply_accumulates"] as? Int)
    #expect(first["parameters"] as? Int == second["parameters"] as? Int)
  }

  @Test func whatIsNoModelIsNamed() throws {
    let folder = try Folder()
    try folder.write("g.json", "{\"format\": \"pitfall.graph/1\"}")
    let run = try Tool.run("export", "g.json", "--onnx", in: folder)
    #expect(run.status == 65)
    #expect(run.complaint.contains("g.json"))
    #expect(try Tool.run("export", "nowhere", "--onnx").status == 66)
    #expect(try Tool.run("export", "resnet18").status == 64)
  }

  /// Every family and every bundled model has a row; the same seed gives the same table.
  @Test func statisticsShowFamiliesAndRealModels() throws {
    let run = try Tool.run("generate", "--statistics", "--count", "20", "--json")
    #expect(run.status == 0)
    let rows = try #require(try run.json()["rows"] as? [[String: any Sendable]])
    #expect(rows.count > 25)
    let real = try #require(rows.last)
    #expect(real["name"] as? String == "all models")
    #expect(real["graphs"] as? Int == rows.count - 12)
    let text = try Tool.run("generate", "--statistics", "--count", "20").text
    #expect(text.contains("u-net") && text.contains("model resnet50"))
    let timed = try Tool.run("generate", "--count", "30", "--operators", "50")
    #expect(timed.text.hasPrefix("30 models, "))
    #expect(timed.complaint.contains("models a second"))
  }

  /// The same seed gives the same models, one family after the other.
  @Test func generatedModelsAreTheSameForASeed() throws {
    let folder = try Folder()
    for name in ["a", "b"] {
      let run = try Tool.run("generate", "--count", "12", "--seed", "3", "-o", name, in: folder)
      #expect(run.status == 0)
    }
    let files = try FileManager.default.contentsOfDirectory(atPath: folder.url.path + "/a").sorted()
    #expect(files.count == 12)
    for file in files {
      #expect(try folder.data("a/" + file) == folder.data("b/" + file))
      #expect(try Tool.run("inspect", "a/" + file, in: folder).status == 0)
    }
    #expect(try Tool.run("generate", "--count", "0", "-o", "c", in: folder).status == 64)
    #expect(try Tool.run("generate", "--onnx", in: folder).status == 64)
  }
}
