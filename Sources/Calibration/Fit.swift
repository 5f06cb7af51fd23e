package import Devices
import Foundation
import Quantities

/// Fits figures of devices to measurements.
///
/// Minimises the sum of the robust squares of the logarithms of predicted over measured, in units
/// of `expectedError`, plus the squares of the logarithms of the figures' changes in units of their
/// plausible change. So a figure that the measurements say nothing about keeps the value of the
/// device file, and a few strange rows do not carry the rest away. The method is Levenberg and
/// Marquardt's (SIAM J. 11(2), 1963, doi 10.1137/0111030) with Huber's weights (doi
/// 10.1214/aoms/1177703732); it starts at the device file, so that the same input gives the same
/// fit. What is known beforehand of figures, and how they go together, is the prior's
/// covariance (Gelman and others, *Bayesian Data Analysis*, 3rd edition, chapter 5).
package struct Fit: Sendable {
  /// The relative error that measurements and model are expected to have.
  package static let expectedError = 0.05

  /// One figure after the fit.
  package struct Estimate: Hashable, Sendable {
    package let figure: FittedFigure
    /// What it was multiplied by.
    package let factor: Double
    /// The standard error of the factor, as a share of it.
    package let uncertainty: Double
    /// How much of the figure the measurements determine: 0 none of it, 1 all.
    package let determination: Double
  }

  /// The devices with the fitted figures.
  package let devices: [Device]
  /// The figures.
  package let estimates: [Estimate]
  /// The logarithms of what the figures were multiplied by.
  package let point: [Double]
  /// The covariance of the figures' logarithms after the fit.
  package let covariance: [[Double]]
  /// How good the fit is for the measurements that it was made from.
  package let quality: FitQuality

  /// Fits figures; the runs' devices are positions in `devices`.
  package init(
    _ figures: [FittedFigure],
    of devices: [Device],
    to runs: [MeasuredRun],
    prior: Prior = .none
  ) {
    let residuals = Residuals(runs: runs, devices: devices, figures: figures)
    let known = prior.covariance(of: figures)
    var search = Descent(residuals, precision: LinearSystem.inverse(known))
    search.run()
    let covariance = search.covariance()
    let errors = covariance.indices.map { sqrt(max(covariance[$0][$0], 0)) }
    self.covariance = covariance
    point = search.point
    let fitted = residuals.devices(at: search.point, rounded: true)
    self.devices = fitted
    estimates = figures.indices.map { position in
      let share = errors[position] / sqrt(known[position][position])
      return Estimate(
        figure: figures[position],
        factor: exp(search.point[position]),
        uncertainty: errors[position],
        determination: max(0, 1 - share * share)
      )
    }
    quality = FitQuality(runs, on: fitted)
  }
}

/// A descent in progress.
private struct Descent {
  let residuals: Residuals
  var point: [Double]
  private var values: [Double]
  private var jacobian: [[Double]] = []
  /// The inverse of the prior's covariance.
  private let precision: [[Double]]

  init(_ residuals: Residuals, precision: [[Double]]) {
    self.residuals = residuals
    self.precision = precision
    point = residuals.figures.map { _ in 0 }
    values = residuals.values(on: residuals.devices)
  }

  /// The prior's part of the gradient.
  private func pull(_ point: [Double]) -> [Double] {
    precision.map { row in zip(row, point).reduce(0.0) { $0 + $1.0 * $1.1 } }
  }

  /// Huber's weight of a residual in units of the expected error.
  private func weight(_ value: Double) -> Double {
    let size = abs(value) / Fit.expectedError
    return size <= 1 ? 1 : 1 / size
  }

  private func objective(_ values: [Double], _ point: [Double]) -> Double {
    let misfit = values.reduce(0.0) { sum, value in
      let size = abs(value) / Fit.expectedError
      return sum + (size <= 1 ? size * size : 2 * size - 1)
    }
    return zip(pull(point), point).reduce(misfit) { $0 + $1.0 * $1.1 }
  }

  mutating func run() {
    guard !point.isEmpty else { return }
    var damping = 1e-3
    var best = objective(values, point)
    for _ in 0..<40 {
      differentiate()
      var isImproved = false
      for _ in 0..<8 {
        let (matrix, gradient) = normalEquations(damping: damping)
        guard let step = LinearSystem.solve(matrix, gradient) else { return }
        let next = zip(point, step).map { max(min($0 - $1, $0 + 1), $0 - 1) }
        let nextValues = residuals.values(on: residuals.devices(at: next))
        let value = objective(nextValues, next)
        if value < best {
          let gain = best - value
          (point, values, best) = (next, nextValues, value)
          damping = max(damping / 4, 1e-9)
          isImproved = gain > 1e-4 * (1 + best)
          break
        }
        damping *= 6
      }
      guard isImproved else { return }
    }
  }

  /// Central differences; figures are whole numbers, so that steps must not be tiny.
  private mutating func differentiate() {
    let step = 0.02
    jacobian = point.indices.map { position in
      let changed = Set(residuals.figures[position].devices)
      let sides = [step, -step]
        .map { offset -> [Double] in
          var moved = point
          moved[position] += offset
          return residuals.values(
            on: residuals.devices(at: moved),
            only: changed,
            keeping: values
          )
        }
      return zip(sides[0], sides[1]).map { ($0 - $1) / (2 * step) }
    }
  }

  private func normalEquations(damping: Double) -> ([[Double]], [Double]) {
    let scale = 1 / (Fit.expectedError * Fit.expectedError)
    var matrix = point.map { _ in point.map { _ in 0.0 } }
    var gradient = pull(point)
    for row in point.indices {
      for (run, value) in values.enumerated() {
        gradient[row] += jacobian[row][run] * value * weight(value) * scale
      }
      for column in point.indices {
        for (run, value) in values.enumerated() {
          matrix[row][column] += jacobian[row][run] * jacobian[column][run] * weight(value) * scale
        }
        matrix[row][column] += precision[row][column]
      }
      matrix[row][row] *= 1 + damping
    }
    return (matrix, gradient)
  }

  /// The covariance of the coordinates.
  mutating func covariance() -> [[Double]] {
    guard !point.isEmpty else { return [] }
    differentiate()
    return LinearSystem.inverse(normalEquations(damping: 0).0)
  }
}

/// Linear equations.
enum LinearSystem {
  /// The inverse; zeros in the columns for which there is none.
  static func inverse(_ matrix: [[Double]]) -> [[Double]] {
    let columns = matrix.indices.map { position in
      solve(matrix, matrix.indices.map { $0 == position ? 1.0 : 0.0 })
        ?? matrix.map { _ in 0.0 }
    }
    return matrix.indices.map { row in columns.map { $0[row] } }
  }

  /// The solution by elimination with pivots; nil where there is none.
  static func solve(_ matrix: [[Double]], _ right: [Double]) -> [Double]? {
    var rows = zip(matrix, right).map { $0 + [$1] }
    let count = rows.count
    for pivot in 0..<count {
      guard
        let best = (pivot..<count).max(by: { abs(rows[$0][pivot]) < abs(rows[$1][pivot]) }),
        abs(rows[best][pivot]) > 1e-12
      else { return nil }
      rows.swapAt(pivot, best)
      for row in 0..<count where row != pivot {
        let factor = rows[row][pivot] / rows[pivot][pivot]
        guard factor != 0 else { continue }
        for column in pivot...count { rows[row][column] -= factor * rows[pivot][column] }
      }
    }
    return (0..<count).map { rows[$0][count] / rows[$0][$0] }
  }
}
