/// A linear function of some features, fitted by least squares.
///
/// The features are standardised first, and a small ridge keeps the solution finite where they
/// depend on one another.
struct LinearFit: Hashable, Sendable {
  private let means: [Double]
  private let scales: [Double]
  private let weights: [Double]
  private let intercept: Double

  /// Fits targets to rows of features, all of the same length, at least one.
  init(_ rows: [[Double]], to targets: [Double]) {
    let count = Double(max(rows.count, 1))
    let width = rows.first?.count ?? 0
    let means = (0..<width).map { column in rows.reduce(0) { $0 + $1[column] } / count }
    let scales = (0..<width)
      .map { column in
        let square = rows.reduce(0) {
          $0 + ($1[column] - means[column]) * ($1[column] - means[column])
        }
        let deviation = (square / count).squareRoot()
        return deviation > 0 ? deviation : 1
      }
    let centre = targets.reduce(0, +) / count
    var normal = [[Double]](repeating: [Double](repeating: 0, count: width + 1), count: width)
    for (row, target) in zip(rows, targets) {
      let standard = (0..<width).map { (row[$0] - means[$0]) / scales[$0] }
      for line in 0..<width {
        for column in 0..<width { normal[line][column] += standard[line] * standard[column] }
        normal[line][width] += standard[line] * (target - centre)
      }
    }
    for line in 0..<width { normal[line][line] += 1e-6 * count }
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
