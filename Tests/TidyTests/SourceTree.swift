import Foundation

/// The repository's own files, as the tidy rules see them.
struct SourceTree {
  let root: URL

  init(file: StaticString = #filePath) {
    root = URL(fileURLWithPath: "\(file)").deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent()
  }

  struct File {
    /// The path from the root.
    let path: String
    let lines: [String]

    var isGenerated: Bool { path.hasSuffix(".pb.swift") }
  }

  /// The Swift files below some top-level folders, sorted by path.
  func swiftFiles(_ folders: [String] = ["Sources", "Tests", "Specs", "Fuzz"]) -> [File] {
    folders.flatMap { files(below: $0, ending: ".swift") }.filter { !$0.isGenerated }
  }

  func files(below folder: String, ending: String) -> [File] {
    let base = root.appendingPathComponent(folder)
    let enumerator = FileManager.default.enumerator(atPath: base.path)
    var result: [File] = []
    while let path = enumerator?.nextObject() as? String {
      guard path.hasSuffix(ending), !path.contains(".build") else { continue }
      let url = base.appendingPathComponent(path)
      guard let text = try? String(contentsOf: url, encoding: .utf8) else { continue }
      result.append(
        File(
          path: folder + "/" + path,
          lines: text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
        )
      )
    }
    return result.sorted { $0.path < $1.path }
  }

  func text(_ path: String) throws -> String {
    try String(contentsOf: root.appendingPathComponent(path), encoding: .utf8)
  }
}
