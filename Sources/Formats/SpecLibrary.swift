package import Devices
package import Documents
import Synchronization

/// Devices, backends and conditions by reference: the name of a bundled one, or a path.
package struct SpecLibrary {
  /// Reads a backend from a file's bytes; the last argument answers the bytes of the backend of a
  /// name that the file refers to.
  package typealias BackendReader = (
    _ bytes: [UInt8], _ file: String, _ named: (String) -> [UInt8]?
  ) throws(InputProblems) -> Backend

  private let files: BundledFiles
  private let shelf: BackendShelf
  private let readBackend: BackendReader

  /// Makes a library of the bundled files, of the backends that were read before, and of a reader
  /// for others.
  package init(
    files: BundledFiles,
    shelf: BackendShelf = BackendShelf(),
    readBackend: @escaping BackendReader
  ) {
    self.files = files
    self.shelf = shelf
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
  ///
  /// - Throws: what is wrong in its file, or why that cannot be read.
  package func backend(_ reference: String, relativeTo file: String? = nil)
    throws(InputProblems) -> Backend?
  {
    guard let path = try? path(of: reference, among: .backends, relativeTo: file) else {
      return nil
    }
    if let known = shelf.backend(at: path) { return known }
    let bytes: [UInt8]
    do throws(InputFault) {
      bytes = try backendBytes(at: path)
    } catch .unreadable(let path, let reason) {
      throw InputProblems(InputProblem(Place(file: path), reason))
    } catch {
      return nil
    }
    let backend = try readBackend(bytes, path) { name in
      guard let path = try? self.path(of: name, among: .backends, relativeTo: path) else {
        return nil
      }
      return try? backendBytes(at: path)
    }
    shelf.keep(backend, at: path)
    return backend
  }

  private func backendBytes(at path: String) throws(InputFault) -> [UInt8] {
    try FileReading.bytes(at: path, atMost: UInt64(DocumentLimits.yaml.bytes))
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

/// The backends that were read, by path.
///
/// A class, because all who ask for devices share it: most processors of a phone, and most phones,
/// have the same few backends, and reading their rules takes longer than all else in a device.
package final class BackendShelf: Sendable {
  private let backends = Mutex<[String: Backend]>([:])

  /// Makes an empty shelf.
  package init() {}

  /// The backend of a path, if it was read.
  func backend(at path: String) -> Backend? { backends.withLock { $0[path] } }

  /// Keeps a backend.
  func keep(_ backend: Backend, at path: String) { backends.withLock { $0[path] = backend } }
}
