import Foundation
import Testing

/// Every question is written as SMT-LIB 2, and other solvers answer it as `pitfall` did.
@Suite struct ScriptTests {
  private static let plans: [(folder: String, name: String)] = [
    ("good", "chain-halves"), ("good", "inception-in-turn"), ("good", "branches-arena"),
    ("good", "heavy-shared"), ("broken", "coverage-gap-of-one-channel"),
    ("broken", "support-rank"), ("broken", "ordering-use-before-copy"),
    ("broken", "ordering-cycle-of-three-queues"), ("broken", "residency-halo-without-dilation"),
    ("broken", "memory-one-byte-over"), ("broken", "memory-placements-of-two-queues"),
    ("broken", "profit-transfers"),
  ]

  @Test(arguments: ["z3", "cvc5"])
  func otherSolversAgree(_ name: String) throws {
    guard let solver = Tool.installed(name) else { return }
    for plan in Self.plans {
      let folder = try Folder()
      let run = try Tool.run(
        "verify",
        "\(Tool.corpus.path)/\(plan.folder)/\(plan.name).json",
        "--format",
        "json",
        "--smt2",
        folder.path("queries")
      )
      #expect(run.status < 2, "\(run.complaint)")
      let findings = try #require(try run.json()["findings"] as? [[String: any Sendable]])
      var verdicts: [String: String] = [:]
      for finding in findings {
        verdicts[finding["obligation"] as? String ?? ""] = finding["verdict"] as? String
      }
      let scripts = try FileManager.default.contentsOfDirectory(atPath: folder.path("queries"))
      for obligation in ["coverage", "support", "residency"] {
        #expect(scripts.contains(obligation + ".smt2"), "\(plan.name)")
      }
      for (obligation, verdict) in verdicts where verdict != "undecided" {
        let own = scripts.filter { $0.hasPrefix(obligation) }.sorted()
        #expect(!own.isEmpty, "\(plan.name): \(obligation)")
        let answers = try own.map { script in
          let answer = try Tool.run(solver, [folder.path("queries/" + script)])
          return Answer(script: script, text: answer.text)
        }
        for answer in answers {
          #expect(["sat\n", "unsat\n"].contains(answer.text), "\(plan.name) \(answer)")
        }
        let isBroken = answers.contains { $0.showsFault }
        #expect(isBroken == (verdict == "refuted"), "\(plan.name): \(obligation): \(answers)")
      }
    }
  }

  /// A solver's answer to one script.
  private struct Answer {
    let script: String
    let text: String

    /// Some questions ask for a breach, others whether everything can be kept at once.
    var showsFault: Bool {
      let asksForBreach = ["coverage", "residency", "memory", "ordering-races"]
        .contains { script.hasPrefix($0) }
      return text == (asksForBreach ? "sat\n" : "unsat\n")
    }
  }
}
