import Devices
import Foundation
import Quantities

/// How far predictions lie from measurements, as logarithms of their ratios.
struct Residuals {
  let runs: [MeasuredRun]
  let devices: [Device]
  let figures: [FittedFigure]
  private let wholes: [[Int]]

  init(runs: [MeasuredRun], devices: [Device], figures: [FittedFigure]) {
    (self.runs, self.devices, self.figures) = (runs, devices, figures)
    wholes = Self.wholes(runs)
  }

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

  /// From how many operators on their sum counts as a measurement of its own.
  private static let leastOperators = 20

  /// The runs of single operators that together are one run of a model on a device, where they are
  /// many: what they take together is a measurement, too, and the one that users care for.
  private static func wholes(_ runs: [MeasuredRun]) -> [[Int]] {
    var groups: [[Int]] = []
    for (position, run) in runs.enumerated() {
      guard case .operation = run.measurement.subject else { continue }
      let own = groups.firstIndex { group in
        let first = runs[group[0]]
        return first.device == run.device && first.measurement.model == run.measurement.model
          && first.measurement.precision == run.measurement.precision
      }
      if let own { groups[own].append(position) } else { groups.append([position]) }
    }
    return groups.filter { $0.count >= leastOperators }
  }

  /// The logarithms for the sums, each counting as much as its rows together.
  private func sums(_ values: [Double]) -> [Double] {
    wholes.map { group in
      let measured = group.map { Double(runs[$0].measurement.latency.amount) }
      let predicted = zip(group, measured).map { exp(values[$0]) * $1 }
      let ratio = predicted.reduce(0, +) / max(measured.reduce(0, +), 1)
      return log(max(ratio, 1e-9)) * Double(group.count).squareRoot()
    }
  }

  /// The logarithm of predicted over measured for each run, and for runs that are one; `only`
  /// limits it to some devices, the other runs keep the values given.
  func values(on devices: [Device], only changed: Set<Int>? = nil, keeping old: [Double] = [])
    -> [Double]
  {
    let values = runs.enumerated()
      .map { position, run in
        if let changed, !changed.contains(run.device) { return old[position] }
        let predicted = run.predicted(on: devices[run.device])?.amount ?? 1
        return log(Double(max(predicted, 1)) / Double(run.measurement.latency.amount))
      }
    return values + sums(values)
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
