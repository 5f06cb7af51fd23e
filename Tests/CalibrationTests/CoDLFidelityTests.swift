import Calibration
import Devices
import Formats
import Loading
import Testing

/// The bundled phones against what CoDL measured on them (`Specs/measurements/codl.csv`).
@Suite struct CoDLFidelityTests {
  private static let phones = [
    "snapdragon-855", "snapdragon-855-buffer", "snapdragon-865", "snapdragon-865-buffer",
    "snapdragon-888", "snapdragon-888-buffer", "kirin-990", "kirin-990-image",
  ]

  private func desk() throws -> CalibrationDesk {
    let inputs = Inputs()
    let home = try inputs.bundledFiles().home
    let devices = try Self.phones.map { try inputs.device($0) }
    var desk = try CalibrationDesk(
      devices,
      shares: home + "/Specs/measurements/codl-plans.json"
    )
    try desk.add(home + "/Specs/measurements/codl.csv")
    return desk
  }

  /// Whole models: CPU, GPU and the stored plans, under images and buffers.
  @Test func predictsWholeModels() throws {
    let desk = try desk()
    let models = desk.runs.filter { $0.measurement.model.hasPrefix("codl-") }
    let quality = FitQuality(models, on: desk.devices)
    #expect(quality.rows.count == 40)
    #expect(quality.median <= 0.05)
    #expect(quality.worst <= 0.25)
    let order = quality.order(beyond: 0.05)
    #expect(order.pairs >= 25)
    #expect(order.kept * 100 >= order.pairs * 95)
  }

  /// Single operators, which no whole model shows by themselves.
  @Test func predictsSingleOperators() throws {
    let desk = try desk()
    let operators = desk.runs.filter { !$0.measurement.model.hasPrefix("codl-") }
    let quality = FitQuality(operators, on: desk.devices)
    #expect(quality.rows.count == 10)
    #expect(quality.median <= 0.10)
    #expect(quality.worst <= 0.30)
  }
}
