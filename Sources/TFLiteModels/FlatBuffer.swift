internal import Foundation

/// Reads FlatBuffers of which nothing is trusted: each offset, table and vector is checked.
///
/// Offsets may lead anywhere, and several tables may share one vector, so that a small file can
/// stand for a huge structure. Every element that is read counts against one budget.
/// Source: the FlatBuffers binary format, https://flatbuffers.dev/internals.
struct FlatBuffer {
  /// The elements that are read of one file, all vectors together.
  static let elementLimit = 1 << 23
  /// The bytes of names that are read of one file.
  static let textLimit = 1 << 24
  /// The bytes of one name.
  static let nameLimit = 1 << 16

  /// A table: a list of optional fields.
  struct Table: Hashable {
    /// The position of the table in the file.
    let position: Int
    /// The position of the first field's entry in the vtable.
    fileprivate let entries: Int
    /// The number of entries.
    fileprivate let count: Int
    /// The end of the table's own bytes.
    fileprivate let end: Int
  }

  /// A vector: a run of elements of one size.
  struct Vector: Hashable {
    /// The position of the first element.
    let start: Int
    /// The number of elements.
    let count: Int
  }

  /// The bytes, indexed from zero.
  let bytes: Data
  private var elements = 0
  private var text = 0

  /// Starts with a file's bytes.
  init(_ bytes: Data) {
    self.bytes = bytes.startIndex == 0 ? bytes : Data(bytes)
  }

  // MARK: Numbers

  /// The little-endian number in so many bytes at a position.
  func number(at position: Int, bytes width: Int) throws(TFLiteError) -> UInt64 {
    guard position >= 0, width <= bytes.count, position <= bytes.count - width else {
      throw TFLiteError.malformed(offset: position, .pastEnd)
    }
    var value: UInt64 = 0
    for index in (0..<width).reversed() { value = value << 8 | UInt64(bytes[position + index]) }
    return value
  }

  /// The signed little-endian number in so many bytes at a position.
  func signed(at position: Int, bytes width: Int) throws(TFLiteError) -> Int64 {
    let value = try number(at: position, bytes: width)
    let shift = 64 - 8 * UInt64(width)
    return Int64(bitPattern: value << shift) >> Int64(shift)
  }

  // MARK: Tables

  /// The table that the file begins with.
  func root() throws(TFLiteError) -> Table {
    try table(at: try target(of: 0))
  }

  /// What an offset stored at a position leads to.
  private func target(of position: Int) throws(TFLiteError) -> Int {
    let offset = Int(try number(at: position, bytes: 4))
    guard offset >= 4, offset <= bytes.count, position <= bytes.count - offset else {
      throw TFLiteError.malformed(offset: position, .offset(offset))
    }
    return position + offset
  }

  private func table(at position: Int) throws(TFLiteError) -> Table {
    let back = Int(try signed(at: position, bytes: 4))
    let vtable = position - back
    let size = Int(try number(at: vtable, bytes: 2))
    let length = Int(try number(at: vtable + 2, bytes: 2))
    guard size >= 4, size.isMultiple(of: 2), vtable <= bytes.count - size, length >= 4,
      position <= bytes.count - length
    else { throw TFLiteError.malformed(offset: position, .table) }
    return Table(
      position: position,
      entries: vtable + 4,
      count: (size - 4) / 2,
      end: position + length
    )
  }

  /// The position of a field, or nil where the table leaves it out.
  private func field(_ index: Int, of table: Table, bytes width: Int) throws(TFLiteError) -> Int? {
    guard index < table.count else { return nil }
    let offset = Int(try number(at: table.entries + 2 * index, bytes: 2))
    guard offset > 0 else { return nil }
    guard offset >= 4, table.position + offset <= table.end - width else {
      throw TFLiteError.malformed(offset: table.position, .field(index))
    }
    return table.position + offset
  }

  /// A signed number of a table, or the default where it is left out.
  func integer(_ index: Int, of table: Table, bytes width: Int, default value: Int = 0)
    throws(TFLiteError) -> Int
  {
    guard let position = try field(index, of: table, bytes: width) else { return value }
    return Int(try signed(at: position, bytes: width))
  }

  /// An unsigned number of a table, or nil where it is left out or above 2⁶².
  func unsigned(_ index: Int, of table: Table, bytes width: Int) throws(TFLiteError) -> Int? {
    guard let position = try field(index, of: table, bytes: width) else { return nil }
    let value = try number(at: position, bytes: width)
    return value <= 1 << 62 ? Int(value) : nil
  }

  /// A single-precision number of a table, or the default where it is left out.
  func real(_ index: Int, of table: Table, default value: Float = 0) throws(TFLiteError) -> Float {
    guard let position = try field(index, of: table, bytes: 4) else { return value }
    return Float(bitPattern: UInt32(truncatingIfNeeded: try number(at: position, bytes: 4)))
  }

  /// A table that a field leads to.
  func table(_ index: Int, of table: Table) throws(TFLiteError) -> Table? {
    guard let position = try field(index, of: table, bytes: 4) else { return nil }
    return try self.table(at: try target(of: position))
  }

  // MARK: Vectors

  /// The extent of a vector that a field leads to, its elements inside the file.
  func vector(_ index: Int, of table: Table, elementBytes: Int) throws(TFLiteError) -> Vector? {
    guard let position = try field(index, of: table, bytes: 4) else { return nil }
    return try vector(at: try target(of: position), elementBytes: elementBytes)
  }

  private func vector(at position: Int, elementBytes: Int) throws(TFLiteError) -> Vector {
    let count = Int(try number(at: position, bytes: 4))
    let start = position + 4
    guard count <= (bytes.count - start) / elementBytes else {
      throw TFLiteError.malformed(offset: position, .vector(count))
    }
    return Vector(start: start, count: count)
  }

  /// Counts elements that are about to be read.
  private mutating func spend(_ count: Int, at position: Int) throws(TFLiteError) {
    elements += count
    guard elements <= Self.elementLimit else {
      throw TFLiteError.oversized(offset: position, limit: Self.elementLimit)
    }
  }

  /// The tables of a vector of tables; none where the field is left out.
  mutating func tables(_ index: Int, of table: Table) throws(TFLiteError) -> [Table] {
    guard let vector = try vector(index, of: table, elementBytes: 4) else { return [] }
    try spend(vector.count, at: vector.start)
    var result: [Table] = []
    for element in 0..<vector.count {
      result.append(try self.table(at: try target(of: vector.start + 4 * element)))
    }
    return result
  }

  /// The signed numbers of a vector; nil where the field is left out.
  mutating func integers(_ index: Int, of table: Table, bytes width: Int = 4) throws(TFLiteError)
    -> [Int64]?
  {
    guard let vector = try vector(index, of: table, elementBytes: width) else { return nil }
    return try integers(in: vector.start..<vector.start + vector.count * width, bytes: width)
  }

  /// The signed numbers that fill a range of bytes.
  mutating func integers(in range: Range<Int>, bytes width: Int) throws(TFLiteError) -> [Int64] {
    try spend(range.count / width, at: range.lowerBound)
    var result: [Int64] = []
    for position in stride(from: range.lowerBound, through: range.upperBound - width, by: width) {
      result.append(try signed(at: position, bytes: width))
    }
    return result
  }

  /// The text of a field; empty where it is left out.
  mutating func text(_ index: Int, of table: Table) throws(TFLiteError) -> String {
    guard let vector = try vector(index, of: table, elementBytes: 1) else { return "" }
    text += vector.count
    guard vector.count <= Self.nameLimit,
      let result = String(
        validating: bytes[vector.start..<vector.start + vector.count],
        as: UTF8.self
      )
    else { throw TFLiteError.malformed(offset: vector.start, .text) }
    guard text <= Self.textLimit else {
      throw TFLiteError.oversized(offset: vector.start, limit: Self.textLimit)
    }
    return result
  }
}
