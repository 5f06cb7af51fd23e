import Foundation
import Testing

/// Help, version, completions and lists.
@Suite struct HelpTests {
  @Test(arguments: ["inspect", "verify", "plan", "simulate", "list", "export", "generate", "study"])
  func helpShowsExamples(_ command: String) throws {
    let run = try Tool.run(command, "--help")
    #expect(run.status == 0)
    #expect(run.errors.isEmpty)
    #expect(run.text.contains("EXAMPLES"))
    #expect(run.text.contains("pitfall \(command) "))
    #expect(run.text.contains("USAGE: pitfall \(command)"))
  }

  /// A line that is broken goes on indented, so that examples can be copied.
  @Test(
    arguments: [
      [], ["inspect"], ["verify"], ["plan"], ["simulate"], ["repair"], ["improve"], ["report"],
      ["study"], ["fuzz"], ["replay"], ["corpus", "merge"], ["import"], ["calibrate"], ["export"],
      ["generate"], ["list"],
    ]
  )
  func sectionsStayIndented(_ command: [String]) throws {
    let run = try Tool.run(try Tool.executable(), command + ["--help"])
    let text = try #require(run.text.components(separatedBy: "USAGE:").first)
    let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
    for (line, next) in zip(lines, lines.dropFirst()) where line.hasPrefix(" ") {
      #expect(next.isEmpty || next.hasPrefix(" "), "\(line)\n\(next)")
    }
    #expect(lines.allSatisfy { $0.count <= 80 })
  }

  @Test func rootHelpNamesCommandsAndStatuses() throws {
    let run = try Tool.run("--help")
    #expect(run.status == 0)
    for word in ["inspect", "verify", "plan", "simulate", "list", "EXIT STATUS", "EXAMPLES"] {
      #expect(run.text.contains(word), "\(word)")
    }
    #expect(try Tool.run().everything.contains("USAGE: pitfall"))
  }

  @Test func verifyHelpExplainsEveryObligation() throws {
    let text = try Tool.run("verify", "--help").text
    for obligation in [
      "coverage", "support", "ordering", "residency", "memory", "deadline", "profit",
    ] {
      #expect(text.contains("  \(obligation): "), "\(obligation)")
    }
  }

  @Test func versionIsShown() throws {
    let run = try Tool.run("--version")
    #expect(run.status == 0)
    #expect(run.text.contains("."))
  }

  @Test(arguments: ["bash", "zsh", "fish"])
  func completionsAreMade(_ shell: String) throws {
    let run = try Tool.run("--generate-completion-script", shell)
    #expect(run.status == 0)
    for word in ["verify", "simulate", "obligations", "devices"] {
      #expect(run.text.contains(word), "\(word)")
    }
  }

  @Test func bashCompletionIsValid() throws {
    guard let bash = Tool.installed("bash") else { return }
    let folder = try Folder()
    let path = try folder.write(
      "completion.bash",
      try Tool.run("--generate-completion-script", "bash").output
    )
    #expect(try Tool.run(bash, ["-n", path]).status == 0)
  }

  @Test(arguments: [
    ("devices", "snapdragon-855"), ("backends", "mace-gpu"), ("conditions", "throttled-gpu"),
    ("strategies", "heft"), ("operators", "Conv"), ("models", "resnet50"),
  ])
  func listsAreShown(_ kind: String, _ entry: String) throws {
    let run = try Tool.run("list", kind)
    #expect(run.status == 0, "\(run.complaint)")
    let first = run.text.split(separator: "\n").compactMap { $0.split(separator: " ").first }
    #expect(first.contains { $0 == entry })
    #expect(run.text.split(separator: "\n").allSatisfy { $0.count <= 100 && $0.last != " " })
  }
}
