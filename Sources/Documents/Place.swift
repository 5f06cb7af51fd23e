/// A position in an input file.
package struct Place: Hashable, Sendable {
  /// The file as people know it: a path, or `<stdin>`.
  package let file: String
  /// The line, counted from one.
  package let line: Int
  /// The column in Unicode scalars, counted from one.
  package let column: Int

  /// Makes a place.
  package init(file: String, line: Int = 1, column: Int = 1) {
    self.file = file
    self.line = line
    self.column = column
  }

  /// The place of a byte in a text.
  ///
  /// - Complexity: linear in the offset.
  init(offset: Int, in bytes: [UInt8], file: String) {
    var line = 1
    var column = 1
    for byte in bytes.prefix(offset) {
      if byte == UInt8(ascii: "\n") {
        line += 1
        column = 1
      } else if byte & 0xC0 != 0x80 {
        column += 1
      }
    }
    self.init(file: file, line: line, column: column)
  }
}

extension Place: CustomStringConvertible {
  package var description: String { "\(escaped(file, limit: 4_096)):\(line):\(column)" }
}
