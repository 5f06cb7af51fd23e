import Devices
package import Documents
import Foundation
import Quantities

/// What is known of a device's figures before it is measured: how far each may lie from that of the
/// device file it goes with, and how they go together.
///
/// The covariance is that of natural logarithms. A figure that it does not name may lie as far away
/// as `Figure.Kind.plausibleFactor` says, whatever the others are.
package struct Prior: Hashable, Sendable {
  /// The value of the `format` key.
  package static let format = "pitfall.prior/1"
  /// The parts of one in which a file gives the covariance.
  private static let unit = 10_000.0

  /// The figures that it knows.
  package let figures: [Figure]
  /// Row by row.
  package let covariance: [[Double]]

  /// Makes a prior.
  package init(_ figures: [Figure], covariance: [[Double]]) {
    self.figures = figures
    self.covariance = covariance
  }

  /// Nothing is known but what kind each figure is of.
  package static let none = Prior([], covariance: [])

  /// Both; figures of different ones are independent of each other.
  package func joined(with other: Prior) -> Prior {
    let width = figures.count + other.figures.count
    let own = covariance.map { $0 + [Double](repeating: 0, count: other.figures.count) }
    let rest = other.covariance.map { [Double](repeating: 0, count: width - $0.count) + $0 }
    return Prior(figures + other.figures, covariance: own + rest)
  }

  /// The covariance of some figures; those that no prior knows, and those of different devices, are
  /// independent of each other.
  func covariance(of fitted: [FittedFigure]) -> [[Double]] {
    let positions = fitted.map { figures.firstIndex(of: $0.figure) }
    return fitted.indices.map { row in
      fitted.indices.map { column in
        if let first = positions[row], let second = positions[column] {
          return fitted[row].devices == fitted[column].devices ? covariance[first][second] : 0
        }
        guard row == column else { return 0 }
        let width = log(fitted[row].figure.kind.plausibleFactor)
        return width * width
      }
    }
  }
}

extension Prior {
  /// Reads a file.
  ///
  /// - Throws: every fault of the file.
  package init(_ document: Document) throws(InputProblems) {
    var log = ProblemLog()
    let object = document.object(
      "a prior",
      keys: ["format", "source", "figures", "covariance"],
      &log
    )
    object?.checkFormat(Self.format, &log)
    let names = (object?.list("figures", &log) ?? []).compactMap { $0.text("a figure", &log) }
    figures = names.compactMap { Figure($0) }
    if let object, figures.count < names.count {
      log.report(object.place, "some of the figures are none such as cpu.speed")
    }
    covariance = (object?.list("covariance", &log) ?? [])
      .compactMap { row in
        row.list("a row of the covariance", &log)?
          .compactMap { $0.integer("a covariance", in: -1_000_000...1_000_000, &log) }
          .map { Double($0) / Self.unit }
      }
    if let object {
      let isSquare =
        covariance.count == figures.count && covariance.allSatisfy { $0.count == figures.count }
      if !isSquare {
        log.report(object.place, "the covariance does not have a row and a column for each figure")
      } else if !Self.isPositive(covariance) {
        log.report(object.place, "the covariance is not symmetric with positive eigenvalues")
      }
    }
    try log.check()
  }

  /// The file, with a sentence on where it comes from.
  package func json(source: String) -> JSONValue {
    .object([
      "format": .text(Self.format),
      "source": .text(source),
      "figures": .list(figures.map { .text($0.description) }),
      "covariance": .list(
        covariance.map { row in
          .list(row.map { .integer(Int64(($0 * Self.unit).rounded())) })
        }
      ),
    ])
  }

  /// Whether a matrix is symmetric and positive definite: Cholesky's decomposition exists.
  private static func isPositive(_ matrix: [[Double]]) -> Bool {
    var factor = matrix.map { $0.map { _ in 0.0 } }
    for row in matrix.indices {
      for column in 0...row {
        guard abs(matrix[row][column] - matrix[column][row]) < 1e-9 else { return false }
        let known = (0..<column).reduce(0.0) { $0 + factor[row][$1] * factor[column][$1] }
        let rest = matrix[row][column] - known
        if row == column {
          guard rest > 1e-9 else { return false }
          factor[row][row] = rest.squareRoot()
        } else {
          factor[row][column] = rest / factor[column][column]
        }
      }
    }
    return true
  }
}
