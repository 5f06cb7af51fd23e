package import Foundation

/// What is piped into the process, which the path `-` means, as in other tools.
///
/// It is read once, when it is first asked for, so that it can be looked at as often as a file.
package enum StandardInput {
  /// The path that means standard input; a file of that name is `./-`.
  package static let path = "-"

  /// Whether a path means standard input.
  package static func isMeant(by path: String) -> Bool {
    path == Self.path || path == "/dev/stdin"
  }

  /// The content up to its end.
  ///
  /// - Throws: `InputFault.unreadable` where there is none, or more than `limit` bytes.
  package static func data(atMost limit: UInt64) throws(InputFault) -> Data {
    guard let content else {
      throw .unreadable(path: path, reason: "standard input cannot be read; pipe a file in")
    }
    guard content.count <= limit else {
      throw .unreadable(path: path, reason: "standard input has more than \(limit) bytes")
    }
    return content
  }

  /// Whether the content begins as a JSON object or list does.
  ///
  /// - Throws: `InputFault.unreadable` as `data` does.
  package static func holdsJSON() throws(InputFault) -> Bool {
    let start = try data(atMost: FileReading.largestFile).first { !" \t\r\n".utf8.contains($0) }
    return start == UInt8(ascii: "{") || start == UInt8(ascii: "[")
  }

  private static let content: Data? = {
    var content = Data()
    do {
      while content.count <= FileReading.largestFile,
        let piece = try FileHandle.standardInput.read(upToCount: 1 << 20), !piece.isEmpty
      { content += piece }
      return content
    } catch {
      return nil
    }
  }()
}
