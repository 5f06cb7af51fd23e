internal import Foundation

/// What nodes carry under the key `layer_ann` of their metadata, by the name of the first output.
///
/// ONNX Runtime's `session.layer_assignment_settings` speak of these texts. The metadata is field 9
/// of a node, entries of key and value; it is read apart from the model, which does not need it.
struct NodeAnnotations {
  private(set) var texts: [String: String] = [:]

  /// Reads the bytes of a file, which are indexed from zero and known to be a model.
  init(_ bytes: Data) throws(ONNXError) {
    var model = WireReader(bytes, message: 0..<bytes.count)
    while let field = try model.next() {
      guard field.number == 7, field.form == .counted else { continue }
      var graph = WireReader(bytes, message: field.content)
      while let node = try graph.next() {
        guard node.number == 1, node.form == .counted else { continue }
        try read(node.content, bytes)
      }
    }
  }

  private mutating func read(_ node: Range<Int>, _ bytes: Data) throws(ONNXError) {
    var output: String?
    var annotation: String?
    var reader = WireReader(bytes, message: node)
    while let field = try reader.next() {
      guard field.form == .counted else { continue }
      if field.number == 2, output == nil { output = Self.text(field.content, bytes) }
      guard field.number == 9 else { continue }
      var key: String?
      var value: String?
      var entry = WireReader(bytes, message: field.content)
      while let part = try entry.next() {
        guard part.form == .counted else { continue }
        if part.number == 1 { key = Self.text(part.content, bytes) }
        if part.number == 2 { value = Self.text(part.content, bytes) }
      }
      if key == "layer_ann" { annotation = value }
    }
    if let output, let annotation { texts[output] = annotation }
  }

  private static func text(_ range: Range<Int>, _ bytes: Data) -> String? {
    range.count <= 65_536 ? String(validating: bytes[range], as: UTF8.self) : nil
  }
}
