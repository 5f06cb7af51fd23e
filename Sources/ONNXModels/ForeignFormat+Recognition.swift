internal import Foundation

extension ForeignFormat {
  /// The format whose files begin like this one, or nil where it may be ONNX.
  static func recognised(in bytes: Data) -> ForeignFormat? {
    let start = Array(bytes.prefix(24))
    guard !start.isEmpty else { return .empty }
    for (format, offset, mark) in marks
    where start.dropFirst(offset).starts(with: mark.utf8) {
      return format
    }
    let first = start.first { $0 != 0x20 && $0 != 0x09 && $0 != 0x0D && $0 != 0x0A }
    return first == UInt8(ascii: "{") || first == UInt8(ascii: "[") ? .json : nil
  }

  private static let marks: [(ForeignFormat, Int, String)] = [
    (.tensorFlowLite, 4, "TFL3"),
    (.zip, 0, "PK\u{3}\u{4}"),
    (.hierarchicalData, 1, "HDF\r\n"),
    (.gguf, 0, "GGUF"),
    (.lfsPointer, 0, "version https://git-lfs"),
  ]
}
