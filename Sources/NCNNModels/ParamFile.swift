/// What an ncnn `.param` file says: layers with the blobs they read and write.
///
/// Source: https://github.com/Tencent/ncnn/wiki/param-and-model-file-structure.
public struct ParamFile: Hashable, Sendable {
  /// One layer.
  public struct Layer: Hashable, Sendable {
    public let typeName: String
    public let name: String
    public let inputs: [String]
    public let outputs: [String]
    /// The line in the file, counted from one.
    public let line: Int
    let numbers: [Int: String]
    let lists: [Int: [String]]

    /// The integer under a key, or the default where it is left out.
    func integer(_ key: Int, default value: Int = 0) throws(NCNNError) -> Int {
      guard let text = numbers[key] else { return value }
      guard let number = Int(text), abs(Int128(number)) <= 1 << 40 else {
        throw NCNNError(line: line, "parameter \(key) is \(quoted(text)), not an integer")
      }
      return number
    }

    /// What ncnn shall not use for the layer, as bits; 16 is Vulkan.
    public var featureMask: Int { numbers[31].flatMap { Int($0) } ?? 0 }
  }

  /// The number that such a file begins with.
  static let magic = "7767517"
  private static let layerLimit = 100_000

  /// The layers in the order of the file.
  public let layers: [Layer]

  /// Reads the text of a file.
  ///
  /// - Throws: `NCNNError`, the first fault.
  public static func read(bytes: [UInt8]) throws(NCNNError) -> ParamFile {
    guard bytes.count <= 1 << 26, let text = String(validating: bytes, as: UTF8.self) else {
      throw NCNNError(line: 1, "the file is not UTF-8 text of at most 64 MiB")
    }
    let lines = text.split(omittingEmptySubsequences: false) { $0.isNewline }
    guard lines.first.map({ trimmed($0) }) == magic else {
      throw NCNNError(
        line: 1,
        "an ncnn param file begins with \(magic)",
        cure: "a binary '.param.bin' must be given as text; 'ncnn2mem' and 'ncnnoptimize' keep it"
      )
    }
    var rows: [(line: Int, words: [String])] = []
    for (index, line) in lines.enumerated().dropFirst() {
      let words = line.split { $0 == " " || $0 == "\t" }.map(String.init)
      if !words.isEmpty, words[0].first != "#" { rows.append((index + 1, words)) }
    }
    guard let counts = rows.first, counts.words.count == 2, let count = Int(counts.words[0]),
      count >= 1, count <= layerLimit
    else {
      throw NCNNError(line: 2, "expected the number of layers and the number of blobs")
    }
    guard rows.count - 1 == count else {
      throw NCNNError(
        line: counts.line,
        "\(count) layers are announced, the file has \(rows.count - 1)",
        cure: "the file may be truncated; convert or download it again"
      )
    }
    var layers: [Layer] = []
    for row in rows.dropFirst() { layers.append(try layer(row.words, row.line)) }
    return ParamFile(layers: layers)
  }

  private static func trimmed(_ line: Substring) -> String {
    String(line.drop { $0 == " " }.prefix { $0 != " " })
  }

  private static func layer(_ words: [String], _ line: Int) throws(NCNNError) -> Layer {
    guard words.count >= 4, let inputs = Int(words[2]), let outputs = Int(words[3]),
      (0...1_000).contains(inputs), (0...1_000).contains(outputs),
      words.count >= 4 + inputs + outputs
    else {
      throw NCNNError(
        line: line,
        "expected a layer: type, name, number of inputs, number of outputs, their names"
      )
    }
    var numbers: [Int: String] = [:]
    var lists: [Int: [String]] = [:]
    for word in words.dropFirst(4 + inputs + outputs) {
      let sides = word.split(separator: "=", maxSplits: 1)
      guard sides.count == 2, let key = Int(sides[0]), key >= -24_000, key <= 64 else {
        throw NCNNError(line: line, "\(quoted(word)) is not of the form key=value")
      }
      let values = sides[1].split(separator: ",").map(String.init)
      if key <= -23_300 {
        lists[-23_300 - key] = Array(values.dropFirst())
      } else if values.count == 1 {
        numbers[key] = values[0]
      } else {
        lists[key] = values
      }
    }
    return Layer(
      typeName: words[0],
      name: words[1],
      inputs: Array(words[4..<4 + inputs]),
      outputs: Array(words[(4 + inputs)..<(4 + inputs + outputs)]),
      line: line,
      numbers: numbers,
      lists: lists
    )
  }
}

/// A file that is not a readable ncnn model.
public struct NCNNError: Error, Hashable, Sendable, CustomStringConvertible {
  /// The line, counted from one.
  public let line: Int
  /// What is wrong, with what would put it right.
  public let reason: String

  init(line: Int, _ reason: String, cure: String? = nil) {
    self.line = line
    self.reason = reason + (cure.map { "; " + $0 } ?? "")
  }

  public var description: String { "line \(line): \(reason)" }
}

/// A name from a file in quotes, shortened and without control characters.
func quoted(_ name: String) -> String {
  "'" + String(name.unicodeScalars.prefix(80).map { $0.value < 0x20 ? "?" : Character($0) }) + "'"
}
