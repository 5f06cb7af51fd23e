import ArgumentParser
import Devices
import Documents
import Formats
import Plans

/// Finds models, devices and conditions by path or by the name of a bundled one.
struct Inputs {
  private let files: BundledFiles?

  init() {
    files = BundledFiles.located()
  }

  /// The bundled files.
  ///
  /// - Throws: `Failure` where they are not installed.
  func bundledFiles() throws -> BundledFiles {
    guard let files else {
      throw Failure(
        .missingInput,
        "the bundled devices and models were not found; set PITFALL_HOME to the folder that "
          + "holds Specs and Models"
      )
    }
    return files
  }

  func library() throws -> SpecLibrary {
    SpecLibrary(files: try bundledFiles()) { bytes, file, named throws(InputProblems) in
      try BackendFile.read(bytes, file: file, named: named)
    }
  }

  /// What a reference to an input stands for; its faults end the command.
  func reading<Value>(_ read: () throws(InputFault) -> Value) throws -> Value {
    do throws(InputFault) {
      return try read()
    } catch {
      if case .content(let problems) = error { throw problems }
      throw Failure(error)
    }
  }

  // MARK: Devices, backends, conditions, plans

  /// The device of a name or path.
  func device(_ reference: String) throws -> Device {
    let library = try library()
    return try reading { () throws(InputFault) in try library.device(reference) }
  }

  /// The bundled backend of a name.
  func backend(_ name: String) throws -> Backend? {
    try library().backend(name)
  }

  /// The condition of a name or path; `calm` where none is named.
  func condition(_ reference: String?) throws -> Condition {
    guard let reference else { return .calm }
    let library = try library()
    return try reading { () throws(InputFault) in try library.condition(reference) }
  }

  /// The document in a file.
  func document(at path: String) throws -> Document {
    try reading { () throws(InputFault) in try FileReading.document(at: path) }
  }

  /// A model or device that a plan file names: a path relative to the plan, or a bundled name.
  func reference(_ text: String, from plan: String) -> String {
    let local = FileReading.path(text, relativeTo: plan)
    return FileReading.isFile(local) ? local : text
  }
}

/// A value for a symbolic dimension: `batch=1`.
struct DimensionBinding: ExpressibleByArgument {
  let name: String
  let value: Int

  init?(argument: String) {
    let sides = argument.split(separator: "=", maxSplits: 1)
    guard sides.count == 2, let value = Int(sides[1]), value > 0 else { return nil }
    name = String(sides[0])
    self.value = value
  }
}
