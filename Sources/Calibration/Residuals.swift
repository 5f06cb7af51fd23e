import Devices
import Foundation
import Quantities

/// How far predictions lie from measurements, as logarithms of their ratios.
struct Residuals {
  let runs: [MeasuredRun]
  let devices: [Device]
  let figures: [FittedFigure]

  /// The devices with every figure multiplied by the exponential of its coordinate.
  func devices(at point: [Double], rounded: Bool = false) -> [Device] {
    var result = devices
    for (figure, coordinate) in zip(figures, point) {
      for position in figure.devices {
        result[position] = figure.figure.scaled(
          result[position],
          by: exp(coordinate),
          rounded: rounded
        )
      }
    }
    return result
  }

  /// The logarithm of predicted over measured for each run; `only` limits it to some devices, the
  /// other runs keep the values given.
  func values(on devices: [Device], only changed: Set<Int>? = nil, keeping old: [Double] = [])
    -> [Double]
  {
    runs.enumerated()
      .map { position, run in
        if let changed, !changed.contains(run.device) { return old[position] }
        let predicted = run.predicted(on: devices[run.device])?.amount ?? 1
        return log(Double(max(predicted, 1)) / Double(run.measurement.latency.amount))
      }
  }
}

/// A figure that a fit changes, with the devices that share the change.
package struct FittedFigure: Hashable, Sendable {
  /// The figure.
  package let figure: Figure
  /// The positions of the devices whose figure is multiplied by the same factor.
  package let devices: [Int]

  /// Makes a fitted figure.
  package init(_ figure: Figure, of devices: [Int]) {
    self.figure = figure
    self.devices = devices
  }
}
