import Foundation
import Testing

/// `verify --second-solver` asks another program every question.
@Suite struct SecondOpinionTests {
  private static let plan = Tool.good("chain-halves")

  @Test(arguments: ["z3", "cvc5"])
  func agreementIsSaid(_ name: String) throws {
    guard Tool.installed(name) != nil else { return }
    let run = try Tool.run("verify", Self.plan, "--second-solver", name)
    let alone = try Tool.run("verify", Self.plan)
    #expect(run.output == alone.output)
    #expect(run.status == alone.status)
    #expect(run.complaint.contains("pitfall: \(name) agrees on "))
  }

  @Test func contradictionIsADefect() throws {
    let folder = try Folder()
    let liar = try folder.write("bin/cvc5", "#!/bin/sh\ncat > /dev/null\necho unsat\n")
    try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: liar)
    let run = try Tool.run(
      "verify",
      Self.plan,
      "--second-solver",
      liar,
      "--smt2",
      folder.path("queries")
    )
    #expect(run.status == 70)
    #expect(run.output.isEmpty)
    #expect(run.complaint.contains("z3 says sat"))
    #expect(run.complaint.contains("says unsat"))
    #expect(run.complaint.contains(".smt2"))
  }

  @Test(arguments: [
    ("cvc6", Int32(64), "cvc5"), ("/nowhere/cvc5", 66, "/nowhere/cvc5"),
    ("z3", 66, "not installed"),
  ])
  func missingProgramIsSaid(_ name: String, _ status: Int32, _ passage: String) throws {
    let run = try Tool.run(
      "verify",
      Self.plan,
      "--second-solver",
      name,
      environment: ["PATH": "/nowhere"]
    )
    #expect(run.status == status)
    #expect(run.complaint.contains(passage))
    #expect(run.complaint.split(separator: "\n").count == 1)
  }
}
