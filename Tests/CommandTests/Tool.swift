import Foundation
import Testing

/// The built `pitfall`, run as its users run it.
enum Tool {
  /// How a run ended.
  struct Outcome {
    let status: Int32
    let output: Data
    let errors: Data

    var text: String { String(decoding: output, as: UTF8.self) }
    /// The output with line breaks and columns as single spaces.
    var prose: String { text.split(whereSeparator: \.isWhitespace).joined(separator: " ") }
    var complaint: String { String(decoding: errors, as: UTF8.self) }
    var everything: String { text + complaint }

    func json() throws -> [String: any Sendable] {
      let value = try JSONSerialization.jsonObject(with: output)
      return try #require(value as? [String: any Sendable])
    }
  }

  /// The corpus of plans.
  static let corpus = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
    .deletingLastPathComponent().appendingPathComponent("Corpus")

  static func good(_ name: String) -> String { corpus.path + "/good/\(name).json" }
  static func broken(_ name: String) -> String { corpus.path + "/broken/\(name).json" }

  /// Runs `pitfall` with the arguments.
  static func run(
    _ arguments: String...,
    in folder: Folder? = nil,
    input: Data? = nil,
    environment: [String: String] = [:]
  ) throws -> Outcome {
    try run(executable(), arguments, in: folder, input: input, environment: environment)
  }

  /// Runs any program to its end; its input and output go through files, so that none of it blocks.
  static func run(
    _ program: URL,
    _ arguments: [String],
    in folder: Folder? = nil,
    input: Data? = nil,
    environment: [String: String] = [:]
  ) throws -> Outcome {
    let scratch = try Folder()
    let process = Process()
    process.executableURL = program
    process.arguments = arguments
    process.currentDirectoryURL = folder?.url ?? scratch.url
    process.environment = ProcessInfo.processInfo.environment.merging(environment) { $1 }
    process.standardInput = FileHandle.nullDevice
    if let input {
      let path = try scratch.write("input", input)
      process.standardInput = try FileHandle(forReadingFrom: URL(fileURLWithPath: path))
    }
    process.standardOutput = try scratch.handle("output")
    process.standardError = try scratch.handle("errors")
    try process.run()
    process.waitUntilExit()
    #expect(process.terminationReason == .exit, "\(arguments) ended by a signal")
    return Outcome(
      status: process.terminationStatus,
      output: try scratch.data("output"),
      errors: try scratch.data("errors")
    )
  }

  /// The executable beside the tests.
  static func executable() throws -> URL {
    let tests = URL(fileURLWithPath: CommandLine.arguments[0]).resolvingSymlinksInPath()
    var folder = tests.deletingLastPathComponent()
    for _ in 0..<5 {
      let candidate = folder.appendingPathComponent("pitfall")
      if FileManager.default.isExecutableFile(atPath: candidate.path) { return candidate }
      folder = folder.deletingLastPathComponent()
    }
    return try #require(built, "no executable 'pitfall' beside \(tests.path)")
  }

  /// The executable of a build in the checkout.
  private static var built: URL? {
    let checkout = corpus.deletingLastPathComponent().deletingLastPathComponent()
    return ["debug", "release"]
      .map { checkout.appendingPathComponent(".build/\($0)/pitfall") }
      .first { FileManager.default.isExecutableFile(atPath: $0.path) }
  }

  /// A program on the search path, or nil where it is not installed.
  static func installed(_ name: String) -> URL? {
    (ProcessInfo.processInfo.environment["PATH"] ?? "").split(separator: ":")
      .map { URL(fileURLWithPath: String($0)).appendingPathComponent(name) }
      .first { FileManager.default.isExecutableFile(atPath: $0.path) }
  }
}

/// A folder of its own, which goes when nothing holds it any more.
final class Folder {
  let url: URL

  init() throws {
    url = FileManager.default.temporaryDirectory
      .appendingPathComponent("pitfall-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
  }

  deinit {
    try? FileManager.default.removeItem(at: url)
  }

  func path(_ name: String) -> String { url.path + "/" + name }

  func data(_ name: String) throws -> Data {
    try Data(contentsOf: url.appendingPathComponent(name))
  }

  func handle(_ name: String) throws -> FileHandle {
    try write(name, Data())
    return try #require(FileHandle(forWritingAtPath: path(name)))
  }

  /// Writes a file and gives its path.
  @discardableResult func write(_ name: String, _ content: Data) throws -> String {
    let file = url.appendingPathComponent(name)
    try FileManager.default.createDirectory(
      at: file.deletingLastPathComponent(),
      withIntermediateDirectories: true
    )
    try content.write(to: file)
    return file.path
  }

  @discardableResult func write(_ name: String, _ text: String) throws -> String {
    try write(name, Data(text.utf8))
  }

  /// The names of the files, sorted.
  func files() throws -> [String] {
    try FileManager.default.contentsOfDirectory(atPath: url.path).sorted()
  }
}
