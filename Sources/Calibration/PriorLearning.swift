package import Devices
import Foundation

/// What many measured devices tell about figures of another one: their middle, how far they lie
/// apart and how they go together.
///
/// Each device is fitted under the present prior, then the prior becomes the mean and covariance of
/// the fits, their own uncertainty included, and so on (expectation and maximisation: Dempster,
/// Laird and Rubin 1977; for hierarchies of regressions Gelman and others, *Bayesian Data
/// Analysis*, chapter 15). Devices far from all others count less, as under Student's distribution.
package struct PriorLearning: Sendable {
  /// The device file at the middle of all devices.
  package let device: Device
  /// How far and how jointly devices lie from it.
  package let prior: Prior

  /// Learns figures of one processor from devices, each with its own measurements.
  package init(
    _ start: Device,
    _ figures: [Figure],
    from groups: [[MeasuredRun]],
    rounds: Int = 3
  ) {
    let fitted = figures.map { FittedFigure($0, of: [0]) }
    var middle = figures.map { _ in 0.0 }
    var device = start
    var prior = Prior.none
    for _ in 0..<rounds where groups.count > 1 {
      let fits = groups.map { Fit(fitted, of: [device], to: $0, prior: prior) }
      let points = fits.map { fit in zip(middle, fit.point).map { $0 + $1 } }
      let spread = Self.spread(points, fits.map(\.covariance), prior.covariance(of: fitted), middle)
      middle = spread.mean
      prior = Prior(figures, covariance: spread.covariance)
      device = zip(figures, middle)
        .reduce(start) { $1.0.scaled($0, by: exp($1.1)) }
    }
    self.device = device
    self.prior = prior
  }

  /// The weighted mean and covariance of points that are uncertain themselves.
  private static func spread(
    _ points: [[Double]],
    _ uncertainties: [[[Double]]],
    _ known: [[Double]],
    _ middle: [Double]
  ) -> (mean: [Double], covariance: [[Double]]) {
    let size = Double(middle.count)
    let precision = LinearSystem.inverse(known)
    let weights = points.map { point -> Double in
      let difference = zip(point, middle).map { $0 - $1 }
      let distance = zip(precision, difference)
        .reduce(0.0) { sum, row in
          sum + row.1 * zip(row.0, difference).reduce(0.0) { $0 + $1.0 * $1.1 }
        }
      return min((size + freedom) / (distance + freedom), 1)
    }
    let total = weights.reduce(0, +)
    let count = Double(points.count)
    let mean = middle.indices.map { axis in
      zip(points, weights).reduce(0.0) { $0 + $1.0[axis] * $1.1 } / total
    }
    let covariance = middle.indices.map { row in
      middle.indices.map { column -> Double in
        let between = zip(points, weights)
          .reduce(0.0) { $0 + ($1.0[row] - mean[row]) * ($1.0[column] - mean[column]) * $1.1 }
        let within = uncertainties.reduce(0.0) { $0 + $1[row][column] }
        let joint = between / total + within / (2 * count)
        return joint * count / (count + shrinkage) + (row == column ? floor : 0)
      }
    }
    return (mean, covariance)
  }

  /// The degrees of freedom of the weights.
  private static let freedom = 5.0
  /// The devices without any spread that are thought to be among those measured.
  private static let shrinkage = 3.0
  /// The least variance of a figure's logarithm.
  private static let floor = 0.02
}
