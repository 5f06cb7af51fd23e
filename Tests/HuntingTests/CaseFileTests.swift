import Devices
import Documents
import Formats
import Foundation
import Graphs
import Plans
import Quantities
import Testing

/// Cases as files, and folders of them.
@Suite struct CaseFileTests {
  private func sample(cause: String = "transfer") throws -> StoredCase {
    StoredCase(
      claim: StoredCase.Claim(property: "profit", cause: cause, message: "it loses"),
      numbers: Loss(
        plan: Nanoseconds(187_001),
        best: Nanoseconds(100_000),
        rival: "cpu"
      ),
      graph: try Bench.pair(),
      device: try Bench.phone(),
      condition: .calm,
      plan: Plan(steps: [Bench.run(0, on: 0), Bench.run(1, on: 1)]),
      origin: StoredCase.Origin(
        strategy: "heft",
        command: nil,
        against: nil,
        seed: "seed1-0000000000000001",
        run: 3,
        family: "chain",
        choices: "replay1-AA",
        shrinking: "minimal after 3 cases"
      )
    )
  }

  private func problems(of text: String) throws -> [String] {
    do {
      _ = try Bench.storedCase(Array(text.utf8))
      return []
    } catch let problems as InputProblems {
      return problems.problems.map(\.description)
    }
  }

  @Test func aCaseSurvivesItsFile() throws {
    let item = try sample()
    #expect(try Bench.storedCase(JSONWriter.bytes(CaseFile.json(item))) == item)
  }

  @Test func timesAreExact() throws {
    let text = JSONWriter.text(CaseFile.json(try sample()))
    #expect(text.contains("\"plan_us\": 187.001"))
    #expect(text.contains("\"loss\": 1.870"))
  }

  @Test func theNameIsStableAndTellsWhatIsWrong() throws {
    #expect(CaseFile.name(of: try sample()) == CaseFile.name(of: try sample()))
    #expect(CaseFile.name(of: try sample()).hasPrefix("profit-transfer-"))
    #expect(CaseFile.name(of: try sample()) != CaseFile.name(of: try sample(cause: "launch")))
    #expect(CaseFile.name(of: try sample(cause: "../etc")).hasPrefix("profit----etc-"))
  }

  @Test(arguments: [
    ("\"format\": \"pitfall.case/1\"", "\"format\": \"pitfall.case/2\"", "case:2:"),
    ("\"cause\": \"transfer\"", "\"cause\": 3", "'cause' must be a text"),
    ("\"plan_us\": 187.001", "\"plan_us\": \"long\"", "must be a number of microseconds"),
    ("\"run\": 3", "\"run\": -3", "'run' is -3"),
    ("\"seed\":", "\"sede\":", "did you mean 'seed'"),
    ("\"operator\": \"b\"", "\"operator\": \"z\"", "'z'"),
  ])
  func faultsAreNamedWithTheirPlace(text: String, replacement: String, expected: String) throws {
    let good = JSONWriter.text(CaseFile.json(try sample()))
    let bad = good.replacingOccurrences(of: text, with: replacement)
    #expect(bad != good)
    let found = try problems(of: bad)
    #expect(found.contains { $0.hasPrefix("case:") && $0.contains(expected) }, "\(found)")
  }

  @Test func aFolderHoldsWholeFilesOnly() throws {
    let path = NSTemporaryDirectory() + "pitfall-cases-\(ProcessInfo.processInfo.processIdentifier)"
    defer { try? FileManager.default.removeItem(atPath: path) }
    let folder = CaseFolder(path: path)
    #expect(try folder.files.isEmpty)
    let item = try sample()
    try folder.write(item)
    try folder.write(item)
    #expect(try folder.files == [path + "/" + CaseFile.name(of: item)])
    #expect(try FileManager.default.contentsOfDirectory(atPath: path).count == 1)
    let half = path + "/." + CaseFile.name(of: item) + ".partial"
    try Data("{".utf8).write(to: URL(fileURLWithPath: half))
    #expect(try folder.files.count == 1)
    for _ in 1...2 { try folder.remove(CaseFile.name(of: item)) }
    #expect(try folder.files.isEmpty)
  }

  /// What is in the way is told, and nothing is left behind.
  @Test func aFolderSaysWhatIsInTheWay() throws {
    let number = ProcessInfo.processInfo.processIdentifier
    let path = NSTemporaryDirectory() + "pitfall-blocked-\(number)"
    defer { try? FileManager.default.removeItem(atPath: path) }
    let folder = CaseFolder(path: path)
    let item = try sample()
    let name = CaseFile.name(of: item)
    try FileManager.default.createDirectory(
      atPath: path + "/" + name,
      withIntermediateDirectories: true
    )
    for action in [{ try folder.write(item) }, { try folder.remove(name) }] {
      let fault = #expect(throws: InputFault.self) { try action() }
      guard case .unwritable(let file, _)? = fault else {
        Issue.record("\(String(describing: fault))")
        continue
      }
      #expect(file == path + "/" + name)
    }
    #expect(try FileManager.default.contentsOfDirectory(atPath: path) == [name])
  }
}
