import ArgumentParser
import Devices
import Documents
import Quantities
import RuntimeImports

/// The options that say what a runtime's names mean on a device.
struct RuntimeNameOptions: ParsableArguments {
  @Option(
    name: .customLong("map"),
    help: ArgumentHelp(
      "Which processor of the device a runtime's name stands for.",
      valueName: "name=processor"
    )
  )
  var meanings: [String] = []

  /// What the names mean: the device's own where no option says otherwise.
  ///
  /// - Throws: `Failure` for an option that names no processor of the device.
  func targets(on device: Device) throws -> TargetNames {
    var given: [String: Index<Processor>] = [:]
    for meaning in meanings {
      let sides = meaning.split(separator: "=", maxSplits: 1).map(String.init)
      guard sides.count == 2, let index = device.processor(named: sides[1]) else {
        throw Failure(
          .wrongUsage,
          "--map takes name=processor, not \(quoted(meaning)); the processors are "
            + device.processors.values.map(\.name).joined(separator: ", ")
        )
      }
      given[sides[0]] = index
    }
    return TargetNames(device: device, given: given)
  }
}
