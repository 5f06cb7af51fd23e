import Foundation
import FoundationXML
import Testing

/// What commands write can be read by other tools, and is the same every time.
@Suite struct ReportTests {
  private static let plans = [
    "coverage-gap-of-one-channel", "support-rank", "ordering-write-while-read",
    "ordering-cycle-of-three-queues", "residency-halo-of-a-pool", "memory-two-branches-at-once",
    "memory-placements-overlap-by-one-byte", "profit-transfers",
  ]
  private static let usual = [
    "coverage", "support", "ordering", "residency", "memory", "profit",
  ]

  @Test(arguments: plans)
  func verdictsAreJSON(_ name: String) throws {
    let run = try Tool.run("verify", Tool.broken(name), "--format", "json")
    #expect(run.status == 1)
    let verdict = try run.json()
    #expect(verdict["format"] as? String == "pitfall.verdict/1")
    #expect(verdict["verdict"] as? String == "refuted")
    let findings = try #require(verdict["findings"] as? [[String: any Sendable]])
    #expect(findings.map { $0["obligation"] as? String } == Self.usual)
    let planted = String(name.prefix { $0 != "-" })
    let finding = try #require(findings.first { $0["obligation"] as? String == planted })
    #expect(finding["verdict"] as? String == "refuted")
    let evidence = try #require(finding["evidence"] as? [String: any Sendable])
    #expect(!evidence.isEmpty)
    for finding in findings {
      #expect((finding["message"] as? String)?.isEmpty == false)
      #expect(finding["steps"] is [String])
    }
  }

  @Test(arguments: plans)
  func markdownIsATable(_ name: String) throws {
    let run = try Tool.run("verify", Tool.broken(name), "--format", "markdown")
    #expect(run.status == 1)
    let rows = run.text.split(separator: "\n").filter { $0.hasPrefix("| `") }
    #expect(rows.count == Self.usual.count)
    for row in rows {
      let bars = row.replacing("\\|", with: "").count { $0 == "|" }
      #expect(bars == 4, "\(row)")
    }
    #expect(run.text.contains("**refuted**"))
  }

  @Test(arguments: ["text", "json", "markdown"])
  func verifyingTwiceIsTheSame(_ format: String) throws {
    for plan in Self.plans.map(Tool.broken) + [Tool.good("inception-apart")] {
      let first = try Tool.run("verify", plan, "--format", format)
      let second = try Tool.run("verify", plan, "--format", format)
      #expect(first.output == second.output, "\(plan)")
      #expect(first.status == second.status)
    }
  }

  /// A picture shows both runs, where the plan has one, below the page's headline.
  @Test(arguments: plans)
  func picturesAreXML(_ name: String) throws {
    let run = try Tool.run("report", Tool.broken(name), "--format", "svg")
    #expect(run.status == 0, "\(run.complaint)")
    let root = try XMLDocument(data: run.output).rootElement()
    #expect(root?.name == "svg")
    let shown = try root?.nodes(forXPath: "*/*/@aria-label")
      .compactMap { $0.stringValue?.prefix { $0 != ":" } }
    let bothRuns = ["From one latency to the other", "Timeline of The plan"]
    let isStuck = name == "ordering-cycle-of-three-queues"
    #expect(shown.map { Array($0.prefix(2)) } == (isStuck ? [] : bothRuns.map { $0[...] }))
  }

  @Test func noColourInPipes() throws {
    let run = try Tool.run("verify", Tool.broken("support-rank"))
    #expect(!run.text.contains("\u{1B}"))
  }

  @Test func onlyTheObligationsAskedForAreJudged() throws {
    let run = try Tool.run(
      "verify",
      Tool.broken("memory-breadth-first"),
      "--obligations",
      "support, memory",
      "--format",
      "json"
    )
    let findings = try #require(try run.json()["findings"] as? [[String: any Sendable]])
    #expect(findings.map { $0["obligation"] as? String } == ["support", "memory"])
  }

  @Test func deadlineIsExact() throws {
    let late = try Tool.run("verify", Tool.good("chain-serial"), "--deadline", "397002ns")
    #expect(late.status == 1, "\(late.text)")
    let inTime = try Tool.run("verify", Tool.good("chain-serial"), "--deadline", "397.003us")
    #expect(inTime.status == 0, "\(inTime.text)")
  }

  @Test func runsAreJSON() throws {
    let run = try Tool.run("simulate", Tool.good("chain-halves"), "--format", "json")
    #expect(run.status == 0, "\(run.complaint)")
    let report = try run.json()
    #expect(report["format"] as? String == "pitfall.run/1")
    #expect(report["peak_bytes"] is [String: any Sendable])
    #expect((report["steps"] as? [any Sendable])?.count == 9)
    let serial = try Tool.run("simulate", Tool.good("chain-serial"), "--format", "json").json()
    #expect((serial["latency_us"] as? NSNumber)?.doubleValue == 397.003)
    #expect((serial["peak_bytes"] as? [String: NSNumber])?["cpu"]?.intValue == 144_896)
  }

  @Test func tracesAreJSON() throws {
    let folder = try Folder()
    let run = try Tool.run(
      "simulate",
      Tool.good("inception-apart"),
      "--trace",
      "trace.json",
      in: folder
    )
    #expect(run.status == 0, "\(run.complaint)")
    let trace = try JSONSerialization.jsonObject(with: try folder.data("trace.json"))
    let events = try #require(
      (trace as? [String: any Sendable])?["traceEvents"] as? [[String: any Sendable]]
    )
    let operators = events.filter { $0["cat"] as? String == "operator" }
    #expect(operators.count == 6)
    let tracks = Set(events.filter { $0["ph"] as? String == "X" }.map { $0["tid"] as? Int })
    #expect(tracks.count == 7, "three processors and four links")
  }

  @Test func plansRoundTripThroughFiles() throws {
    let folder = try Folder()
    for name in ["graphs/residual.graph.json", "devices/pair.yaml"] {
      try folder.write("in/" + name, try Data(contentsOf: Tool.corpus.appendingPathComponent(name)))
    }
    try folder.write("out/keep", "")
    for strategy in ["mace", "heft", "single:processor=gpu"] {
      let made = try Tool.run(
        "plan",
        "--strategy",
        strategy,
        "--model",
        "in/graphs/residual.graph.json",
        "--device",
        "in/devices/pair.yaml",
        "-o",
        "out/p.json",
        in: folder
      )
      #expect(made.status == 0, "\(strategy): \(made.complaint)")
      // Neither the plan's folder nor the one in which it was made.
      let safety = "coverage,support,ordering,residency,memory"
      let verified = try Tool.run("verify", folder.path("out/p.json"), "--obligations", safety)
      #expect(verified.status == 0, "\(strategy): \(verified.everything)")
      let simulated = try Tool.run("simulate", folder.path("out/p.json"), "--format", "json")
      let direct = try Tool.run(
        "simulate",
        "--strategy",
        strategy,
        "--model",
        "in/graphs/residual.graph.json",
        "--device",
        "in/devices/pair.yaml",
        "--format",
        "json",
        in: folder
      )
      #expect(simulated.status == 0, "\(strategy): \(simulated.complaint)")
      let latencies = try [simulated, direct].map { try $0.json()["latency_us"] as? NSNumber }
      #expect(latencies[0] != nil && latencies[0] == latencies[1])
    }
  }

  @Test func plansGoToStandardOutput() throws {
    let run = try Tool.run(
      "plan",
      "--strategy",
      "heft",
      "--model",
      Tool.corpus.path + "/graphs/heads.graph.json",
      "--device",
      "kirin-990"
    )
    #expect(run.status == 0, "\(run.complaint)")
    let plan = try run.json()
    #expect(plan["format"] as? String == "pitfall.plan/1")
    #expect(plan["device"] as? String == "kirin-990")
  }
}
