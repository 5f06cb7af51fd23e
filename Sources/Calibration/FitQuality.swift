package import Devices
import Foundation
import Graphs
package import Quantities

/// How far predictions lie from measurements.
package struct FitQuality: Hashable, Sendable {
  /// One measurement with its prediction.
  package struct Row: Hashable, Sendable {
    package let measurement: Measurement
    package let predicted: Nanoseconds

    /// Predicted over measured, less one.
    package var error: Double {
      Double(predicted.amount) / Double(measurement.latency.amount) - 1
    }
  }

  /// The rows in the order of the measurements.
  package let rows: [Row]

  /// Predicts every run.
  package init(_ runs: [MeasuredRun], on devices: [Device]) {
    self.init(
      runs.map {
        Row(
          measurement: $0.measurement,
          predicted: $0.predicted(on: devices[$0.device]) ?? .zero
        )
      }
    )
  }

  /// Collects rows.
  package init(_ rows: [Row]) {
    self.rows = rows
  }

  /// The absolute errors, ascending.
  private var errors: [Double] { rows.map { abs($0.error) }.sorted() }

  /// The median absolute error; of an even number the mean of the two in the middle.
  package var median: Double {
    let errors = errors
    guard !errors.isEmpty else { return 0 }
    return (errors[(errors.count - 1) / 2] + errors[errors.count / 2]) / 2
  }

  /// The rows of each processor, of each precision on it, and of each model by themselves.
  package var parts: [(name: String, quality: FitQuality)] {
    func parts(by name: (Row) -> String) -> [(name: String, quality: FitQuality)] {
      var names: [String] = []
      for row in rows where !names.contains(name(row)) { names.append(name(row)) }
      return names.sorted()
        .map { part in (part, FitQuality(rows.filter { name($0) == part })) }
    }
    let processors = parts { $0.measurement.processor.isEmpty ? "plans" : $0.measurement.processor }
    let precisions = parts {
      "\($0.measurement.processor) \($0.measurement.precision?.rawValue ?? "")"
    }
    return processors + (precisions.count > processors.count ? precisions : [])
      + parts(by: \.measurement.model)
  }

  /// The largest absolute error.
  package var worst: Double { errors.last ?? 0 }

  /// What all rows of single operators take together, measured and predicted; nil without any.
  package var total: (measured: Nanoseconds, predicted: Nanoseconds)? {
    let own = rows.filter { row in
      if case .operation = row.measurement.subject { true } else { false }
    }
    guard !own.isEmpty else { return nil }
    return (own.map(\.measurement.latency).total(), own.map(\.predicted).total())
  }

  /// The share of rows whose error is at most a bound.
  package func share(within bound: Double) -> Double {
    guard !rows.isEmpty else { return 1 }
    return Double(rows.filter { abs($0.error) <= bound }.count) / Double(rows.count)
  }

  /// The pairs of rows of one model on one device that differ by more than a share in the
  /// measurement, and those of them whose order the predictions keep.
  package func order(beyond share: Double) -> (pairs: Int, kept: Int) {
    var pairs = 0
    var kept = 0
    for (position, first) in rows.enumerated() {
      for second in rows[..<position]
      where first.measurement.model == second.measurement.model
        && first.measurement.device == second.measurement.device
      {
        let (a, b) = (first.measurement.latency, second.measurement.latency)
        guard Double(max(a, b).amount) > Double(min(a, b).amount) * (1 + share) else { continue }
        pairs += 1
        if (a < b) == (first.predicted < second.predicted) { kept += 1 }
      }
    }
    return (pairs, kept)
  }
}
