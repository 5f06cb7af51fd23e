import Foundation
import Testing

/// Files that are written: whole, never in place of a device, with one message where that fails.
@Suite struct OutputFileTests {
  private func plan(_ output: String, in folder: Folder) throws -> Tool.Outcome {
    try Tool.run(
      "plan",
      "--strategy",
      "mace",
      "--model",
      "resnet18",
      "--device",
      "snapdragon-855",
      "-o",
      output,
      in: folder
    )
  }

  @Test func namesMayBeOneLetter() throws {
    let folder = try Folder()
    let task = [
      "--model", Tool.corpus.path + "/graphs/chain.graph.json",
      "--device", Tool.corpus.path + "/devices/pair.yaml",
    ]
    let made = try Tool.run(
      Tool.executable(),
      ["plan", "--strategy", "heft", "-o", "p"] + task,
      in: folder
    )
    #expect(made.status == 0, "\(made.complaint)")
    let run = try Tool.run(Tool.executable(), ["report", "p", "-o", "r"], in: folder)
    #expect(run.status == 0, "\(run.complaint)")
    let table = Data("model,processor,latency_us\nalexnet,cpu,60000\n".utf8)
    _ = try folder.write("c", table)
    let calibrated = try Tool.run("calibrate", "c", "--device", "kirin-990", "-o", "d", in: folder)
    #expect(calibrated.status == 0, "\(calibrated.complaint)")
  }

  @Test(arguments: [
    ("nowhere/plan.json", "there is no folder nowhere; make it first"),
    ("file/plan.json", "file is no folder"), (".", "it is a folder; name a file in it"),
    ("", "the name is empty"),
  ])
  func theReasonAndTheCureAreTold(_ output: String, _ reason: String) throws {
    let folder = try Folder()
    try folder.write("file", "kept")
    let run = try plan(output, in: folder)
    #expect(run.status == 66)
    #expect(run.complaint.contains("cannot be written: "), "\(run.complaint)")
    #expect(run.complaint.contains(reason), "\(run.complaint)")
    #expect(try folder.files() == ["file"])
  }

  @Test func aLinkIsFollowedAndStays() throws {
    let folder = try Folder()
    try folder.write("real.json", "old")
    try FileManager.default.createSymbolicLink(
      atPath: folder.path("link.json"),
      withDestinationPath: "real.json"
    )
    #expect(try plan("link.json", in: folder).status == 0)
    let target = try FileManager.default.destinationOfSymbolicLink(atPath: folder.path("link.json"))
    #expect(target == "real.json")
    #expect(
      String(decoding: try folder.data("real.json"), as: UTF8.self).contains("pitfall.plan/1")
    )
  }

  @Test func aDeviceIsWrittenToAndNotReplaced() throws {
    let folder = try Folder()
    try FileManager.default.createSymbolicLink(
      atPath: folder.path("null"),
      withDestinationPath: "/dev/null"
    )
    #expect(try plan("null", in: folder).status == 0)
    let type =
      try FileManager.default.attributesOfItem(atPath: "/dev/null")[.type] as? FileAttributeType
    #expect(type == .typeCharacterSpecial)
    #expect(try folder.files() == ["null"])
  }

  @Test(
    arguments: [
      ["simulate", "plan.json", "--trace", "plan.json"],
      ["report", "plan.json", "-o", "./plan.json"],
      ["verify", "plan.json", "--also", "html=link.json"],
      ["export", "plan.json", "--onnx", "-o", "plan.json"],
    ]
  )
  func theInputIsNotReplacedBySomethingElse(_ arguments: [String]) throws {
    let folder = try Folder()
    let text = "{ \"format\": \"pitfall.plan/1\" }"
    try folder.write("plan.json", text)
    try FileManager.default.createSymbolicLink(
      atPath: folder.path("link.json"),
      withDestinationPath: "plan.json"
    )
    let run = try Tool.run(try Tool.executable(), arguments, in: folder)
    #expect(run.status == 64)
    #expect(run.complaint.contains("would replace the input"), "\(run.complaint)")
    #expect(String(decoding: try folder.data("plan.json"), as: UTF8.self) == text)
  }

  @Test(.enabled(if: FileManager.default.fileExists(atPath: "/dev/full")))
  func whatStandardOutputDoesNotTakeIsNoSuccess() throws {
    let shell = URL(fileURLWithPath: "/bin/sh")
    let program = try Tool.executable().path
    let run = try Tool.run(shell, ["-c", "exec \"$0\" list operators > /dev/full", program])
    #expect(run.status == 66)
    #expect(run.complaint.contains("standard output: cannot be written: no space is left"))
  }
}
