import ArgumentParser
import Devices
import Documents
import Formats
import Graphs
import Loading
import Quantities
import RuntimeImports

/// The options that name what a runtime measured.
struct ProfileOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "A runtime's profile: ONNX Runtime's or OpenVINO's JSON, or benchmark_model's CSV.",
      valueName: "file"
    )
  )
  var profile: [String] = []

  @Option(help: "The model that was profiled.")
  var model: String?

  @OptionGroup var names: RuntimeNameOptions

  @Option(
    help: ArgumentHelp(
      "The link that an OpenVINO profile's conversions between subgraphs are copies over.",
      valueName: "pool>pool"
    )
  )
  var crossings: String?

  /// Reads the profiles and hands their operators' times over.
  func add(to desk: inout CalibrationDesk, for devices: [Device], _ inputs: Inputs) throws {
    guard !profile.isEmpty else { return }
    guard let model, let device = devices.first, devices.count == 1 else {
      throw Failure(
        .wrongUsage,
        "--profile takes the profiled model with --model, and one --device"
      )
    }
    let read = try inputs.model(model, dimensions: [])
    let targets = try names.targets(on: device)
    let link = try crossings.map { try Self.link($0, of: device) }
    for file in profile {
      let result = try ProfileMeasurements(
        try Profile.read(try FileReading.bytes(at: file), file: file),
        model: ImportedModel(
          graph: read.graph,
          nodes: read.nodes,
          dynamicInputs: read.dynamicInputs
        ),
        reference: model,
        device: device,
        targets: targets,
        crossings: link
      )
      for note in result.notes { Console.warn(note) }
      desk.leaveOut(result.excluded)
      try desk.add(result.measurements, from: "")
    }
  }

  /// The ends of a link that is written as `cpu>gpu`.
  private static func link(_ text: String, of device: Device) throws
    -> ProfileMeasurements.Crossings
  {
    let ends = text.split(separator: ">").map(String.init)
    let links = device.links.values
      .map { device.pools[$0.source].name + ">" + device.pools[$0.target].name }
    guard ends.count == 2, links.contains(text) else {
      throw Failure(
        .wrongUsage,
        "--crossings takes a link of the device, not \(quoted(text)); the links are "
          + links.joined(separator: ", ")
      )
    }
    return ProfileMeasurements.Crossings(from: ends[0], to: ends[1])
  }
}
