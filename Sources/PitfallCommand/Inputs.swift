import ArgumentParser
import Devices
import Documents
import Formats
import Foundation
import Graphs
import ONNXModels
import Plans

/// Finds models, devices and conditions by path or by the name of a bundled one.
struct Inputs {
  private let bundled: BundledFiles?

  init() {
    bundled = BundledFiles.located()
  }

  /// The bundled files.
  ///
  /// - Throws: `Failure` where they are not installed.
  func bundledFiles() throws -> BundledFiles {
    guard let bundled else {
      throw Failure(
        .missingInput,
        "the bundled devices and models were not found; set PITFALL_HOME to the folder that "
          + "holds Specs and Models")
    }
    return bundled
  }

  // MARK: Models

  /// The model of a name or path.
  func graph(_ reference: String, dimensions: [DimensionBinding]) throws -> Graph {
    let path = try path(of: reference, among: .models, "model")
    if path.hasSuffix(".json") {
      return try GraphFile.read(try document(at: path))
    }
    return try onnx(at: path, dimensions: dimensions).graph
  }

  /// The ONNX model of a name or path.
  func onnx(at path: String, dimensions: [DimensionBinding]) throws -> ONNXModel {
    let url = URL(fileURLWithPath: path)
    var values: [String: Int] = [:]
    for binding in dimensions { values[binding.name] = binding.value }
    do {
      let bytes = try FileReading.data(at: path)
      let name = url.deletingPathExtension().lastPathComponent
      return try ONNXModel.read(bytes: bytes, name: name, dimensions: values)
    } catch let fault as InputFault {
      throw Failure(fault)
    } catch let error as ONNXError {
      throw Failure(.badData, "\(escaped(path, limit: 4_096)): \(error.description)")
    }
  }

  // MARK: Devices and conditions

  /// The device of a name or path.
  func device(_ reference: String) throws -> Device {
    let path = try path(of: reference, among: .devices, "device")
    return try DeviceFile.read(try document(at: path)) { name throws(InputProblems) in
      try self.backend(name, relativeTo: path)
    }
  }

  /// The backend of a name, or of a path relative to the file that names it.
  private func backend(_ name: String, relativeTo file: String) throws(InputProblems) -> Backend? {
    let local = FileReading.path(name, relativeTo: file)
    guard let path = bundled?.path(of: name, among: .backends) ?? existing(local) else {
      return nil
    }
    guard let bytes = try? FileReading.bytes(at: path) else { return nil }
    return try BackendFile.read(bytes, file: path) { base in
      bundled?.path(of: base, among: .backends).flatMap { try? FileReading.bytes(at: $0) }
    }
  }

  private func existing(_ path: String) -> String? {
    FileManager.default.fileExists(atPath: path) ? path : nil
  }

  /// The bundled backend of a name.
  func backend(_ name: String) throws -> Backend? {
    try backend(name, relativeTo: "")
  }

  /// The condition of a name or path; `calm` is built in.
  func condition(_ reference: String?) throws -> Condition {
    guard let reference, reference != Condition.calm.name else { return .calm }
    let path = try path(of: reference, among: .conditions, "condition")
    return try ConditionFile.read(try document(at: path))
  }

  // MARK: Plans

  /// The document in a file.
  func document(at path: String) throws -> Document {
    do {
      return try FileReading.document(at: path)
    } catch {
      throw Failure(error)
    }
  }

  /// A path as given, or of the bundled file of that name; with the ending a bundled model's file
  /// has, too.
  private func path(of reference: String, among kind: BundledFiles.Kind, _ what: String) throws
    -> String
  {
    if let path = existing(reference) { return path }
    if let path = bundled?.path(of: reference, among: kind) { return path }
    let base = URL(fileURLWithPath: reference).deletingPathExtension().lastPathComponent
    if let path = bundled?.path(of: base, among: kind), !reference.contains("/") { return path }
    let names = bundled?.names(of: kind) ?? []
    let close = nearestName(to: reference, among: names)
    let cure = close.map { "did you mean \(quoted($0))?" }
      ?? "bundled are \(names.joined(separator: ", "))"
    throw Failure(
      .missingInput,
      "no \(what) \(quoted(reference)): there is no such file and none of that name is bundled; "
        + cure)
  }

  /// A model or device that a plan file names: a path relative to the plan, or a bundled name.
  func reference(_ text: String, from plan: String) -> String {
    let local = FileReading.path(text, relativeTo: plan)
    return existing(local) ?? text
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
