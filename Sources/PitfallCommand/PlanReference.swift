import Documents
import Formats
import Foundation
import Loading
import Plans
import Strategies

/// How a plan file names its models and its device.
enum PlanReference {
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
  /// Writes another plan for the same task as the one that was read from a file, if from one.
  func write(_ plan: Plan, to output: String, file: String?, _ options: TaskOptions) throws {
    let inputs = Inputs()
    var subject = PlanSubject()
    var device: String?
    if stored == nil {
      var header: (file: String, PlanFile.Header)?
      if let file { header = (file, try PlanFile.header(of: try FileReading.document(at: file))) }
      let named = try options.subject(inputs, from: header)
      subject = PlanSubject(
        models: named.models.map { PlanReference.reference($0, from: output) },
        frames: named.frames
      )
      let written = header.flatMap { header in
        header.1.device.map { inputs.reference($0, from: header.file) }
      }
      device = (options.device ?? written).map { PlanReference.reference($0, from: output) }
    }
    let json = PlanFile.json(
      plan,
      graph: task.graph,
      device: task.device,
      subject: subject,
      deviceReference: device
    )
    try Output.write(JSONWriter.text(json), to: output)
  }
}
