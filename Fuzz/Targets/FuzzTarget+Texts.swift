import Documents

extension FuzzTarget {
  /// JSON to a document; written in both layouts and read again it is the same.
  package static let json = FuzzTarget(
    "json",
    driver: "FuzzJSON",
    ending: "json",
    mutations: 2_000
  ) { bytes in
    do throws(InputProblems) {
      let value = JSONValue(try JSONReader.read(bytes, file: "input"))
      for layout in [JSONWriter.Layout.pretty, .compact] {
        precondition(reread(JSONWriter.bytes(value, layout)) == value, "JSON changed by writing")
      }
      return .accepted
    } catch {
      return refused(error)
    }
  }

  /// YAML to a document; written as JSON and read again it is the same.
  package static let yaml = FuzzTarget(
    "yaml",
    driver: "FuzzYAML",
    ending: "yaml",
    mutations: 1_000
  ) { bytes in
    do throws(InputProblems) {
      let value = JSONValue(try YAMLReader.read(bytes, file: "input"))
      precondition(reread(JSONWriter.bytes(value)) == value, "YAML changed by writing as JSON")
      return .accepted
    } catch {
      return refused(error)
    }
  }

  private static func reread(_ bytes: [UInt8]) -> JSONValue {
    do {
      return JSONValue(try JSONReader.read(bytes, file: "written"))
    } catch {
      preconditionFailure("what was written cannot be read: \(error)")
    }
  }
}

/// What was written, read as a document.
func document(_ value: JSONValue) -> Document {
  do {
    return try JSONReader.read(JSONWriter.bytes(value), file: "written")
  } catch {
    preconditionFailure("what was written cannot be read: \(error)")
  }
}
