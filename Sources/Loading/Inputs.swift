package import Devices
package import Documents
package import Formats
import Foundation
package import Graphs
package import ONNXModels

/// Finds models, devices, conditions and cases by path or by the name of a bundled one.
package struct Inputs: Sendable {
  private let files: BundledFiles?

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
    SpecLibrary(files: try bundledFiles()) { bytes, file, named throws(InputProblems) in
      try BackendFile.read(bytes, file: file, named: named)
    }
  }

  // MARK: Models

  /// The model of a name or path.
  package func graph(_ reference: String, dimensions: [DimensionBinding]) throws(InputFault)
    -> Graph
  {
    let path = try modelPath(reference)
    guard path.hasSuffix(".json") else { return try onnx(at: path, dimensions: dimensions).graph }
    let document = try FileReading.document(at: path)
    do throws(InputProblems) {
      return try GraphFile.read(document)
    } catch {
      throw .content(error)
    }
  }

  /// The graph of a plan's subject: one model, or the union of several models or frames.
  package func graph(of subject: PlanSubject, dimensions: [DimensionBinding])
    throws(InputFault) -> Graph
  {
    var graphs: [Graph] = []
    for model in subject.models { graphs.append(try graph(model, dimensions: dimensions)) }
    do throws(GraphError) {
      return try subject.graph(of: graphs)
    } catch {
      throw .unreadable(path: subject.models.joined(separator: ","), reason: error.description)
    }
  }

  /// The path of a model of a name or path.
  package func modelPath(_ reference: String) throws(InputFault) -> String {
    try library().path(of: Self.bundledName(reference), among: .models)
  }

  /// A bundled model may be named with its ending where no file of that name is at hand.
  private static func bundledName(_ reference: String) -> String {
    guard !FileReading.isFile(reference), reference.hasSuffix(".onnx") else { return reference }
    return String(reference.dropLast(".onnx".count))
  }

  /// The ONNX model in a file.
  package func onnx(at path: String, dimensions: [DimensionBinding]) throws(InputFault)
    -> ONNXModel
  {
    var values: [String: Int] = [:]
    for binding in dimensions { values[binding.name] = binding.value }
    let bytes = try FileReading.data(at: path)
    let name = URL(fileURLWithPath: path).deletingPathExtension().lastPathComponent
    do throws(ONNXError) {
      return try ONNXModel.read(bytes: bytes, name: name, dimensions: values)
    } catch {
      throw .unreadable(path: path, reason: error.description)
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

/// A value for a symbolic dimension: `batch=1`.
package struct DimensionBinding: Hashable, Sendable {
  /// The dimension's name in the model.
  package let name: String
  /// Its value, positive.
  package let value: Int

  /// Binds a value; nil where it is not positive.
  package init?(name: String, value: Int) {
    guard value > 0 else { return nil }
    self.name = name
    self.value = value
  }

  /// Reads a binding as people type it; nil for anything else.
  package init?(_ text: String) {
    let sides = text.split(separator: "=", maxSplits: 1)
    guard sides.count == 2, let value = Int(sides[1]) else { return nil }
    self.init(name: String(sides[0]), value: value)
  }
}
