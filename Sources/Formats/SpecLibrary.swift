package import Devices
package import Documents

/// Devices, backends and conditions by reference: the name of a bundled one, or a path.
package struct SpecLibrary {
  /// Reads a backend from a file's bytes; the last argument answers the bytes of the backend of a
  /// name that the file refers to.
  package typealias BackendReader = (
    _ bytes: [UInt8], _ file: String, _ named: (String) -> [UInt8]?
  ) throws(InputProblems) -> Backend

  private let files: BundledFiles
  private let readBackend: BackendReader

  /// Makes a library of the bundled files and of a reader for backends.
  package init(files: BundledFiles, readBackend: @escaping BackendReader) {
    self.files = files
    self.readBackend = readBackend
  }

  /// The device of a reference; a path is relative to `file` where one is given.
  package func device(_ reference: String, relativeTo file: String? = nil) throws(InputFault)
    -> Device
  {
    let path = try path(of: reference, among: .devices, relativeTo: file)
    let document = try FileReading.document(at: path)
    do throws(InputProblems) {
      return try DeviceFile.read(document) { (name: String) throws(InputProblems) -> Backend? in
        try backend(name, relativeTo: path)
      }
    } catch {
      throw InputFault.content(error)
    }
  }

  /// The condition of a reference; a path is relative to `file` where one is given.
  package func condition(_ reference: String, relativeTo file: String? = nil) throws(InputFault)
    -> Condition
  {
    let document = try FileReading.document(
      at: try path(of: reference, among: .conditions, relativeTo: file)
    )
    do throws(InputProblems) {
      return try ConditionFile.read(document)
    } catch {
      throw InputFault.content(error)
    }
  }

  /// The backend of a reference, or nil where there is none.
  package func backend(_ reference: String, relativeTo file: String? = nil)
    throws(InputProblems) -> Backend?
  {
    guard let path = try? path(of: reference, among: .backends, relativeTo: file),
      let bytes = backendBytes(at: path)
    else { return nil }
    return try readBackend(bytes, path) { name in
      (try? self.path(of: name, among: .backends, relativeTo: path)).flatMap(backendBytes)
    }
  }

  private func backendBytes(at path: String) -> [UInt8]? {
    try? FileReading.bytes(at: path, atMost: UInt64(DocumentLimits.yaml.bytes))
  }

  /// The path that a reference stands for.
  ///
  /// - Throws: `InputFault.missing` with the nearest bundled name.
  package func path(
    of reference: String,
    among kind: BundledFiles.Kind,
    relativeTo file: String? = nil
  ) throws(InputFault) -> String {
    if let path = files.path(of: reference, among: kind) { return path }
    let path = file.map { FileReading.path(reference, relativeTo: $0) } ?? reference
    guard FileReading.isFile(path) else {
      let names = files.names(of: kind)
      throw InputFault.missing(
        path: path,
        cure: suggestion(for: reference, among: names)
          ?? "bundled \(kind.rawValue) are \(names.joined(separator: ", "))"
      )
    }
    return path
  }
}
