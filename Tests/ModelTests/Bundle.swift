import Devices
import Documents
import Formats
import Graphs
import ONNXModels
import Plans
import Strategies
import Testing

/// The bundled models and phones, read once for all tests.
enum Bundle {
  /// The phones on which every model is judged.
  static let phones = ["kirin-990", "snapdragon-855", "snapdragon-865", "snapdragon-888"]

  private static let files = BundledFiles.located()

  /// The names of the models; none where they are not found, which a test notices.
  static let models: [String] = files?.names(of: .models) ?? []

  private static let graphs: [String: Result<Graph, any Error>] = {
    var graphs: [String: Result<Graph, any Error>] = [:]
    for name in models { graphs[name] = Result { try readGraph(name) } }
    return graphs
  }()

  private static let devices: [String: Result<Device, any Error>] = {
    var devices: [String: Result<Device, any Error>] = [:]
    for name in phones { devices[name] = Result { try readDevice(name) } }
    return devices
  }()

  /// What a strategy plans for.
  static func task(_ model: String, _ phone: String) throws -> Task {
    Task(
      graph: try #require(graphs[model]).get(),
      device: try #require(devices[phone]).get()
    )
  }

  private static func readGraph(_ name: String) throws -> Graph {
    let path = try #require(files?.path(of: name, among: .models))
    guard path.hasSuffix(".onnx") else {
      return try GraphFile.read(try FileReading.document(at: path))
    }
    return try ONNXModel.read(bytes: try FileReading.data(at: path), name: name).graph
  }

  private static func readDevice(_ name: String) throws -> Device {
    try library().device(name)
  }

  /// The devices, backends and conditions that come with the package.
  static func library() throws -> SpecLibrary {
    SpecLibrary(files: try #require(files)) {
      bytes,
      file,
      named throws(InputProblems) in
      try BackendFile.read(bytes, file: file, named: named)
    }
  }
}
