import Foundation
import Testing

/// `pitfall study`, as its users run it.
@Suite struct StudyTests {
  private static let small = [
    "study", "--models", "alexnet", "--devices", "snapdragon-855", "--conditions",
    "calm,rendering", "--strategies", "mace,mulayer:predictor=operations+step=0.25,nn-stretch",
  ]

  @Test func writesAFolderWhateverTheJobs() throws {
    let folder = try Folder()
    var texts: [[Data]] = []
    for jobs in ["1", "3"] {
      let run = try Tool.run(
        Tool.executable(),
        Self.small + ["--jobs", jobs, "--out", "study-" + jobs],
        in: folder
      )
      #expect(run.status == 0, "\(run.complaint)")
      #expect(run.text.contains("WHICH STRATEGY WINS WHERE"))
      #expect(run.complaint.contains("settings: 2 of 2"))
      texts.append(
        try ["index.html", "study.md", "study.json", "cells.csv"]
          .map {
            try Data(contentsOf: folder.url.appendingPathComponent("study-\(jobs)/\($0)"))
          }
      )
    }
    #expect(texts[0] == texts[1])
    let csv = String(decoding: texts[0][3], as: UTF8.self)
    #expect(csv.split(separator: "\n").count == 1 + 2 * 3)
    #expect(csv.contains("mulayer:predictor=operations,step=0.25"))
    let page = String(decoding: texts[0][0], as: UTF8.self)
    #expect(page.contains("prefers-color-scheme:dark"))
    #expect(!page.contains("<script"))
  }

  @Test func documentFollowsItsSchema() throws {
    let run = try Tool.run(Tool.executable(), Self.small + ["--format", "json"])
    let path = Tool.corpus.appendingPathComponent("../../Specs/schemas/study.schema.json")
    let value = try JSONSerialization.jsonObject(with: try Data(contentsOf: path))
    let schema = try #require(value as? [String: any Sendable])
    let faults = Schema(root: schema).faults(of: try run.json(), schema, at: "")
    #expect(faults == [])
    var broken = try run.json()
    broken["cells"] = nil
    broken["format"] = "pitfall.study/0"
    #expect(Schema(root: schema).faults(of: broken, schema, at: "").count == 2)
  }

  private static let mistakes: [(words: [String], status: Int32)] = [
    (["--models", "no-such-model"], 66), (["--devices", ","], 64),
    (["--strategies", "mace,mace"], 64), (["--strategies", "guess"], 64), (["--jobs", "0"], 64),
  ]

  @Test(arguments: mistakes)
  func badWordsAreNamed(_ words: [String], _ status: Int32) throws {
    let run = try Tool.run(Tool.executable(), ["study"] + words)
    #expect(run.status == status, "\(run.complaint)")
    #expect(run.complaint.hasPrefix("pitfall: "))
  }
}

/// As much of JSON Schema as the project's schemas use.
private struct Schema {
  let root: [String: any Sendable]

  /// What a value breaks, with its place.
  func faults(of value: any Sendable, _ rule: [String: any Sendable], at place: String) -> [String]
  {
    if let name = rule["$ref"] as? String, let key = name.split(separator: "/").last,
      let all = root["$defs"] as? [String: any Sendable],
      let other = all[String(key)] as? [String: any Sendable]
    {
      return faults(of: value, other, at: place)
    }
    var faults: [String] = []
    if let only = rule["const"] as? String, value as? String != only {
      faults.append("\(place): not \(only)")
    }
    if let items = rule["items"] as? [String: any Sendable] {
      guard let list = value as? [any Sendable] else { return ["\(place): no list"] }
      for (position, item) in list.enumerated() {
        faults += self.faults(of: item, items, at: "\(place)[\(position)]")
      }
    }
    switch rule["type"] as? String {
    case "string": if !(value is String) { faults.append("\(place): no text") }
    case "number", "integer": if !(value is NSNumber) { faults.append("\(place): no number") }
    case "object": faults += members(of: value, rule, at: place)
    default: break
    }
    return faults
  }

  private func members(of value: any Sendable, _ rule: [String: any Sendable], at place: String)
    -> [String]
  {
    guard let object = value as? [String: any Sendable] else { return ["\(place): no object"] }
    let known = rule["properties"] as? [String: any Sendable] ?? [:]
    var faults = (rule["required"] as? [String] ?? []).filter { object[$0] == nil }
      .map { "\(place): \($0) is missing" }
    for (key, member) in object {
      guard let other = known[key] as? [String: any Sendable] else {
        faults.append("\(place): \(key) is unknown")
        continue
      }
      faults += self.faults(of: member, other, at: "\(place).\(key)")
    }
    return faults
  }
}
