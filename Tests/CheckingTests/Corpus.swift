import Checking
import Devices
import Documents
import Formats
import Foundation
import Graphs
import Plans
import Quantities
import SecondOpinions
import Strategies
import Testing

/// The good and broken plans in `Tests/Corpus`.
enum Corpus {
  static let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
    .deletingLastPathComponent().appendingPathComponent("Corpus").path

  /// What must be found in one broken plan.
  struct Expectation: Decodable, Hashable {
    let obligation: String
    /// The good plan that is left when the fault is mended.
    let twin: String
    /// How many changes of the twin make the broken plan, where they are changes of the plan.
    let edits: Int?
    /// The steps that the finding names, where they are the same in every witness.
    let steps: [String]?
    /// Steps that it names among others.
    let contains: [String]?
    let pool: String?
    let rule: String?
    /// Passages of the message.
    let says: [String]
    /// The live bytes, where they are the same in every witness.
    let bytes: UInt64?
    /// The deadline in nanoseconds that the plan misses, and the one that its twin keeps.
    let deadline: UInt64?
    let twin_deadline: UInt64?
  }

  /// A broken plan with what must be found in it.
  struct Case: CustomTestStringConvertible, Hashable {
    let name: String
    let expectation: Expectation

    var testDescription: String { name }

    var isAboutTime: Bool { ["profit", "deadline"].contains(expectation.obligation) }
  }

  /// Every broken plan, sorted by name; none if the list cannot be read.
  static let cases: [Case] = {
    let url = URL(fileURLWithPath: folder + "/expected.json")
    guard let data = try? Data(contentsOf: url),
      let entries = try? JSONDecoder().decode([String: Expectation].self, from: data)
    else { return [] }
    return entries.map { Case(name: $0.key, expectation: $0.value) }
      .sorted { $0.name < $1.name }
  }()

  /// The names of the plans in a folder, sorted.
  static func plans(in subfolder: String) -> [String] {
    let files = (try? FileManager.default.contentsOfDirectory(atPath: folder + "/" + subfolder))
    return (files ?? []).filter { $0.hasSuffix(".json") }.map { String($0.dropLast(5)) }.sorted()
  }

  /// Reads a plan as the command line does.
  static func plan(_ subfolder: String, _ name: String) throws -> (plan: Plan, task: Task) {
    let file = "\(folder)/\(subfolder)/\(name).json"
    let document = try FileReading.document(at: file)
    let header = try PlanFile.header(of: document)
    let model = FileReading.path(try #require(header.model), relativeTo: file)
    let graph = try GraphFile.read(try FileReading.document(at: model))
    let library = SpecLibrary(
      files: try #require(BundledFiles.located()),
      readBackend: BackendFile.read
    )
    let device = try library.device(try #require(header.device), relativeTo: file)
    let located = try PlanFile.read(document, graph: graph, device: device)
    return (located.plan, Task(graph: graph, device: device))
  }

  /// Judges a plan on the safety obligations and one more.
  static func judge(
    _ subfolder: String,
    _ name: String,
    and other: Obligation = .profit,
    deadline: UInt64? = nil
  ) throws -> Judgement {
    let (plan, task) = try plan(subfolder, name)
    return try Checker(ConfirmedSolver())
      .judge(
        plan,
        for: task,
        Obligation.safety + [other],
        deadline: deadline.map { Nanoseconds($0) }
      )
  }
}

extension Judgement {
  /// The finding on an obligation.
  func finding(_ obligation: Obligation) throws -> Finding {
    try #require(findings.first { $0.obligation == obligation })
  }

  /// The obligations of a list that are refuted.
  func refuted(among obligations: [Obligation]) -> [Obligation] {
    findings.filter { $0.verdict == .refuted && obligations.contains($0.obligation) }
      .map(\.obligation)
  }

  /// The ids of the steps that a finding names.
  func names(_ finding: Finding) -> [String] {
    finding.steps.map { subject.program.plan.steps[$0].id }
  }
}
