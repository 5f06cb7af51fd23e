import Devices
import Documents
import Formats
import Foundation
import Graphs
import Loading
import Plans
import Quantities
import RuntimeImports

/// Imports files and texts as the command does.
enum Bench {
  private static let tests = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
    .deletingLastPathComponent()

  /// A file among the samples of this target.
  static func sample(_ name: String) throws -> [UInt8] {
    Array(try Data(contentsOf: tests.appendingPathComponent("RuntimeImportsTests/Data/" + name)))
  }

  /// A file of another test target.
  static func path(_ file: String) -> String { tests.appendingPathComponent(file).path }

  static func bytes(_ file: String) throws -> [UInt8] {
    Array(try Data(contentsOf: URL(fileURLWithPath: path(file))))
  }

  static let tflite = "TFLiteModelsTests/Data/"

  /// What is asked of an import.
  struct Request {
    var model = "mobilenet_v2"
    var device = "snapdragon-888"
    var kind: ImportKind?
    var map: [String: String] = [:]
    var dimensions: [String] = []
  }

  static func run(_ source: [UInt8], _ request: Request = Request()) throws -> PlanImport {
    let inputs = Inputs()
    let model = try inputs.model(
      request.model,
      dimensions: request.dimensions.compactMap { DimensionBinding($0) }
    )
    let device = try inputs.device(request.device)
    return try PlanImport(
      try ImportSource.read(source, file: "source", kind: request.kind),
      model: ImportedModel(
        graph: model.graph,
        nodes: model.nodes,
        dynamicInputs: model.dynamicInputs
      ),
      device: device,
      targets: TargetNames(
        device: device,
        given: request.map.compactMapValues { device.processor(named: $0) }
      ),
      file: "source"
    )
  }

  /// The types and names of the operators of a bundled model.
  static func nodeNames(_ model: String) throws -> [(type: String, name: String)] {
    try Inputs().graph(model, dimensions: []).operators.values.map { ($0.typeName, $0.name) }
  }

  /// How many steps run on each processor, by its name.
  static func shares(_ result: PlanImport, device: String = "snapdragon-888") throws
    -> [String: Int]
  {
    let device = try Inputs().device(device)
    var counts: [String: Int] = [:]
    for step in result.plan.steps.values {
      guard case .run(_, on: let processor, part: _, precision: _) = step.action else { continue }
      counts[device.processors[processor].name, default: 0] += 1
    }
    return counts
  }
}
