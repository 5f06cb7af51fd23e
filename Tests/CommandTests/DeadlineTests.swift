import Foundation
import Testing

/// `--deadline` means the same to every command that has it.
@Suite struct DeadlineTests {
  private static let plan = Tool.good("chain-serial")

  /// A run that just meets its own latency misses a time that is a nanosecond shorter.
  @Test func aRunSaysWhetherItIsDoneInTime() throws {
    let run = try Tool.run("simulate", Self.plan, "--format", "json")
    let latency = try #require(run.json()["latency_us"] as? Double)
    let nanoseconds = Int((latency * 1_000).rounded())
    let schema = try Schema("run")
    for (time, isMet) in [(nanoseconds, true), (nanoseconds - 1, false)] {
      let words = ["simulate", Self.plan, "--deadline", "\(time)ns"]
      let judged = try Tool.run(Tool.executable(), words + ["--format", "json"])
      #expect(judged.status == 0)
      #expect(try schema.faults(of: Schema.value(of: judged.output, "run")) == [])
      let answer = try #require(judged.json()["deadline"] as? [String: Any])
      #expect(answer["met"] as? Bool == isMet)
      #expect((answer["late_us"] as? NSNumber)?.doubleValue == (isMet ? 0 : 0.001))
      let text = try Tool.run(Tool.executable(), words)
      #expect(text.text.contains(isMet ? "met, 0 ns to spare" : "missed by 1 ns"), "\(text.text)")
      // The condition is exact, so that the run and the obligation agree.
      let verdict = try Tool.run(
        "verify",
        Self.plan,
        "--obligations",
        "deadline",
        "--deadline",
        "\(time)ns"
      )
      #expect(verdict.status == (isMet ? 0 : 1), "\(verdict.text)")
    }
  }

  /// Band's scheduler for deadlines plans for the one that it is told.
  @Test(arguments: ["plan", "simulate"])
  func strategiesAreToldTheDeadline(_ command: String) throws {
    let words = [
      command, "--strategy", "band:scheduler=lst", "--model", "resnet18,mobilenet_v2", "--device",
      "snapdragon-855",
    ]
    let tight = try Tool.run(Tool.executable(), words + ["--deadline", "1ms"])
    #expect(tight.status == 0)
    #expect((tight.complaint + tight.text).contains("miss its deadline of 1 ms"))
    let ample = try Tool.run(Tool.executable(), words + ["--deadline", "10s"])
    #expect(ample.status == 0)
    #expect(!(ample.complaint + ample.text).contains("miss its deadline"))
  }

  @Test(arguments: ["plan", "simulate", "study"])
  func whatIsNoTimeIsRefused(_ command: String) throws {
    let words =
      command == "study"
      ? ["study", "--models", "alexnet"]
      : [command, "--strategy", "mace", "--model", "alexnet", "--device", "snapdragon-855"]
    let run = try Tool.run(Tool.executable(), words + ["--deadline", "soon"])
    #expect(run.status == 64)
    #expect(run.complaint.contains("write 33ms"))
  }

  @Test func aStudyCountsWhatIsDoneInTime() throws {
    let words = [
      "study", "--models", "alexnet", "--devices", "snapdragon-855", "--conditions", "calm",
      "--strategies", "mace,heft", "--deadline", "10s", "--format", "json",
    ]
    let run = try Tool.run(Tool.executable(), words)
    let schema = try Schema("study")
    #expect(try schema.faults(of: Schema.value(of: run.output, "study")) == [])
    let document = try run.json()
    #expect(document["deadline_us"] as? Int == 10_000_000)
    let findings = try #require(document["findings"] as? [[String: Any]])
    let section = findings.first { $0["question"] as? String == "What is done in time" }
    let found = try #require(section?["findings"] as? [String])
    #expect(found.count == 1)
    #expect(found.first?.contains("in time in 1 of 1 setting") == true)
  }
}
