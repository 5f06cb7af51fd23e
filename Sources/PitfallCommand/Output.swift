import Documents
import Formats
import Foundation
import Graphs

/// Files that commands write.
enum Output {
  /// A path as seen from a file that is written, or a bundled name as it is.
  static func reference(_ given: String?, from output: String?) -> String? {
    guard let given, FileManager.default.fileExists(atPath: given), let output else { return given }
    let folder = URL(fileURLWithPath: output).standardizedFileURL.deletingLastPathComponent()
    let file = URL(fileURLWithPath: given).standardizedFileURL
    return path(of: file.pathComponents, from: folder.pathComponents)
  }

  private static func path(of file: [String], from folder: [String]) -> String {
    let shared = zip(file, folder).prefix { $0 == $1 }.count
    let up = Array(repeating: "..", count: folder.count - shared)
    return (up + file.dropFirst(shared)).joined(separator: "/")
  }

  /// Writes a changed network beside a plan's file; its name as the plan gives it.
  static func write(_ graph: Graph, beside plan: String?) throws -> String {
    guard let plan, plan != StandardInput.path else {
      throw Failure(
        .wrongUsage,
        "the network is changed; name the plan's file with -o, so that the new "
          + "network can be written beside it"
      )
    }
    let url = URL(fileURLWithPath: plan)
    let file = url.deletingPathExtension().lastPathComponent + ".graph.json"
    let path = url.deletingLastPathComponent().appendingPathComponent(file).path
    try write(JSONWriter.text(GraphFile.json(graph)), to: path)
    return file
  }

  /// Writes a whole file at once, so that nobody meets half of it; nil means standard output.
  static func write(_ text: String, to path: String?) throws {
    try write(Data(text.utf8), to: path)
  }

  /// Refuses an output of another kind that would take the place of the input.
  static func protect(_ input: String?, from outputs: [(option: String, path: String?)]) throws {
    guard let input, !StandardInput.isMeant(by: input), FileReading.isFile(input) else { return }
    func resolved(_ path: String) -> String {
      URL(fileURLWithPath: path).resolvingSymlinksInPath().path
    }
    for (option, path) in outputs {
      guard let path, !path.isEmpty, resolved(path) == resolved(input) else { continue }
      throw Failure(
        .wrongUsage,
        "\(option) \(escaped(path, limit: 4_096)) would replace the input; name another file"
      )
    }
  }

  /// Makes a folder, with those it lies in, where there is none.
  static func makeFolder(_ path: String) throws {
    try FileWriting.makeFolder(path)
  }

  /// Writes a whole file at once; nil and `-` mean standard output.
  static func write(_ bytes: Data, to path: String?) throws {
    guard let path, path != StandardInput.path else {
      Console.write(bytes)
      return
    }
    try FileWriting.write(bytes, to: path)
  }
}
