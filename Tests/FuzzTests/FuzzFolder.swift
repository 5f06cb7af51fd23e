import Foundation
import FuzzTargets
import Testing

/// The files in `Fuzz`.
enum FuzzFolder {
  private static let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
    .deletingLastPathComponent().deletingLastPathComponent()

  /// The path of something below `Fuzz`.
  static func path(_ relative: String) -> String {
    root.appendingPathComponent("Fuzz/" + relative).path
  }

  /// The text of a file below the repository.
  static func text(_ relative: String) throws -> String {
    try String(contentsOf: root.appendingPathComponent(relative), encoding: .utf8)
  }

  /// The names of what is in a folder, sorted; none where there is no such folder.
  static func names(in folder: String) -> [String] {
    let names = (try? FileManager.default.contentsOfDirectory(atPath: path(folder))) ?? []
    return names.filter { !$0.hasPrefix(".") }.sorted()
  }

  /// The contents of the files in a folder, in the order of their names.
  static func inputs(in folder: String) throws -> [[UInt8]] {
    try names(in: folder)
      .map { name in
        [UInt8](try Data(contentsOf: URL(fileURLWithPath: path(folder) + "/" + name)))
      }
  }

  /// The words of a target's dictionary.
  static func words(of target: FuzzTarget) throws -> [[UInt8]] {
    try text("Fuzz/Dictionaries/\(target.name).dict").split(separator: "\n")
      .filter { $0.hasPrefix("\"") && $0.hasSuffix("\"") && $0.count > 1 }
      .map { unescaped(Array($0.utf8.dropFirst().dropLast())) }
  }

  /// libFuzzer's escapes: a backslash before a backslash, a quote, or `x` and two digits.
  private static func unescaped(_ text: [UInt8]) -> [UInt8] {
    var result: [UInt8] = []
    var rest = text[...]
    while let byte = rest.popFirst() {
      guard byte == UInt8(ascii: "\\"), let escaped = rest.popFirst() else {
        result.append(byte)
        continue
      }
      let digits = String(decoding: rest.prefix(2), as: UTF8.self)
      if escaped == UInt8(ascii: "x"), let value = UInt8(digits, radix: 16) {
        result.append(value)
        rest = rest.dropFirst(2)
      } else {
        result.append(escaped)
      }
    }
    return result
  }

  /// A target's smoke run; each input is kept in a file until the next one.
  static func smoke(_ target: FuzzTarget) throws -> Smoke {
    let seeds = try inputs(in: "Seeds/" + target.name)
    let crashes = try inputs(in: "Crashes/" + target.name)
    let process = ProcessInfo.processInfo.processIdentifier
    let file = FileManager.default.temporaryDirectory
      .appendingPathComponent("pitfall-smoke-\(target.name)-\(process)")
    let smoke = Smoke(target, seeds: seeds, crashes: crashes, words: try words(of: target)) {
      label,
      input in
      FileHandle.standardError.write(Data("\(target.name): \(label), kept in \(file.path)\n".utf8))
      try? Data(input).write(to: file)
    }
    try? FileManager.default.removeItem(at: file)
    return smoke
  }
}
