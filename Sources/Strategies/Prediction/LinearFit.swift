/// A linear function of some features, fitted by least squares, with a constant or through zero.
///
/// The features are standardised first, and a small ridge keeps the solution finite where they
/// depend on one another.
struct LinearFit: Hashable, Sendable {
  private let means: [Double]
  private let scales: [Double]
  private let weights: [Double]
  private let intercept: Double

  /// What the sum of squares that is made least is of.
  enum Residual: Sendable {
    /// Differences, so that large targets count most.
    case absolute
    /// Differences in proportion to the target, so that all targets count alike.
    case relative
  }

  /// Fits targets to rows of features, all of the same length, at least one.
  init(
    _ rows: [[Double]],
    to targets: [Double],
    _ residual: Residual = .absolute,
    hasConstant: Bool = true
  ) {
    let importance = targets.map { target in
      residual == .absolute ? 1 : 1 / max(target * target, 1)
    }
    let total = max(importance.reduce(0, +), .leastNormalMagnitude)
    func mean(_ value: (Int) -> Double) -> Double {
      rows.indices.reduce(0) { $0 + importance[$1] * value($1) } / total
    }
    let width = rows.first?.count ?? 0
    let means = (0..<width).map { column in hasConstant ? mean { rows[$0][column] } : 0 }
    let scales = (0..<width)
      .map { column in
        let square = mean {
          (rows[$0][column] - means[column]) * (rows[$0][column] - means[column])
        }
        return square > 0 ? square.squareRoot() : 1
      }
    let centre = hasConstant ? mean { targets[$0] } : 0
    var normal = [[Double]](repeating: [Double](repeating: 0, count: width + 1), count: width)
    for (position, row) in rows.enumerated() {
      let standard = (0..<width).map { (row[$0] - means[$0]) / scales[$0] }
      let weight = importance[position] / total
      for line in 0..<width {
        for column in 0..<width {
          normal[line][column] += weight * standard[line] * standard[column]
        }
        normal[line][width] += weight * standard[line] * (targets[position] - centre)
      }
    }
    for line in 0..<width { normal[line][line] += 1e-6 }
    self.means = means
    self.scales = scales
    weights = Self.solve(normal)
    intercept = centre
  }

  /// The function's value.
  func callAsFunction(_ features: [Double]) -> Double {
    var sum = intercept
    for (position, weight) in weights.enumerated() {
      sum += weight * (features[position] - means[position]) / scales[position]
    }
    return sum
  }

  /// Gaussian elimination with the largest pivot; each line ends with its right-hand side.
  private static func solve(_ system: [[Double]]) -> [Double] {
    var lines = system
    let width = lines.count
    for column in 0..<width {
      let pivot =
        (column..<width).max { lines[$0][column].magnitude < lines[$1][column].magnitude }
        ?? column
      lines.swapAt(column, pivot)
      guard lines[column][column] != 0 else { continue }
      for line in 0..<width where line != column {
        let factor = lines[line][column] / lines[column][column]
        for position in column...width { lines[line][position] -= factor * lines[column][position] }
      }
    }
    return (0..<width).map { lines[$0][$0] == 0 ? 0 : lines[$0][width] / lines[$0][$0] }
  }
}
