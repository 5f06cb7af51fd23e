import Foundation
import Testing

/// The arrows between modules, which SwiftPM does not enforce.
@Suite struct LayeringTests {
  private let tree = SourceTree()

  /// The table of ARCHITECTURE.md: what each module may import.
  private func allowed() throws -> [String: Set<String>] {
    var result: [String: Set<String>] = [:]
    let text = try tree.text("ARCHITECTURE.md")
    let table = text.components(separatedBy: "| module | may import |").dropFirst().first ?? ""
    for line in table.split(separator: "\n").dropFirst(2) {
      guard line.hasPrefix("|") else { break }
      let cells = line.split(separator: "|", omittingEmptySubsequences: false)
        .map { $0.trimmingCharacters(in: .whitespaces) }
      let names = cells[2].split(separator: ",").map { $0.trimmingCharacters(in: .whitespaces) }
      result[cells[1]] = Set(names)
    }
    return result
  }

  @Test func everyModuleIsInTheTable() throws {
    let sources = tree.root.appendingPathComponent("Sources").path
    let modules = try FileManager.default.contentsOfDirectory(atPath: sources)
      .filter { $0 != "CZ3" && !$0.hasPrefix(".") }
    #expect(Set(modules) == Set(try allowed().keys))
  }

  @Test func everyImportIsAllowed() throws {
    let allowed = try allowed()
    for file in tree.swiftFiles(["Sources"]) {
      let module = String(file.path.split(separator: "/")[1])
      for (number, line) in file.lines.enumerated() {
        guard let imported = Self.importedModule(line) else { continue }
        let isAllowed = allowed[module]?.contains(imported) ?? false
        #expect(
          isAllowed,
          "\(file.path):\(number + 1): \(module) may not import \(imported) (see ARCHITECTURE.md)"
        )
      }
    }
  }

  @Test func theTableHasNoCycle() throws {
    let allowed = try allowed()
    var known: Set<String> = []
    var remaining = Set(allowed.keys)
    while !remaining.isEmpty {
      let free = remaining.filter { module in
        (allowed[module] ?? []).allSatisfy { !remaining.contains($0) }
      }
      #expect(!free.isEmpty, "modules import each other: \(remaining.sorted())")
      if free.isEmpty { return }
      known.formUnion(free)
      remaining.subtract(free)
    }
  }

  static func importedModule(_ line: String) -> String? {
    let words = line.split(separator: " ").map(String.init)
    guard let position = words.firstIndex(of: "import"), words.count > position + 1 else {
      return nil
    }
    let before = words[..<position]
    guard before.allSatisfy({ ["public", "package", "internal", "@preconcurrency"].contains($0) })
    else { return nil }
    return words[position + 1]
  }

  @Test(arguments: [
    ("import Graphs", "Graphs"), ("package import Plans", "Plans"),
    ("  // we import Graphs", nil), ("let import = 3", nil),
  ])
  func importsAreRecognised(line: String, module: String?) {
    #expect(Self.importedModule(line) == module)
  }
}
