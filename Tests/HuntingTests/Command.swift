import Foundation
import Testing

/// The built `pitfall`.
enum Command {
  struct Outcome {
    let status: Int32
    let output: String
    let errors: String
  }

  /// The executable beside the tests.
  static func executable() throws -> URL {
    var folder = URL(fileURLWithPath: CommandLine.arguments[0]).resolvingSymlinksInPath()
      .deletingLastPathComponent()
    while folder.path != "/" {
      let candidate = folder.appendingPathComponent("pitfall")
      if FileManager.default.isExecutableFile(atPath: candidate.path) { return candidate }
      folder = folder.deletingLastPathComponent()
    }
    return try #require(nil, "no executable 'pitfall' beside the tests")
  }

  /// A new folder for one test.
  static func folder(_ name: String) -> String {
    NSTemporaryDirectory() + "pitfall-\(name)-\(ProcessInfo.processInfo.processIdentifier)"
  }

  /// Starts the command; its output goes to files beside a path.
  static func start(_ arguments: [String], output: String? = nil) throws -> Process {
    let process = Process()
    process.executableURL = try executable()
    process.arguments = arguments
    process.standardInput = FileHandle.nullDevice
    process.standardOutput = try handle(output.map { $0 + ".out" })
    process.standardError = try handle(output.map { $0 + ".err" })
    try process.run()
    return process
  }

  /// Runs the command to its end.
  static func run(_ arguments: [String]) throws -> Outcome {
    let path = folder("output") + "-\(UInt(bitPattern: arguments.hashValue))"
    defer {
      for ending in [".out", ".err"] { try? FileManager.default.removeItem(atPath: path + ending) }
    }
    let process = try start(arguments, output: path)
    process.waitUntilExit()
    return Outcome(
      status: process.terminationStatus,
      output: try String(contentsOfFile: path + ".out", encoding: .utf8),
      errors: try String(contentsOfFile: path + ".err", encoding: .utf8)
    )
  }

  private static func handle(_ path: String?) throws -> FileHandle {
    guard let path else { return FileHandle.nullDevice }
    _ = FileManager.default.createFile(atPath: path, contents: nil)
    return try #require(FileHandle(forWritingAtPath: path))
  }
}
