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

  /// Lines that no study writes, which count as nothing found.
  private static let impossible = [UInt64.max, 1 << 63, 0]
    .map { number in
      "{\"piece\":\(number),\"outcomes\":[{\"counts\":["
        + Array(repeating: "\(number)", count: 10).joined(separator: ",")
        + "],\"best\":\"cpu\",\"changed\":false}]}"
    }

  /// Notes that end in the middle of a line: what is whole is taken, the rest is found again.
  @Test func goesOnWhereItWas() throws {
    let folder = try Folder()
    let words = Self.small + ["--jobs", "1", "--out", "study"]
    let notes = folder.url.appendingPathComponent("study/unfinished.jsonl")
    // A folder where a result should go stops the study when all is found.
    let page = folder.url.appendingPathComponent("study/index.html")
    try FileManager.default.createDirectory(at: page, withIntermediateDirectories: true)
    let stopped = try Tool.run(Tool.executable(), words, in: folder)
    #expect(stopped.status != 0)
    try FileManager.default.removeItem(at: page)
    let lines = try String(decoding: Data(contentsOf: notes), as: UTF8.self)
      .split(separator: "\n")
    #expect(lines.count == 1 + 2 + 2)
    // The first piece's strategy that has a plan is said to have none: a run that asked it again
    // would find a plan.
    var marked = lines.map(String.init)
    let start = try #require(marked[1].range(of: "[{"))
    let end = try #require(marked[1].range(of: "},"))
    marked[1].replaceSubrange(start.lowerBound..<end.upperBound, with: "[\"from the notes\",")
    let kept = [marked[0]] + Self.impossible + marked[1...].dropLast()
    let cut = kept.joined(separator: "\n") + "\n" + marked[4].prefix(20)
    try Data(cut.utf8).write(to: notes)
    let resumed = try Tool.run(Tool.executable(), words, in: folder)
    #expect(resumed.status == 0, "\(resumed.complaint)")
    #expect(resumed.complaint.contains("going on with what study/unfinished.jsonl holds"))
    func cells() throws -> [Substring] {
      try String(
        decoding: Data(contentsOf: folder.url.appendingPathComponent("study/cells.csv")),
        as: UTF8.self
      )
      .split(separator: "\n")
    }
    let known = try cells()
    #expect(known[1].hasSuffix("from the notes"))
    #expect(!FileManager.default.fileExists(atPath: notes.path))
    #expect(try Tool.run(Tool.executable(), words, in: folder).status == 0)
    let afresh = try cells()
    #expect(!afresh[1].hasSuffix("from the notes"))
    #expect(known.dropFirst(2) == afresh.dropFirst(2))
  }

  @Test func documentFollowsItsSchema() throws {
    let run = try Tool.run(Tool.executable(), Self.small + ["--format", "json"])
    let schema = try Schema("study")
    #expect(try schema.faults(of: Schema.value(of: run.output, "study")) == [])
    var broken = try run.json()
    broken["cells"] = nil
    broken["format"] = "pitfall.study/0"
    let bytes = try JSONSerialization.data(withJSONObject: broken)
    #expect(try schema.faults(of: Schema.value(of: bytes, "study")).count == 2)
  }

  /// '+' and ',' both lead to one more option, and '+' also joins what a value lists.
  @Test(
    arguments: [
      "mace,band:scheduler=lst,deadlines=20+30", "band:scheduler=lst+deadlines=20+30,mace",
    ]
  )
  func strategiesHaveOptions(_ list: String) throws {
    let run = try Tool.run(
      Tool.executable(),
      [
        "study", "--models", "alexnet", "--devices", "snapdragon-855", "--conditions", "calm",
        "--strategies", list, "--format", "csv",
      ]
    )
    #expect(run.status == 0, "\(run.complaint)")
    #expect(run.text.contains("\"band:scheduler=lst,deadlines=20+30\""))
    #expect(run.text.contains(",mace,"))
  }

  private static let mistakes: [(words: [String], status: Int32)] = [
    (["--models", "no-such-model"], 66), (["--devices", ","], 64),
    (["--strategies", "mace,mace"], 64), (["--strategies", "guess"], 64),
    (["--strategies", "step=1"], 64), (["--jobs", "0"], 64),
  ]

  @Test(arguments: mistakes)
  func badWordsAreNamed(_ words: [String], _ status: Int32) throws {
    let run = try Tool.run(Tool.executable(), ["study"] + words)
    #expect(run.status == status, "\(run.complaint)")
    #expect(run.complaint.hasPrefix("pitfall: "))
  }
}
