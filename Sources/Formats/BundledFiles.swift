import Foundation

/// The devices, backends, conditions and models that come with the product.
///
/// They are files below one folder, the home: `Specs/devices`, `Specs/backends`,
/// `Specs/conditions` and `Models`. A file's name without its ending is the name it is called by.
package struct BundledFiles: Hashable, Sendable {
  /// What is bundled.
  package enum Kind: String, Hashable, Sendable, CaseIterable {
    case devices
    case backends
    case conditions
    case models

    /// The folder below the home.
    var folder: String { self == .models ? "Models" : "Specs/" + rawValue }

    /// The endings of the files, preferred ones first.
    var endings: [String] { self == .models ? [".onnx", ".graph.json"] : [".yaml"] }
  }

  /// The folder that holds `Specs` and `Models`.
  package let home: String

  /// Takes a folder as the home.
  package init(home: String) {
    self.home = home
  }

  /// Finds the home.
  ///
  /// The first of these that holds the schema of plans counts: `PITFALL_HOME`; `share/pitfall`
  /// beside the executable's folder; the folders above the executable, which serves a build in a
  /// checkout; the checkout that this file was compiled from, which serves tests elsewhere.
  package static func locate(environment: [String: String], executable: String?) -> BundledFiles? {
    if let home = named(in: environment) {
      return isHome(home) ? BundledFiles(home: home) : nil
    }
    return candidates(executable: executable).first(where: isHome).map { BundledFiles(home: $0) }
  }

  /// The home that the environment names; nil where it names none.
  static var named: String? { named(in: ProcessInfo.processInfo.environment) }

  private static func named(in environment: [String: String]) -> String? {
    environment["PITFALL_HOME"].flatMap { $0.isEmpty ? nil : $0 }
  }

  /// Finds the home for the running process.
  package static func located() -> BundledFiles? {
    locate(
      environment: ProcessInfo.processInfo.environment,
      executable: executable
    )
  }

  /// The path of this process's executable; on Linux the system tells it faster than a bundle.
  private static var executable: String? {
    (try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe"))
      ?? Bundle.main.executablePath
  }

  private static func candidates(executable: String?) -> [String] {
    var candidates: [String] = []
    if let executable {
      var folder = URL(fileURLWithPath: executable).resolvingSymlinksInPath()
        .deletingLastPathComponent()
      candidates.append(folder.appendingPathComponent("../share/pitfall").standardized.path)
      while folder.path != "/", candidates.count < 32 {
        candidates.append(folder.path)
        folder = folder.deletingLastPathComponent()
      }
    }
    let source = URL(fileURLWithPath: #filePath)
    let checkout = source.deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent()
    return candidates + [checkout.path]
  }

  /// The file by which a home is known.
  static let landmark = "Specs/schemas/plan.schema.json"

  private static func isHome(_ folder: String) -> Bool {
    FileManager.default.fileExists(atPath: folder + "/" + landmark)
  }

  /// The names of a kind, sorted.
  package func names(of kind: Kind) -> [String] {
    let files = (try? FileManager.default.contentsOfDirectory(atPath: folder(of: kind))) ?? []
    let names = files.compactMap { file in
      kind.endings.first { file.hasSuffix($0) }.map { String(file.dropLast($0.count)) }
    }
    return Set(names).sorted()
  }

  /// The path of the file of a name, or nil where nothing of that name is bundled.
  package func path(of name: String, among kind: Kind) -> String? {
    guard !name.isEmpty, !name.contains("/"), !name.hasPrefix(".") else { return nil }
    return kind.endings.map { folder(of: kind) + "/" + name + $0 }
      .first { FileManager.default.fileExists(atPath: $0) }
  }

  private func folder(of kind: Kind) -> String { home + "/" + kind.folder }
}
