package import Devices
package import Documents
package import Formats

/// Finds models, devices, conditions and cases by path or by the name of a bundled one.
package struct Inputs: Sendable {
  private let files: BundledFiles?
  private let shelf = BackendShelf()

  /// Looks for the bundled files where `BundledFiles.located` does.
  package init() {
    files = BundledFiles.located()
  }

  /// The bundled files.
  ///
  /// - Throws: `InputFault` where they are not installed.
  package func bundledFiles() throws(InputFault) -> BundledFiles {
    guard let files else { throw .notInstalled }
    return files
  }

  /// Devices, backends and conditions by reference.
  package func library() throws(InputFault) -> SpecLibrary {
    SpecLibrary(files: try bundledFiles(), shelf: shelf) {
      bytes,
      file,
      named throws(InputProblems) in
      try BackendFile.read(bytes, file: file, named: named)
    }
  }

  // MARK: Devices, backends, conditions, plans, cases

  /// The device of a name or path.
  package func device(_ reference: String) throws(InputFault) -> Device {
    try library().device(reference)
  }

  /// The bundled backend of a name.
  package func backend(_ name: String) throws(InputFault) -> Backend? {
    let library = try library()
    do throws(InputProblems) {
      return try library.backend(name)
    } catch {
      throw .content(error)
    }
  }

  /// The condition of a name or path; `calm` where none is named.
  package func condition(_ reference: String?) throws(InputFault) -> Condition {
    guard let reference else { return .calm }
    return try library().condition(reference)
  }

  /// A model or device that a plan file names: a path relative to the plan, or a bundled name.
  package func reference(_ text: String, from plan: String) -> String {
    if StandardInput.isMeant(by: text) { return "./" + text }
    let local = FileReading.path(text, relativeTo: plan)
    return FileReading.isFile(local) ? local : text
  }

  /// The case in a file.
  package func storedCase(at path: String) throws(InputFault) -> StoredCase {
    try locatedCase(in: try FileReading.document(at: path), at: path).item
  }

  /// The case in a document that stands at a path, with the places of its parts.
  package func locatedCase(in document: Document, at path: String) throws(InputFault)
    -> LocatedCase
  {
    let library = try library()
    do throws(InputProblems) {
      return try CaseFile.readLocated(document) {
        (name: String) throws(InputProblems) -> Backend? in
        try library.backend(name, relativeTo: path)
      }
    } catch {
      throw .content(error)
    }
  }
}
