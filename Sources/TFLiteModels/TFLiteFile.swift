public import Foundation
internal import Graphs

/// What a TensorFlow Lite file says, indices checked, before it is made into a graph.
public struct TFLiteFile: Hashable, Sendable {
  /// A tensor as the file describes it.
  public struct StoredTensor: Hashable, Sendable {
    /// The name; one made from the position where the file gives none.
    public let name: String
    /// The number of the element type.
    let typeCode: Int
    /// The extents in the file's order; dimensions that are only known at run time are often 1.
    var extents: [Int64]
    /// The dimensions that are only known at run time.
    public let dynamicDimensions: [Int]
    /// Where the value lies in the file, where it is fixed.
    let data: Range<Int>?
    /// Whether the file keeps the value behind the description, as it does in large models.
    let isConstant: Bool
    /// How many scales quantise it: none, one, or one for each slice.
    public let scaleCount: Int
    /// Whether the value is kept from run to run.
    let isVariable: Bool
  }

  /// An operator as the file describes it.
  public struct StoredOperator: Hashable, Sendable {
    /// The type: the name of a built-in operator, or the custom code.
    public let typeName: String
    /// The number of the built-in operator; 32 for custom ones.
    public let code: Int
    /// The tensors it reads; nil for an optional one that is left out.
    public let inputs: [Int?]
    /// The tensors it computes.
    public let outputs: [Int]
    /// Its parameters.
    let options: FlatBuffer.Table?
  }

  /// One of the graphs in the file.
  public struct Subgraph: Hashable, Sendable {
    public let name: String
    public internal(set) var tensors: [StoredTensor]
    public let operators: [StoredOperator]
    public let inputs: [Int]
    public let outputs: [Int]
  }

  /// The number of custom operators.
  public static let customCode = 32
  /// The name of the operator by which LiteRT runs a compiled partition.
  public static let dispatch = "DISPATCH_OP"

  /// The graphs; the first is the main one.
  public let subgraphs: [Subgraph]
  /// The file, for parameters and constants.
  var buffer: FlatBuffer

  public static func == (left: Self, right: Self) -> Bool { left.subgraphs == right.subgraphs }

  public func hash(into hasher: inout Hasher) { hasher.combine(subgraphs) }

  /// Reads the bytes of a file, which may be memory-mapped.
  ///
  /// - Throws: `TFLiteError` where the bytes are no TensorFlow Lite model, or refer to what is not
  ///   there.
  public static func read(bytes: Data) throws(TFLiteError) -> TFLiteFile {
    guard bytes.dropFirst(4).starts(with: "TFL3".utf8) else { throw TFLiteError.foreign }
    var reading = FileReading(FlatBuffer(bytes))
    return try reading.read()
  }
}

/// The reading of one file.
private struct FileReading {
  private var buffer: FlatBuffer
  private var problems: [TFLiteProblem] = []

  init(_ buffer: FlatBuffer) {
    self.buffer = buffer
  }

  mutating func read() throws(TFLiteError) -> TFLiteFile {
    let model = try buffer.root()
    var codes: [(name: String, code: Int)] = []
    for table in try buffer.tables(1, of: model) { codes.append(try operatorCode(table)) }
    let data = try buffers(of: model)
    var subgraphs: [TFLiteFile.Subgraph] = []
    for table in try buffer.tables(2, of: model) {
      subgraphs.append(try subgraph(table, codes, data))
    }
    if subgraphs.first?.operators.isEmpty ?? true { problems.append(.emptyGraph) }
    guard problems.isEmpty else { throw TFLiteError.problems(problems) }
    return TFLiteFile(subgraphs: subgraphs, buffer: buffer)
  }

  private mutating func operatorCode(_ table: FlatBuffer.Table) throws(TFLiteError)
    -> (name: String, code: Int)
  {
    // Numbers above 127 did not fit into the first field and got a second one.
    let code = max(
      try buffer.integer(0, of: table, bytes: 1),
      try buffer.integer(3, of: table, bytes: 4)
    )
    guard code == TFLiteFile.customCode else {
      return (BuiltinNames.name(of: code) ?? "BUILTIN_\(code)", code)
    }
    let custom = try buffer.text(1, of: table)
    return (custom.isEmpty ? "CUSTOM" : custom, code)
  }

  /// Where the bytes of each buffer lie: inside it, or behind the description.
  private mutating func buffers(of model: FlatBuffer.Table) throws(TFLiteError)
    -> [(range: Range<Int>?, isFilled: Bool)]
  {
    var result: [(range: Range<Int>?, isFilled: Bool)] = []
    for table in try buffer.tables(4, of: model) {
      if let data = try buffer.vector(0, of: table, elementBytes: 1), data.count > 0 {
        result.append((data.start..<data.start + data.count, true))
      } else if let start = try buffer.unsigned(1, of: table, bytes: 8), start > 1,
        let size = try buffer.unsigned(2, of: table, bytes: 8), size > 0
      {
        guard start <= buffer.bytes.count, size <= buffer.bytes.count - start else {
          throw TFLiteError.malformed(offset: table.position, .pastEnd)
        }
        result.append((start..<start + size, true))
      } else {
        result.append((nil, false))
      }
    }
    return result
  }

  private mutating func subgraph(
    _ table: FlatBuffer.Table,
    _ codes: [(name: String, code: Int)],
    _ data: [(range: Range<Int>?, isFilled: Bool)]
  ) throws(TFLiteError) -> TFLiteFile.Subgraph {
    var tensors: [TFLiteFile.StoredTensor] = []
    for (position, entry) in try buffer.tables(0, of: table).enumerated() {
      tensors.append(try tensor(entry, at: position, data))
    }
    var operators: [TFLiteFile.StoredOperator] = []
    for entry in try buffer.tables(3, of: table) {
      operators.append(try node(entry, codes, tensors: tensors.count))
    }
    return TFLiteFile.Subgraph(
      name: try buffer.text(4, of: table),
      tensors: tensors,
      operators: operators,
      inputs: try references(1, of: table, "a graph input", count: tensors.count)
        .compactMap(\.self),
      outputs: try references(2, of: table, "a graph output", count: tensors.count)
        .compactMap(\.self)
    )
  }

  private mutating func tensor(
    _ table: FlatBuffer.Table,
    at position: Int,
    _ data: [(range: Range<Int>?, isFilled: Bool)]
  ) throws(TFLiteError) -> TFLiteFile.StoredTensor {
    let name = try buffer.text(3, of: table)
    let extents = try buffer.integers(0, of: table) ?? []
    let signature = try buffer.integers(7, of: table) ?? []
    let number = try buffer.unsigned(2, of: table, bytes: 4) ?? 0
    if !data.indices.contains(number) {
      problems.append(.reference("tensor \(quoted(name))", index: number, count: data.count))
    }
    var scales = 0
    if let quantization = try buffer.table(4, of: table) {
      scales = try buffer.vector(2, of: quantization, elementBytes: 4)?.count ?? 0
    }
    let content = data.indices.contains(number) ? data[number] : (nil, false)
    return TFLiteFile.StoredTensor(
      name: name.isEmpty ? "tensor_\(position)" : name,
      typeCode: try buffer.integer(1, of: table, bytes: 1),
      extents: extents,
      dynamicDimensions: signature.indices.filter { signature[$0] < 0 },
      data: content.0,
      isConstant: content.1,
      scaleCount: scales,
      isVariable: try buffer.integer(5, of: table, bytes: 1) != 0
    )
  }

  private mutating func node(
    _ table: FlatBuffer.Table,
    _ codes: [(name: String, code: Int)],
    tensors: Int
  ) throws(TFLiteError) -> TFLiteFile.StoredOperator {
    let number = try buffer.unsigned(0, of: table, bytes: 4) ?? 0
    if !codes.indices.contains(number) {
      problems.append(.reference("an operator", index: number, count: codes.count))
    }
    let code = codes.indices.contains(number) ? codes[number] : ("UNKNOWN", -1)
    let inputs = try references(1, of: table, "an input of \(code.0)", count: tensors)
    let outputs = try references(2, of: table, "an output of \(code.0)", count: tensors)
    let options = try buffer.table(4, of: table)
    let furtherOptions = try buffer.table(12, of: table)
    return TFLiteFile.StoredOperator(
      typeName: code.0,
      code: code.1,
      inputs: inputs,
      outputs: outputs.compactMap(\.self),
      options: options ?? furtherOptions
    )
  }

  /// The numbers of tensors, −1 being a left-out one; others that do not exist are reported.
  private mutating func references(
    _ field: Int,
    of table: FlatBuffer.Table,
    _ what: String,
    count: Int
  ) throws(TFLiteError) -> [Int?] {
    var result: [Int?] = []
    for number in try buffer.integers(field, of: table) ?? [] {
      let index = Int(number)
      if index != -1, !(0..<count).contains(index), problems.count < 100 {
        problems.append(.reference(what, index: index, count: count))
      }
      result.append((0..<count).contains(index) ? index : nil)
    }
    return result
  }
}
