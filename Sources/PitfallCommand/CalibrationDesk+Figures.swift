import Calibration
import Devices
import Documents
import Loading

extension CalibrationDesk {
  /// The figures of options such as `cpu.speed` and `cpu.direct@all`; without any, what the
  /// measured processors and links have.
  ///
  /// With a prior and no options these are the figures that it knows.
  func figures(_ options: [String], prior: Prior = .none) throws -> [FittedFigure] {
    guard !options.isEmpty else {
      guard prior != .none else { return FittedFigure.usual(for: runs, on: devices) }
      return devices.indices.flatMap { position in
        prior.figures.filter { $0.exists(in: devices[position]) }
          .map { FittedFigure($0, of: [position]) }
          .filter { $0.isMeasured(by: runs.filter { $0.device == position }) }
      }
    }
    return try options.flatMap { option in
      let sides = option.split(separator: "@", maxSplits: 1)
      guard let figure = sides.first.flatMap({ Figure(String($0)) }) else {
        throw Failure(.wrongUsage, "\(quoted(option)) is no figure such as cpu.speed")
      }
      let having = devices.indices.filter { figure.exists(in: devices[$0]) }
      guard !having.isEmpty else {
        throw Failure(.wrongUsage, "no device has the figure \(figure)")
      }
      guard sides.count == 2 else { return having.map { FittedFigure(figure, of: [$0]) } }
      let names = sides[1].split(separator: ",").map { String($0) }
      if names == ["all"] { return [FittedFigure(figure, of: having)] }
      let positions = try names.map { name in
        guard let position = devices.firstIndex(where: { $0.name == name }) else {
          throw Failure(.wrongUsage, "device \(quoted(name)) of \(quoted(option)) is not given")
        }
        return position
      }
      return [FittedFigure(figure, of: positions.filter(having.contains))]
    }
  }
}
