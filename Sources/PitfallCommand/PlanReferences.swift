import Documents
import Formats
import Foundation
import Plans
import Strategies

/// The model and the device of a plan, as a command line or a plan file names them.
struct PlanReferences {
  let model: String
  let device: String

  /// A path as seen from a plan file, or a bundled name as it is.
  static func reference(_ given: String, from output: String?) -> String {
    guard let output, FileManager.default.fileExists(atPath: given) else { return given }
    let folder = URL(fileURLWithPath: output).standardizedFileURL.deletingLastPathComponent()
    let file = URL(fileURLWithPath: given).standardizedFileURL
    return path(of: file.pathComponents, from: folder.pathComponents)
  }

  private static func path(of file: [String], from folder: [String]) -> String {
    let shared = zip(file, folder).prefix { $0 == $1 }.count
    let up = Array(repeating: "..", count: folder.count - shared)
    return (up + file.dropFirst(shared)).joined(separator: "/")
  }
}

extension PlanSource {
  /// Writes a plan for the same task; nil means standard output.
  func write(_ plan: Plan, to output: String?) throws {
    let json = PlanFile.json(
      plan,
      graph: task.graph,
      device: task.device,
      model: references.map { PlanReferences.reference($0.model, from: output) },
      deviceReference: references.map { PlanReferences.reference($0.device, from: output) }
    )
    try Output.write(JSONWriter.text(json), to: output)
  }
}
