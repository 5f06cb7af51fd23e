import Foundation
import Testing

/// The options of `report`, one by one.
@Suite struct ReportOptionTests {
  /// A folder with two cases of a short hunt.
  private func hunted() throws -> (folder: Folder, cases: [String]) {
    let folder = try Folder()
    let hunt = try Tool.run(
      "fuzz",
      "--strategy",
      "heft",
      "--runs",
      "16",
      "--shrink-runs",
      "40",
      "--no-boxes",
      "--corpus",
      "cases",
      in: folder
    )
    #expect(hunt.status == 1, "\(hunt.complaint)")
    let names = try FileManager.default.contentsOfDirectory(atPath: folder.path("cases"))
    return (folder, names.sorted())
  }

  private static let signs = [
    ("html", "<!DOCTYPE html>"), ("markdown", "### "), ("json", "\"pitfall.report/1\""),
    ("csv", "run,subject,step,queue"), ("sarif", "\"2.1.0\""), ("junit", "<testsuites"),
    ("trace", "\"traceEvents\""), ("dot", "digraph"),
  ]

  @Test(arguments: signs)
  func formatsOfPlans(_ format: String, _ sign: String) throws {
    let folder = try Folder()
    let plan = Tool.good("chain-halves")
    let printed = try Tool.run("report", plan, "--format", format, in: folder)
    #expect(printed.status == 0 && printed.complaint.isEmpty, "\(printed.complaint)")
    #expect(printed.text.contains(sign))
    let written = try Tool.run("report", plan, "--format", format, "-o", "file", in: folder)
    // The page tells how it was made, and that is the same.
    #expect(written.status == 0 && written.output.isEmpty, "\(written.complaint)")
    #expect(try folder.data("file") == printed.output)
  }

  @Test func formatsOfFolders() throws {
    let (folder, cases) = try hunted()
    for (format, sign) in [
      ("html", "<!DOCTYPE html>"), ("markdown", "###"), ("json", "\"pitfall.corpus/1\""),
      ("csv", "result,file,strategy"), ("sarif", "\"2.1.0\""), ("junit", "<testsuites"),
    ] {
      let run = try Tool.run("report", "cases", "--format", format, in: folder)
      #expect(run.status == 0, "\(format): \(run.complaint)")
      #expect(run.text.contains(sign), "\(format)")
      let again = try Tool.run("report", "cases", "--format", format, in: folder)
      #expect(again.output == run.output, "\(format)")
    }
    for format in ["trace", "dot"] {
      let run = try Tool.run("report", "cases", "--format", format, in: folder)
      #expect(run.status == 64, "\(format): \(run.everything)")
    }
    let pages = try Tool.run("report", "cases", "-o", "pages", in: folder)
    #expect(pages.status == 0, "\(pages.complaint)")
    let written = try FileManager.default.contentsOfDirectory(atPath: folder.path("pages"))
    #expect(written.count == cases.count + 1 && written.contains("index.html"))
    let index = String(decoding: try folder.data("pages/index.html"), as: UTF8.self)
    for name in cases { #expect(index.contains(name.replacing(".json", with: ".html"))) }
  }

  @Test func baselinesAreFoldersAndReports() throws {
    let (folder, cases) = try hunted()
    let report = try Tool.run("report", "cases", "--format", "json", in: folder)
    try folder.write("baseline.json", report.output)
    for baseline in ["baseline.json", "cases"] {
      let run = try Tool.run(
        "report",
        "cases",
        "--baseline",
        baseline,
        "--format",
        "csv",
        in: folder
      )
      #expect(run.status == 0, "\(run.complaint)")
      let rows = run.text.split(whereSeparator: \.isNewline).dropFirst()
      #expect(rows.count == cases.count, "\(run.text)")
      #expect(rows.allSatisfy { $0.hasPrefix("still failing,") }, "\(run.text)")
    }
    for (option, status) in [("nowhere.json", Int32(66)), ("cases/../../no-such-report", 66)] {
      let run = try Tool.run("report", "cases", "--baseline", option, in: folder)
      #expect(run.status == status, "\(run.complaint)")
    }
    let broken = try folder.write("broken.json", "{\"format\":\"pitfall.corpus/1\",\"cases\":[3]}")
    let run = try Tool.run("report", "cases", "--baseline", broken, in: folder)
    #expect(run.status == 65 && run.complaint.contains("broken.json:1:"), "\(run.complaint)")
    let plan = try Tool.run("report", Tool.good("chain-halves"), "--baseline", "cases", in: folder)
    #expect(plan.status == 64)
  }

  @Test func tracesAndQueriesBesideThePage() throws {
    let folder = try Folder()
    let run = try Tool.run(
      "report",
      Tool.broken("memory-one-byte-over"),
      "-o",
      "page.html",
      "--trace",
      "both.json",
      "--smt2",
      "queries",
      in: folder
    )
    #expect(run.status == 0, "\(run.complaint)")
    #expect(String(decoding: try folder.data("both.json"), as: UTF8.self).contains("traceEvents"))
    let queries = try FileManager.default.contentsOfDirectory(atPath: folder.path("queries"))
    #expect(queries.contains { $0.hasSuffix(".smt2") })
    let alone = try Tool.run(
      "report",
      Tool.broken("memory-one-byte-over"),
      "--format",
      "trace",
      in: folder
    )
    #expect(try folder.data("both.json") == alone.output)
  }

  /// A plan that loses is explained by itself, and more thoroughly where that is asked for.
  @Test func lossesAreExplained() throws {
    let words = [
      "report", "--strategy", "single:processor=gpu", "--model",
      Tool.corpus.path + "/graphs/residual.graph.json", "--device", "kirin-990",
    ]
    for more in [[], ["--explain-profit"]] {
      let run = try Tool.run(Tool.executable(), words + more)
      #expect(run.status == 0, "\(run.complaint)")
      #expect(run.text.contains("id=\"avoidance\""))
    }
  }

  @Test(arguments: [
    ("", 65, "1:1"), ("[]", 65, "1:1"), ("{\"format\": \"pitfall.plan/9\"}", 65, "pitfall.plan/1"),
    ("{\"format\": \"pitfall.case/1\"}", 65, "claim"),
    ("{\"format\": \"pitfall.plan/1\",", 65, "1:"),
    ("\u{0}\u{1}", 65, "1:1"),
  ])
  func badInputs(text: String, status: Int, part: String) throws {
    let folder = try Folder()
    let path = try folder.write("in/bad.json", text)
    let single = try Tool.run("report", path, "-o", "page.html", in: folder)
    #expect(single.status == Int32(status), "\(single.complaint)")
    #expect(single.complaint.contains("bad.json") && single.complaint.contains(part))
    #expect(try !folder.files().contains("page.html"))
    let all = try Tool.run("report", "in", in: folder)
    #expect(all.status == Int32(status), "\(all.complaint)")
  }

  @Test func missingInputsAndPlaces() throws {
    let folder = try Folder()
    let missing = try Tool.run("report", "nowhere.json", in: folder)
    #expect(missing.status == 66)
    try FileManager.default.createDirectory(
      atPath: folder.path("empty"),
      withIntermediateDirectories: true
    )
    let empty = try Tool.run("report", "empty", in: folder)
    #expect(empty.status == 66, "\(empty.complaint)")
    try folder.write("file", "x")
    let plan = Tool.good("chain-halves")
    let unwritable = try Tool.run("report", plan, "-o", "file/page.html", in: folder)
    #expect(unwritable.status == 66 || unwritable.status == 65, "\(unwritable.everything)")
    #expect(unwritable.complaint.contains("file/page.html"))
    let unknown = try Tool.run("report", plan, "--format", "pdf", in: folder)
    #expect(unknown.status == 64)
    #expect(try Tool.run("report", in: folder).status == 64)
  }
}
