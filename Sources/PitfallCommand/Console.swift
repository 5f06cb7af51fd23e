import Formats
import Foundation

/// Standard output and standard error.
enum Console {
  /// Writes results; what is written into a closed pipe is lost with its reader.
  ///
  /// The command ends with status 66 where standard output takes no more, as on a full disk.
  static func write(_ text: String) { write(Data(text.utf8)) }

  /// Writes bytes as `write` does a text.
  static func write(_ bytes: Data) {
    var rest = bytes[...]
    while !rest.isEmpty {
      let written = rest.withUnsafeBytes {
        Foundation.write(STDOUT_FILENO, $0.baseAddress, $0.count)
      }
      if written > 0 {
        rest = rest.dropFirst(written)
      } else if errno == EPIPE {
        return
      } else if errno != EINTR, errno != EAGAIN {
        let reason = FileWriting.reason(ofStatus: errno) ?? String(cString: strerror(errno))
        warn("pitfall: standard output: cannot be written: \(reason)")
        Foundation.exit(ExitStatus.missingInput.rawValue)
      }
    }
  }

  /// Writes a line of progress or diagnostics.
  static func warn(_ text: String) {
    try? FileHandle.standardError.write(contentsOf: Data((text + "\n").utf8))
  }

  /// Whether results go to a terminal that shows colours.
  static var isColoured: Bool {
    isatty(FileHandle.standardOutput.fileDescriptor) == 1
      && ProcessInfo.processInfo.environment["NO_COLOR"] == nil
  }
}
