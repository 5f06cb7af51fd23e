import Documents

extension Document {
  /// A value as it is read from its own text.
  static func written(_ value: JSONValue) throws -> Document {
    try JSONReader.read(JSONWriter.bytes(value), file: "written")
  }
}
